#include "keys_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "key_presets.h"

#define FILE_MAX (64 << 10)	/* bytes; more is no file of keys */
#define LINE_LONGEST 400
#define BLANK " \t\r"

static const struct {
	const char *name;
	int contexts;			/* 0: comes with a later version */
} places[] = {
	{ "line", IN_LINE }, { "form", IN_FORM }, { "pad", IN_PAD },
	{ "wrap", 0 }, { "list", IN_LIST }, { "calls", IN_COMMAND },
	{ "agent", 0 }, { "any", ANYWHERE },
};

/* One line that is being read. */
struct reader {
	struct keys_file *file;
	enum layer layer;
	int line;			/* of the file; 0 in a preset */
	char *rest;
	char command[LINE_LONGEST];	/* its argument points here */
	char why[KEYS_FILE_WHY];
};

static bool wrong(struct reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool wrong(struct reader *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->why, sizeof r->why, format, args);
	va_end(args);
	return false;
}

static void complain(struct keys_file *f, int line, const char *why)
{
	char *text = line ? mem_format("%s:%d: %s", f->shown, line, why) :
		mem_format("%s: %s", f->shown, why);

	f->mistakes++;
	text_clean_line(text);
	if (f->on_mistake)
		f->on_mistake(f->arg, text);
	free(text);
}

/* The next word; "" at the end. */
static char *word(struct reader *r)
{
	char *start = r->rest + strspn(r->rest, BLANK);
	char *end = start + strcspn(start, BLANK);

	r->rest = *end ? end + 1 : end;
	*end = '\0';
	return start;
}

/* A comment starts a word; "#" in quotes is none. */
static void cut_comment(char *line)
{
	bool quoted = false, blank = true;

	for (; *line; line++) {
		if (*line == '"')
			quoted = !quoted;
		if (*line == '#' && blank && !quoted)
			*line = '\0';
		blank = strchr(BLANK, *line);
		if (!*line)
			return;
	}
}

/* --- the words of a line --------------------------------------------------*/

static bool read_place(struct reader *r, const char *name, struct binding *b)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (strcmp(places[i].name, name))
			continue;
		b->contexts = places[i].contexts;
		return b->contexts || wrong(r, "%s: there is no agent mode "
			"yet, so this key is not bound", name);
	}
	return wrong(r, *name ? "there is no place \"%.40s\": line, form, pad, "
		"list, calls, any" : "where? bind PLACE KEYS COMMAND%.0s",
		name);
}

static bool is_text(struct key k)
{
	return !k.alt && k.code >= 0x20 && k.code < KEYS_UP &&
		k.code != KEYS_BACKSPACE;
}

/* What is dialled, sent as tones or typed stays that. */
static bool may_be_bound(struct reader *r, struct binding *b)
{
	struct key k = b->key;

	if (!k.alt && k.code < 0x80 && strchr("0123456789+*#", k.code))
		return wrong(r, "\"%c\" is dialled, and cannot be bound",
			k.code);
	if (!is_text(k) && !b->second)
		return true;
	b->contexts &= ~IN_LINE;
	return b->contexts || wrong(r, b->second ?
		"in the line only one key alone can be bound" :
		"in the line a character is text, and cannot be bound");
}

/* exec "transfer 8001" -> transfer 8001 */
static bool unquote(struct reader *r)
{
	char *text = r->command + 4;
	size_t n;

	if (strncmp(r->command, "exec", 4) || (*text && !strchr(BLANK, *text)))
		return true;
	text += strspn(text, BLANK);
	n = strlen(text);
	if (n < 3 || *text != '"' || text[n - 1] != '"')
		return wrong(r, "exec wants its command in quotes: exec "
			"\"transfer 8001\"");
	text[n - 1] = '\0';
	memmove(r->command, text + 1, n - 1);
	return true;
}

static bool read_command(struct reader *r, struct command *c)
{
	size_t n;

	snprintf(r->command, sizeof r->command, "%s",
		r->rest + strspn(r->rest, BLANK));
	for (n = strlen(r->command); n && strchr(BLANK, r->command[n - 1]); )
		r->command[--n] = '\0';
	return unquote(r) && command_parse_exactly(r->command, c, r->why);
}

/* One key, or two, and then the command. */
static bool read_keys(struct reader *r, struct binding *b)
{
	char names[KEY_NAMES], *first = word(r), *second;

	if (!*first)
		return wrong(r, "which key?");
	if (!key_name_read(first, &b->key))
		return wrong(r, "there is no key \"%.40s\"", first);
	if (read_command(r, &b->command))
		return true;
	second = word(r);
	snprintf(names, sizeof names, "%.15s %.15s", first, second);
	return *second && key_names_read(names, &b->key, &b->second) &&
		read_command(r, &b->command);
}

/* A command counts anywhere, an edit only where there is a field.  And Esc
 * leaves, everywhere: nothing makes it end a call. */
