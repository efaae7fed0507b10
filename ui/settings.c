#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "settings_line.h"
#include "text_file.h"
#include "themes.h"

#define AT(member) .offset = offsetof(struct settings, member)

static const char *check_folder(const char *value)
{
	return *value == '/' || !strcmp(value, "~") || !strncmp(value, "~/", 2) ?
		NULL : "expected a folder from / or ~";
}

static const struct setting table[] = {
	{ "ambiguous", SETTING_WORD, AT(ambiguous), .usual = "narrow",
	  .words = "narrow|wide", .help = "wide: the terminal draws Greek, "
	  "Cyrillic, marks and lines two columns wide; offhook does without" },
	{ "colour", SETTING_WORD, AT(colour), .usual = "auto",
	  .words = "auto|off", .help = "auto: where the terminal has colours "
	  "and NO_COLOR is not set" },
	{ "confirm_bye", SETTING_WORD, AT(confirm_bye), .usual = "off",
	  .words = "off|conference|all", .help = "hanging up takes two b: of a "
	  "call in a conference, of any call" },
	{ "copy", SETTING_SWITCH, AT(copy), .usual = "on",
	  .help = "y puts a number or a text into the terminal's clipboard "
	  "(OSC 52)" },
	{ "dtmf_echo", SETTING_WORD, AT(dtmf_echo), .usual = "all",
	  .words = "all|last|off", .help = "which tones of the pad the line "
	  "shows; off hides them, though not from traces" },
	{ "glyphs", SETTING_WORD, AT(glyphs), .usual = "auto",
	  .words = "auto|ascii|utf8", .help = "marks, lines and graphs; auto: "
	  "as locale and terminal can" },
	{ "keys", SETTING_TEXT, AT(keys), .usual = "",
	  .help = "the keys file, offhook-keys(5); nothing: the usual place" },
	{ "meters", SETTING_SWITCH, AT(meters), .usual = "on",
	  .help = "microphone and ear of the selected call, four times a "
	  "second" },
	{ "mouse", SETTING_SWITCH, AT(mouse), .usual = "off",
	  .help = "a click selects, two are Enter, the wheel moves; with Shift "
	  "the terminal selects text as before" },
	{ "notify", SETTING_WORD, AT(notify), .usual = "auto",
	  .words = "auto|off|bell|osc9|osc777|osc99", .help = "how a call that "
	  "rings is told outside of the screen; auto: as the terminal can" },
	{ "notify_command", SETTING_TEXT, AT(notify_command), .usual = "",
	  .help = "run by the shell for each call that rings; "
	  "OFFHOOK_REMOTE_NAME says whose" },
	{ "slow_line", SETTING_WORD, AT(slow_line), .usual = "auto",
	  .words = "auto|on|off", .help = "no meters, clocks in steps of 5 s; "
	  "auto: while the terminal is slow to answer" },
	{ "sync", SETTING_WORD, AT(sync), .usual = "auto",
	  .words = "auto|off", .help = "large changes of the screen appear at "
	  "once, where the terminal can" },
	{ "pad_auto", SETTING_WORD, AT(pad_auto), .usual = "off",
	  .words = "off|outgoing", .help = "outgoing: a call that you make has "
	  "the pad when it is answered and the line is empty" },
	{ "reader", SETTING_SWITCH, AT(reader), .usual = "off",
	  .help = "for screen readers: one pane at a time, no lines, meters nor "
	  "seconds; what happens is a sentence above the input line" },
	{ "reject", SETTING_WORD, AT(reject), .usual = "busy",
	  .words = "busy|decline", .help = "what B, and b on a call that rings, "
	  "tell the caller" },
	{ "setup", SETTING_WORD, AT(setup), .usual = "auto",
	  .words = "auto|off", .help = "the first start's four steps; auto: "
	  "where there is neither offhook.conf nor account nor call" },
	{ "theme", SETTING_TEXT, AT(theme), .usual = "default",
	  .check = themes_check, .help = "default, light, dark-256, "
	  "high-contrast, mono, or a file of ~/.config/offhook/themes/" },
	{ "title", SETTING_WORD, AT(title), .usual = "state",
	  .words = "off|state|full", .help = "of the terminal's window; full: "
	  "with names and numbers" },
	{ "utf8", SETTING_WORD, AT(utf8), .usual = "auto",
	  .words = "auto|force", .help = "force: the terminal knows UTF-8, "
	  "whatever the locale says" },
	{ "save_dir", SETTING_TEXT, AT(save_dir), .usual = "~",
	  .help = "the folder of the files that S saves",
	  .check = check_folder },
	{ "pad", SETTING_SWITCH, AT(pad), .usual = "on",
	  .help = "the keys of a telephone; off: only while it has the "
	  "focus" },
	{ "threshold_mos", SETTING_NUMBER, AT(threshold_mos), .usual = "3.5",
	  .min = 1, .max = 5, .help = "calls that sound worse are marked !" },
};

const struct setting *settings_at(int i)
{
	return i < (int)(sizeof table / sizeof *table) ? &table[i] : NULL;
}

