/* The table of actions is sound: every key is one, none hides another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "key_presets.h"
#include "keymap.h"
#include "keys_file.h"
#include "ui.h"

static void names_of_keys(void **state)
{
	struct key k;
	int32_t second;

	(void)state;
	assert_true(key_names_read("h", &k, &second));
	assert_int_equal(k.code, 'h');
	assert_true(key_names_read("^X", &k, &second));
	assert_int_equal(k.code, 24);
	assert_true(key_names_read("M-x", &k, &second));
	assert_true(k.alt && k.code == 'x');
	assert_true(key_names_read("F10", &k, &second));
	assert_int_equal(k.code, KEYS_F1 + 9);
	assert_true(key_names_read("g h", &k, &second));
	assert_true(k.code == 'g' && second == 'h');
	assert_true(key_names_read("PgDn", &k, &second));
	assert_int_equal(second, 0);
	assert_false(key_names_read("Hyper", &k, &second));
	assert_false(key_names_read("g Hyper", &k, &second));
	assert_false(key_names_read("", &k, &second));
}

static bool share(const struct action *a, const struct action *b)
{
	for (int i = 0; i < ACTION_KEYS && a->keys[i]; i++)
		for (int k = 0; k < ACTION_KEYS && b->keys[k]; k++)
			if (!strcmp(a->keys[i], b->keys[k]) &&
					(a->contexts & b->contexts))
				return true;
	return false;
}

/* Two actions may share a key only where each says when it applies. */
static void no_action_hides_another(void **state)
{
	(void)state;
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			for (const struct action_group *h = g; h->title; h++)
				for (const struct action *b = h == g ? a + 1 :
						h->actions; b->name; b++) {
					if (!share(a, b) || a->applies)
						continue;
					fail_msg("%s hides %s", a->name,
						b->name);
				}
}

static void every_action_is_explained(void **state)
{
	(void)state;
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++) {
			assert_non_null(a->help);
			assert_non_null(a->run);
			assert_true(a->contexts || !a->keys[0]);
			assert_true(a->contexts == 0 || a->keys[0]);
		}
}

static void names_are_read_as_they_are_shown(void **state)
{
	static const char *const names[] = { "h", "^X", "Alt-x", "F1", "F12",
		"PgUp", "g h", "Esc", "Space", "\xc3\xa9", "Alt-\xc3\xa9", "S-Tab",
		"^X ^C", "\xf0\x9f\x98\x80", "^", "Alt--", "^_" };
	char text[KEY_NAMES];
	int32_t second;
	struct key k;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_true(key_names_read(names[i], &k, &second));
		key_names(k, second, text);
		assert_string_equal(text, names[i]);
	}
	assert_true(key_names_read("C-x", &k, &second) && k.code == 24);
	assert_true(key_names_read("return", &k, &second));
	assert_int_equal(k.code, KEYS_ENTER);
	assert_false(key_names_read("F13", &k, &second));
	assert_false(key_names_read("F0", &k, &second));
	assert_false(key_names_read("F1x", &k, &second));
	assert_false(key_names_read("M-g h", &k, &second));
	assert_false(key_names_read("\xff", &k, &second));
	assert_false(key_names_read("\x1b", &k, &second));
}

/* --- keys of one's own ----------------------------------------------------*/

struct own {
	struct keymap *keymap;
	struct ui ui;
	char said[2048];
};

static void on_mistake(void *arg, const char *text)
{
	struct own *o = arg;

	strcat(o->said, text);
	strcat(o->said, "\n");
}

static void take(struct own *o, const char *text)
{
	struct keys_file f = { .to = o->keymap, .shown = "keys",
		.on_mistake = on_mistake, .arg = o };

	o->said[0] = '\0';
	keys_file_take(&f, text);
	keys_file_check(&f);
}

static int setup(void **state)
{
	struct own *o = calloc(1, sizeof *o);

	o->keymap = keymap_new();
	o->ui.model = model_new();
	o->ui.connected = true;
	*state = o;
	return 0;
}

static int teardown(void **state)
{
	struct own *o = *state;

	model_free(o->ui.model);
	keymap_free(o->keymap);
	free(o);
	return 0;
}

/* What a key does; "" nothing. */
static const char *does(struct own *o, int context, const char *keys)
{
	const struct binding *b;
	struct key first;
	int32_t second;

	assert_true(key_names_read(keys, &first, &second));
	if (second && !keymap_is_prefix(o->keymap, context, first))
		return "";
	if (second)
		b = keymap_find(o->keymap, &o->ui, context, first.code,
			(struct key){ second, false });
	else
		b = keymap_find(o->keymap, &o->ui, context, 0, first);
	return b ? b->command.action->name : "";
}

static void a_key_finds_its_action(void **state)
{
	struct own *o = *state;

	assert_string_equal(does(o, IN_CALLS, "?"), "help");
	assert_string_equal(does(o, IN_CALLS, "g l"), "log");
	assert_string_equal(does(o, IN_CALLS, "g y"), "");
	assert_string_equal(does(o, IN_CALLS, "5"), "");
	assert_string_equal(does(o, IN_LINE, "g l"), "");
}

