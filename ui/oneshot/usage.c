#include "oneshot/usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NAME_MAX_BYTES 64

struct reading {
	const struct command *command;
	const struct usage_handlers *handlers;
	char sub[NAME_MAX_BYTES];
	bool names_sub;			/* the next word is one */
	char option[NAME_MAX_BYTES];	/* that waits for its value; "" none */
};

static bool takes_value(const struct command *c, const char *option)
{
	char name[NAME_MAX_BYTES + 4];
	const char *known = c->options ? c->options : "";
	const char *at;
	size_t n;

	n = snprintf(name, sizeof name, "%s=", option);
	for (at = known; (at = strstr(at, name)); at++)
		if ((at == known || at[-1] == ' ') &&
				(!at[n] || at[n] == ' '))
			return true;
	return false;
}

static void take_option(struct reading *r, const char *word)
{
	if (takes_value(r->command, word + 2))
		snprintf(r->option, sizeof r->option, "%.60s", word + 2);
}

static void take_word(struct reading *r, const char *word)
{
	const struct usage_handlers *h = r->handlers;

	if (!strncmp(word, "--", 2)) {
		take_option(r, word);
	} else if (r->names_sub) {
		r->names_sub = false;
		h->on_word(h->arg, "", word);
		snprintf(r->sub, sizeof r->sub, "%.60s", word);
	} else {
		h->on_word(h->arg, r->sub, word);
	}
}

/* "TARGET|off|default" */
static void take_piece(struct reading *r, char *piece)
{
	const struct usage_handlers *h = r->handlers;
	char option[NAME_MAX_BYTES], *word;

	strcpy(option, r->option);
	r->option[0] = '\0';
	while ((word = strsep(&piece, "|")))
		if (!*word)
			continue;
		else if (*option)
			h->on_value(h->arg, option, word);
		else
			take_word(r, word);
}

/* What is in quotes is one piece. */
static char *next_piece(char **rest)
{
	char *start = *rest + strspn(*rest, " ");
	char *end = start;
	bool quoted = false;

	while (*end && (quoted || *end != ' '))
		quoted ^= *end++ == '\'';
	*rest = *end ? end + 1 : end;
	*end = '\0';
	return start;
}

static void take_alternative(struct reading *r, char *text)
{
	char *piece;

	while (*(piece = next_piece(&text)))
		take_piece(r, piece);
}

/* Brackets say what may be left out, dots what may come again. */
static char *without_brackets(const char *usage)
{
	char *text = mem_text(usage), *to = text;

	for (const char *from = text; *from; from++)
		if (!strncmp(from, "...", 3))
			from += 2;
		else if (!strchr("[]", *from))
			*to++ = *from;
	*to = '\0';
	return text;
}

void usage_read(const struct command *c, const struct usage_handlers *h)
{
	char *text = without_brackets(c->usage), *rest = text, *next;
	bool several = strstr(text, " | ");

	while (rest) {
		struct reading r = { c, h, "", several, "" };

		next = strstr(rest, " | ");
		if (next)
			*next = '\0';
		take_alternative(&r, rest);
		rest = next ? next + 3 : NULL;
	}
	free(text);
}

void usage_options(const struct command *c,
	void (*on_option)(void *arg, const char *option, bool value),
	void *arg)
{
	char *text = mem_text(c->options ? c->options : ""), *rest = text;
	char *name;

	while ((name = strsep(&rest, " "))) {
		size_t n = strlen(name);
		bool value = n && name[n - 1] == '=';

		if (value)
			name[n - 1] = '\0';
		if (n)
			on_option(arg, name, value);
	}
	free(text);
}
