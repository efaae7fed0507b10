#include "theme_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "colour.h"

#define BLANK " \t\r"
#define WHAT_MAX 200

static const char *const roles[ROLES] = { "normal", "dim", "bold", "ok",
	"progress", "warning", "error", "alert", "select", "heading" };

static const struct { const char *word; unsigned attribute; } attributes[] = {
	{ "normal", 0 }, { "bold", LOOK_BOLD }, { "dim", LOOK_DIM },
	{ "underline", LOOK_UNDERLINE }, { "reverse", LOOK_REVERSE },
};

static int role_of(const char *word)
{
	for (int i = 0; i < ROLES; i++)
		if (!strcmp(roles[i], word))
			return i;
	return ROLES;
}

static bool add_attribute(struct look *look, const char *word)
{
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
		if (!strcmp(attributes[i].word, word)) {
			look->attributes |= attributes[i].attribute;
			return true;
		}
	return false;
}

/* "bold red on black": attributes, then a colour, then "on" and one more. */
static bool look_read(struct look *look, char *words, char *what)
{
	enum { ATTRIBUTES, ON, BACKGROUND, END } next = ATTRIBUTES;
	char *word;

	*look = (struct look){ 0, COLOUR_DEFAULT, COLOUR_DEFAULT };
	while ((word = strsep(&words, BLANK))) {
		bool on = !strcmp(word, "on");

		if (!*word || (next == ATTRIBUTES && add_attribute(look, word)))
			continue;
		if (on && next <= ON)
			next = BACKGROUND;
		else if (next == ATTRIBUTES && colour_read(word, &look->colour))
			next = ON;
		else if (next == BACKGROUND && colour_read(word, &look->on))
			next = END;
		else {
			snprintf(what, WHAT_MAX, "\"%s\": expected attributes "
				"(bold, dim, underline, reverse), a colour, "
				"\"on\" and another", word);
			return false;
		}
	}
	if (next == BACKGROUND)
		snprintf(what, WHAT_MAX, "a colour is missing behind \"on\"");
	return next != BACKGROUND;
}

/* Without the blanks around it; in place. */
static char *stripped(char *text)
{
	size_t n;

	text += strspn(text, BLANK);
	n = strlen(text);
	while (n && strchr(BLANK, text[n - 1]))
		text[--n] = '\0';
	return text;
}

/* false: what is wrong with it. */
static bool line_read(struct look looks[ROLES], char *line, char *what)
{
	char *value = strchr(line, '='), *name;
	struct look look;
	int role;

	line = stripped(line);
	if (!*line || *line == '#')
		return true;
	if (!value) {
		snprintf(what, WHAT_MAX, "expected a role, \"=\", and how it "
			"looks: ok = bold green");
		return false;
	}
	*value++ = '\0';
	name = stripped(line);
	role = role_of(name);
	if (role == ROLES) {
		snprintf(what, WHAT_MAX, "\"%s\" is no role: normal, dim, "
			"bold, ok, progress, warning, error, alert, select, "
			"heading", name);
		return false;
	}
	if (!look_read(&look, value, what))
		return false;
	looks[role] = look;
	return true;
}

void theme_text_read(struct look looks[ROLES], const char *text,
	void (*on_mistake)(void *arg, int line, const char *what), void *arg)
{
	char *copy = mem_text(text), *rest = copy, *line, what[WHAT_MAX];

	for (int n = 1; (line = strsep(&rest, "\n")); n++)
		if (!line_read(looks, line, what))
			on_mistake(arg, n, what);
	free(copy);
}