static void what_is_bound_takes_the_place_of_what_was(void **state)
{
	struct own *o = *state;
	const struct binding *b;

	take(o, "bind calls x exec \"transfer 8001\"  # the queue\n"
		"bind calls g h goto log\n"
		"bind any F9 hold all\n"
		"bind pad Esc bye extra\n"
		"unbind calls d\n");
	assert_string_equal(o->said, "keys:4: bye: nothing may stand behind it "
		"but the number of a call\n");
	b = keymap_find(o->keymap, &o->ui, IN_CALLS, 0,
		(struct key){ 'x', false });
	assert_string_equal(b->command.argument, "8001");
	assert_string_equal(does(o, IN_CALLS, "x"), "transfer");
	assert_string_equal(does(o, IN_PAD, "x"), "secret digits");
	assert_string_equal(does(o, IN_CALLS, "g h"), "goto");
	assert_string_equal(does(o, IN_LINE, "F9"), "hold all");
	assert_string_equal(does(o, IN_CALLS, "d"), "");
	assert_string_equal(does(o, IN_CALLS, "j"), "down");
}

static void a_key_alone_over_two_and_back(void **state)
{
	struct own *o = *state;

	take(o, "bind calls g help\n");
	assert_string_equal(does(o, IN_CALLS, "g l"), "");
	assert_string_equal(does(o, IN_CALLS, "g"), "help");
	take(o, "bind calls g y zoom\n");
	assert_string_equal(does(o, IN_CALLS, "g y"), "zoom");
	assert_string_equal(o->said, "keys:1: g does not do this: line 1 counts "
		"before it\n");
}

static void what_never_counts_is_told(void **state)
{
	struct own *o = *state;

	take(o, "bind calls y help\nbind calls y zoom\nbind any j zoom\n");
	assert_string_equal(o->said,
		"keys:2: y does not do this: line 1 counts before it\n"
		"keys:3: j does not do this: down counts before it, in a place "
		"more exactly told\n");
}

static void presets_have_no_mistake(void **state)
{
	struct own *o = *state;
	char line[64];

	(void)state;
	for (const struct key_preset *p = key_presets; p->name; p++) {
		teardown(state);
		setup(state);
		o = *state;
		snprintf(line, sizeof line, "preset %s\n", p->name);
		take(o, line);
		assert_string_equal(o->said, "");
	}
	teardown(state);
	setup(state);
	o = *state;
	take(o, "preset vi\nbind calls ^W zoom\npreset emacs\n");
	assert_string_equal(does(o, IN_CALLS, "^W"), "zoom");
	assert_string_equal(does(o, IN_CALLS, "^F"), "page down");
	assert_string_equal(o->said,
		"keys:3: one preset is enough: line 1 has it\n");
}

static void mistakes_say_what_is_wrong(void **state)
{
	static const struct { const char *line, *why; } lines[] = {
		{ "frob", "\"frob\"? a line is bind, unbind or preset" },
		{ "bind", "where? bind PLACE KEYS COMMAND" },
		{ "bind moon x hold", "there is no place \"moon\": line, form, "
			"pad, list, calls, any" },
		{ "bind agent F9 ready", "agent: there is no agent mode yet, so "
			"this key is not bound" },
		{ "bind calls", "which key?" },
		{ "bind calls Hyper-x hold", "there is no key \"Hyper-x\"" },
		{ "bind calls x", "which command?" },
		{ "bind calls g h", "which command?" },
		{ "bind calls x frobnicate",
			"there is no command \"frobnicate\"" },
		{ "bind calls x ho", "there is no command \"ho\"" },
		{ "bind calls x exec hold", "exec wants its command in quotes: "
			"exec \"transfer 8001\"" },
		{ "bind calls 5 hold", "\"5\" is dialled, and cannot be bound" },
		{ "bind pad Esc bye", "Esc ends nothing: bind another key to "
			"bye" },
		{ "bind any Esc quit engine", "Esc ends nothing: bind another "
			"key to quit engine" },
		{ "bind line x hold", "in the line a character is text, and "
			"cannot be bound" },
		{ "bind line ^X ^C quit", "in the line only one key alone can be "
			"bound" },
		{ "bind calls x line yank", "line yank does nothing there" },
		{ "unbind calls", "which key?" },
		{ "preset emcas", "there is no preset \"emcas\": default, vi, "
			"emacs, baresip, agent" },
		{ "bind calls x tra\x1b[2Jnsfer",
			"there is no command \"tra[2Jnsfer\"" },
	};
	struct own *o = *state;
	char wanted[300];

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		take(o, lines[i].line);
		snprintf(wanted, sizeof wanted, "keys:1: %s\n", lines[i].why);
		assert_string_equal(o->said, wanted);
	}
	take(o, "# nothing\n\n   # more\nbind any M-a answer # as ever\r\n");
	assert_string_equal(o->said, "");
}

/* Its lines, and those that are only to be uncommented. */
static void the_example_has_no_mistake(void **state)
{
	struct own *o = *state;
	const char *source = getenv("OFFHOOK_SOURCE");
	char path[4096], text[8192] = "";
	FILE *file;

	snprintf(path, sizeof path, "%s/share/keys", source ? source : ".");
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof text - 1, file) > 0);
	fclose(file);
	for (char *p = text; (p = strstr(p, "\n#")); p++)
		if (!strncmp(p + 2, "bind", 4) || !strncmp(p + 2, "unbind", 6))
			p[1] = ' ';
	take(o, text);
	assert_string_equal(o->said, "");
	assert_string_equal(does(o, IN_CALLS, "A"), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_keys),
		cmocka_unit_test(no_action_hides_another),
		cmocka_unit_test(every_action_is_explained),
		cmocka_unit_test(names_are_read_as_they_are_shown),
		TEST(a_key_finds_its_action),
		TEST(what_is_bound_takes_the_place_of_what_was),
		TEST(a_key_alone_over_two_and_back),
		TEST(what_never_counts_is_told),
		TEST(presets_have_no_mistake),
		TEST(mistakes_say_what_is_wrong),
		TEST(the_example_has_no_mistake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
