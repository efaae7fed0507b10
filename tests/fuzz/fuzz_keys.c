/* Any bytes as a keys file and as a command line: what is bound can be found and
 * told, what is wrong is told in one clean line. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "keymap.h"
#include "keys_file.h"

const char *const fuzz_seeds[] = {
	"preset vi\nbind any M-a answer\nbind calls g h goto history\n"
	"unbind calls A\nbind calls x exec \"transfer 8001\" # why\n",
	"preset emacs\npreset agent\nbind line ^X zoom\n",
	"bind pad Esc pad leave\r\nunbind any g h\n", "hold 2", "tran 8001",
	NULL };
const char *const fuzz_words[] = { "bind ", "unbind ", "preset ", "calls ",
	"any ", "line ", "pad ", "list ", "form ", "wrap ", "agent ", "M-",
	"^", "C-", "F1", "F12", "Enter ", "Esc ", "Space ", "exec ", "\"",
	"#", "\n", "\r", "\t", " ", "hold", "hold all", "bye", "quit engine",
	"dial ", "8001", "\xff", "\xc3\xa9", "\x1b", NULL };

static void on_mistake(void *arg, const char *text)
{
	(void)arg;
	FUZZ_HOLDS(strstr(text, "keys") == text);
	FUZZ_HOLDS(text_is_utf8(text, strlen(text)));
	for (; *text; text++)
		FUZZ_HOLDS((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void is_sound(const struct keymap *k, const struct binding *b)
{
	char keys[KEY_NAMES];
	struct key first;
	int32_t second;

	FUZZ_HOLDS(b->contexts);
	key_names(b->key, b->second, keys);
	FUZZ_HOLDS(key_names_read(keys, &first, &second));
	FUZZ_HOLDS(first.code == b->key.code && first.alt == b->key.alt &&
		second == b->second);
	FUZZ_HOLDS(!b->command.argument || b->command.action->argument);
	keymap_hidden_by(k, b);
}

static void take_file(const char *text)
{
	struct keys_file f = { .to = keymap_new(), .shown = "keys",
		.on_mistake = on_mistake };
	const struct binding *b;

	keys_file_take(&f, text);
	keys_file_check(&f);
	for (int i = 0; (b = keymap_at(f.to, i)); i++)
		if (b->layer == LAYER_FILE)
			is_sound(f.to, b);
	keymap_free(f.to);
}

static void take_line(const char *text)
{
	char why[COMMAND_WHY] = "";
	struct command c = { 0 };

	if (command_parse(text, &c, why))
		FUZZ_HOLDS(c.action && (!c.argument || *c.argument));
	else
		FUZZ_HOLDS(*why);
	if (command_parse_exactly(text, &c, why))
		FUZZ_HOLDS(command_parse(text, &c, why));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = malloc(n + 1);

	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	take_file(text);
	take_line(text);
	free(text);
	return 0;
}