const struct setting *settings_find(const char *name)
{
	const struct setting *s;

	for (int i = 0; (s = settings_at(i)); i++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

static void *member(struct settings *all, const struct setting *s)
{
	return (char *)all + s->offset;
}

static const void *member_of(const struct settings *all,
	const struct setting *s)
{
	return (const char *)all + s->offset;
}

/* --- values ---------------------------------------------------------------*/

/* Which word of "a|b|c" it is; -1 none. */
static int word_index(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (int i = 0; n; i++) {
		size_t length = strcspn(words, "|");

		if (length == n && !memcmp(words, word, n))
			return i;
		if (!words[length])
			return -1;
		words += length + 1;
	}
	return -1;
}

static void word_at(const char *words, int i, char *text, size_t size)
{
	while (i-- > 0)
		words += strcspn(words, "|") + 1;
	snprintf(text, size, "%.*s", (int)strcspn(words, "|"), words);
}

/* "auto|on|off" -> "expected auto, on or off" */
static bool expected_words(const char *words, char why[SETTING_WHY])
{
	int n = snprintf(why, SETTING_WHY, "expected ");

	while (*words && n < SETTING_WHY) {
		size_t length = strcspn(words, "|");
		const char *next = words + length;

		n += snprintf(why + n, SETTING_WHY - n, "%.*s%s", (int)length,
			words, !*next ? "" : strchr(next + 1, '|') ? ", " :
			" or ");
		words = *next ? next + 1 : next;
	}
	return false;
}

static bool set_word(int *to, const struct setting *s, const char *value,
	char why[SETTING_WHY])
{
	int i = word_index(s->words, value);

	if (i < 0)
		return expected_words(s->words, why);
	*to = i;
	return true;
}

static bool set_switch(bool *to, const char *value, char why[SETTING_WHY])
{
	int i = word_index("off|on|no|yes|false|true", value);

	if (i < 0)
		return expected_words("on|off", why);
	*to = i % 2;
	return true;
}

static bool set_number(double *to, const struct setting *s, const char *value,
	char why[SETTING_WHY])
{
	char *end;
	double number = strtod(value, &end);

	if (end == value || *end || !(number >= s->min && number <= s->max)) {
		snprintf(why, SETTING_WHY, "expected a number from %g to %g",
			s->min, s->max);
		return false;
	}
	*to = number;
	return true;
}

static bool set_text(char **to, const struct setting *s, const char *value,
	char why[SETTING_WHY])
{
	const char *wrong = s->check ? s->check(value) : NULL;

	if (strlen(value) >= SETTING_TEXT_MAX)
		wrong = "expected less than 256 bytes";
	if (wrong) {
		snprintf(why, SETTING_WHY, "%s", wrong);
		return false;
	}
	mem_set(to, value);
	return true;
}

bool settings_set(struct settings *all, const struct setting *s,
	const char *value, char why[SETTING_WHY])
{
	void *to = member(all, s);

	switch (s->kind) {
	case SETTING_WORD:
		return set_word(to, s, value, why);
	case SETTING_SWITCH:
		return set_switch(to, value, why);
	case SETTING_NUMBER:
		return set_number(to, s, value, why);
	default:
		return set_text(to, s, value, why);
	}
}

void settings_text(const struct settings *all, const struct setting *s,
	char text[SETTING_TEXT_MAX])
{
	const void *from = member_of(all, s);

	if (s->kind == SETTING_WORD)
		word_at(s->words, *(const int *)from, text, SETTING_TEXT_MAX);
	else if (s->kind == SETTING_SWITCH)
		strcpy(text, *(const bool *)from ? "on" : "off");
	else if (s->kind == SETTING_NUMBER)
		snprintf(text, SETTING_TEXT_MAX, "%g", *(const double *)from);
	else
		snprintf(text, SETTING_TEXT_MAX, "%s",
			*(char *const *)from);
}

/* --- all of them ----------------------------------------------------------*/

void settings_init(struct settings *all)
{
	const struct setting *s;
	char why[SETTING_WHY];

	memset(all, 0, sizeof *all);
	for (int i = 0; (s = settings_at(i)); i++)
		if (!settings_set(all, s, s->usual, why))
			abort();		/* our own table is wrong */
}

void settings_clear(struct settings *all)
{
	const struct setting *s;

	for (int i = 0; (s = settings_at(i)); i++)
		if (s->kind == SETTING_TEXT)
			free(*(char **)member(all, s));
	memset(all, 0, sizeof *all);
}

/* --- the file -------------------------------------------------------------*/

struct reading {
	struct settings *to;
	const char *file;
	int line;
	void (*on_mistake)(void *arg, const char *text);
	void *arg;
};

static void complain(struct reading *r, const char *what)
{
	char *where = r->line ? mem_format("%s:%d", r->file, r->line) :
		mem_text(r->file);
	char *text = mem_format("%s: %s", where, what);

	text_clean_line(text);
	r->on_mistake(r->arg, text);
	free(where);
	free(text);
}

static void take(struct reading *r, const char *line)
{
	struct settings_line l;
	const struct setting *s = NULL;
	char why[SETTING_WHY], *text;

	if (!settings_line_read(&l, line, why)) {
		complain(r, why);
		return;
	}
	if (*l.name)
		s = settings_find(l.name);
	if (*l.name && !s) {
		text = mem_format("there is no setting \"%s\": "
			"offhook-ui.conf(5) lists them", l.name);
		complain(r, text);
		free(text);
	} else if (s && !settings_set(r->to, s, l.value, why)) {
		text = mem_format("%s = \"%s\": %s", l.name, l.value, why);
		complain(r, text);
		free(text);
	}
}

void settings_read(struct settings *all, const char *file,
	void (*on_mistake)(void *arg, const char *text), void *arg)
{
	struct reading r = { all, file, 0, on_mistake, arg };
	const char *why;
	char *text = text_file_read(file, &why), *rest = text, *line;

	if (why)
		complain(&r, why);
	while (rest && (line = strsep(&rest, "\n"))) {
		r.line++;
		take(&r, line);
	}
	free(text);
}
