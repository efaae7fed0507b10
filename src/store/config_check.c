#include "store/config_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/config_value.h"
#include "store/texts.h"

#define SHOWN 60		/* characters of a value in a message */

/* Where a key stands, as it is typed: "account "work": ", "sip: ", "". */
static char *place_of(const struct section *s)
{
	if (s->title)
		return mem_format("account \"%s\": ", s->title);
	return mem_format("%s%s", s->kind->name, *s->kind->name ? ": " : "");
}

void config_check_wrong(const struct section *s, struct problems *p, int line,
	const char *key, const char *format, ...)
{
	char *place = place_of(s), *what;
	va_list args;

	va_start(args, format);
	if (vasprintf(&what, format, args) < 0)
		abort();
	va_end(args);
	problem(p, line, "%s%s%s", place, key, what);
	free(place);
	free(what);
}

/* A value that may hold a password (sip:user:secret@host) is not shown. */
static char *shown(const struct config_key *key, const char *value)
{
	char *clean, *text;

	if (key->secret || strchr(value, '@'))
		return mem_text("");
	clean = text_clean(value, SHOWN);
	text = mem_format(" = \"%s\"", clean);
	free(clean);
	return text;
}

/* "auto|udp|tcp" -> "auto, udp or tcp" */
static char *choices(const char *words)
{
	char *text = mem_new(strlen(words) * 4 + 1), *to = text;

	for (; *words; words++) {
		if (*words != '|')
			*to++ = *words;
		else
			to = stpcpy(to, strchr(words + 1, '|') ? ", " : " or ");
	}
	return text;
}

/* NULL: as it should be; else what was expected, owned by the caller. */
static char *expectation(const struct config_key *key, const char *value)
{
	bool on;
	int n;

	switch (key->kind) {
	case KEY_NUMBER:
		if (value_number(value, key->min, key->max, &n))
			return NULL;
		return mem_format("a whole number from %d to %d%s%s", key->min,
			key->max, *key->unit ? " " : "", key->unit);
	case KEY_SWITCH:
		return value_switch(value, &on) ? NULL : mem_text("yes or no");
	case KEY_WORD:
		return config_word_index(key->words, value) >= 0 ? NULL :
			choices(key->words);
	case KEY_TEXT:
	case KEY_LIST:
		break;
	}
	return mem_text(key->check(value));
}

static void check_value(const struct section *s, const struct config_key *key,
	const struct setting *value, struct problems *p)
{
	char *expected = expectation(key, value->text);
	char *text;

	if (value->again)
		config_check_wrong(s, p, value->line, key->name,
			": set a second time; once is enough");
	if (!expected)
		return;
	text = shown(key, value->text);
	config_check_wrong(s, p, value->line, key->name, "%s: expected %s",
		text, expected);
	free(text);
	free(expected);
}

void config_check(const struct section *s, struct problems *p)
{
	const struct setting *value;

	for (int i = 0; i < s->kind->n; i++)
		for (int j = 0; (value = section_setting(s,
		     s->kind->keys[i].name, j)); j++)
			check_value(s, &s->kind->keys[i], value, p);
}

static void tell(const struct section *s, const struct config_key *key,
	const struct setting *value, const char *file, struct texts *warnings)
{
	char *place = place_of(s), *text = shown(key, value->text), *line;
	bool list = key->kind == KEY_LIST || !*key->usual;

	line = mem_format("%s:%d: %s%s%s: not built yet, %s%s%s", file,
		value->line, place, key->name, text,
		list ? "it changes nothing" : "taken as \"",
		list ? "" : key->usual, list ? "" : "\"");
	text_clean_line(line);
	texts_take(warnings, line);
	free(place);
	free(text);
}

static void refuse(const struct config_key *key, const struct setting *value,
	const char *file, char **reason)
{
	char *text = shown(key, value->text);

	if (!*reason)
		*reason = mem_format("%s%s (%s:%d): this offhookd was built "
			"without %s, and to go on would be less safe than "
			"asked for; install one that has it, or take the line "
			"out", key->name, text, file, value->line,
			key->library);
	free(text);
}

void config_check_built(const struct section *s, const char *file,
	struct texts *warnings, char **reason)
{
	for (int i = 0; i < s->kind->n; i++) {
		const struct config_key *key = &s->kind->keys[i];
		const struct setting *value = section_setting(s, key->name, 0);

		if (!value || config_key_works(key, value->text))
			continue;
		if (key->standing == KEY_PROTECTS)
			refuse(key, value, file, reason);
		else
			tell(s, key, value, file, warnings);
	}
}