static bool is_fit(struct reader *r, struct binding *b)
{
	const struct action *a = b->command.action;

	if (b->key.code == KEYS_ESC && (a->flags & ACTION_DELAYED ||
			!strncmp(a->name, "quit", 4)))
		return wrong(r, "Esc ends nothing: bind another key to %s",
			a->name);
	if (a->contexts && !(a->contexts & IN_COMMAND))
		b->contexts &= a->contexts;
	return b->contexts || wrong(r, "%s does nothing there", a->name);
}

/* --- lines ----------------------------------------------------------------*/

static bool add(struct reader *r, struct binding *b)
{
	b->layer = r->layer;
	b->line = r->line;
	if (!keymap_add(r->file->to, b))
		return wrong(r, "there are too many keys");
	r->file->bindings += r->layer == LAYER_FILE;
	return true;
}

static bool bind(struct reader *r)
{
	struct binding b = { 0 };

	return read_place(r, word(r), &b) && read_keys(r, &b) &&
		may_be_bound(r, &b) && is_fit(r, &b) && add(r, &b);
}

static bool unbind(struct reader *r)
{
	struct binding b = { 0 };
	char *keys;
	size_t n;

	if (!read_place(r, word(r), &b))
		return false;
	keys = r->rest + strspn(r->rest, BLANK);
	for (n = strlen(keys); n && strchr(BLANK, keys[n - 1]); )
		keys[--n] = '\0';
	if (!key_names_read(keys, &b.key, &b.second))
		return wrong(r, *keys ? "there is no key \"%.40s\"" :
			"which key?%.0s", keys);
	return add(r, &b);
}

static bool take_lines(struct keys_file *, enum layer, const char *text);

static bool preset(struct reader *r)
{
	const char *name = word(r);

	if (r->layer == LAYER_PRESET || r->file->preset)
		return wrong(r, "one preset is enough: line %d has it",
			r->file->preset);
	for (const struct key_preset *p = key_presets; p->name; p++)
		if (!strcmp(p->name, name)) {
			r->file->preset = r->line;
			return take_lines(r->file, LAYER_PRESET, p->lines);
		}
	return wrong(r, "there is no preset \"%.40s\": default, vi, emacs, "
		"baresip, agent", name);
}

static bool take(struct reader *r)
{
	static const struct { const char *word; bool (*take)(struct reader *); }
		words[] = { { "bind", bind }, { "unbind", unbind },
			{ "preset", preset } };
	const char *first = word(r);

	if (!*first)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i].word, first))
			return words[i].take(r);
	return wrong(r, "\"%.40s\"? a line is bind, unbind or preset", first);
}

static bool take_lines(struct keys_file *f, enum layer layer, const char *text)
{
	struct reader r = { .file = f, .layer = layer };
	char *copy = mem_text(text), *rest = copy, *line;
	int number = 0;

	while ((line = strsep(&rest, "\n"))) {
		number++;
		r.line = layer == LAYER_FILE ? number : 0;
		r.rest = line;
		cut_comment(line);
		if (strlen(line) >= LINE_LONGEST)
			complain(f, number, "this line is too long");
		else if (!take(&r))
			complain(f, r.line, r.why);
	}
	free(copy);
	return true;
}

void keys_file_take(struct keys_file *f, const char *text)
{
	take_lines(f, LAYER_FILE, text);
}

/* --- the file -------------------------------------------------------------*/

/* Owned by the caller; NULL: none, and said unless it is not there. */
static char *whole(struct keys_file *f)
{
	int fd = open(f->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	char *text;
	ssize_t n;

	if (fd < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			complain(f, 0, strerror(errno));
		return NULL;
	}
	text = mem_new(FILE_MAX + 2);
	n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ?
		read(fd, text, FILE_MAX + 1) : -1;
	close(fd);
	if (n >= 0 && n <= FILE_MAX && !memchr(text, '\0', n))
		return text;
	complain(f, 0, n < 0 ? "not a file that can be read" :
		"this is no file of keys");
	free(text);
	return NULL;
}

void keys_file_read(struct keys_file *f)
{
	char *text = whole(f);

	if (text)
		keys_file_take(f, text);
	free(text);
}

/* --- what is told of it ---------------------------------------------------*/

static void tell_hidden(struct keys_file *f, const struct binding *b,
	const struct binding *by)
{
	char keys[KEY_NAMES], why[KEYS_FILE_WHY];

	key_names(b->key, b->second, keys);
	if (by->layer == LAYER_FILE)
		snprintf(why, sizeof why, "%s does not do this: line %d "
			"counts before it", keys, by->line);
	else
		snprintf(why, sizeof why, "%s does not do this: %s counts "
			"before it, in a place more exactly told", keys,
			by->command.action->name);
	complain(f, b->line, why);
}

void keys_file_check(struct keys_file *f)
{
	const struct binding *b, *by;

	for (int i = 0; (b = keymap_at(f->to, i)); i++)
		if (b->layer == LAYER_FILE && b->command.action &&
				(by = keymap_hidden_by(f->to, b)))
			tell_hidden(f, b, by);
}

const char *keys_file_place(int contexts)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].contexts == contexts)
			return places[i].name;
	return "";
}
