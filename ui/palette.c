#include "palette.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command.h"
#include "ui.h"

#define HELP_LETTERS 3		/* of a word of the help */

enum { NOT_AT_ALL, SCATTERED, IN_HELP, INSIDE, WORD, START, MEANT };

/* Every letter in the order typed, others between them. */
static bool is_inside(const char *name, const char *typed)
{
	for (; *typed; typed++, name++) {
		name = strchr(name, tolower((unsigned char)*typed));
		if (!name)
			return false;
	}
	return true;
}

static bool starts_a_word(const char *text, const char *typed)
{
	size_t n = strlen(typed);

	for (; text; text = strchr(text, ' ')) {
		text += *text == ' ';
		if (!strncasecmp(text, typed, n))
			return true;
	}
	return false;
}

static int score(const struct action *a, const char *typed)
{
	const char *rest;
	int fit = command_fit(a, typed, &rest);

	if (fit > COMMAND_NO && (!*rest || a->argument ||
			command_takes_call(a)))
		return MEANT + fit;
	if (!strncasecmp(a->name, typed, strlen(typed)))
		return START;
	if (starts_a_word(a->name, typed))
		return WORD;
	if (strcasestr(a->name, typed))
		return INSIDE;
	if (strlen(typed) >= HELP_LETTERS && starts_a_word(a->help, typed))
		return IN_HELP;
	return is_inside(a->name, typed) ? SCATTERED : NOT_AT_ALL;
}

static void add(struct palette *p, const struct action *a, int points)
{
	int at = p->n;

	if (!points || p->n == PALETTE_MAX)
		return;
	while (at > 0 && p->scores[at - 1] < points) {
		p->items[at] = p->items[at - 1];
		p->scores[at] = p->scores[at - 1];
		at--;
	}
	p->items[at] = a;
	p->scores[at] = points;
	p->n++;
}

void palette_match(struct palette *p, const struct ui *ui, const char *typed)
{
	p->n = p->of = 0;
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++) {
			if (a->flags & ACTION_NOT_LISTED)
				continue;
			p->of++;
			if (action_applies(a, ui))
				add(p, a, score(a, typed));
		}
}

/* A command that is written out is meant, even where it cannot be run now: what
 * the list has in its place is not. */
static bool is_written_out(const struct ui *ui, const char *typed)
{
	char why[COMMAND_WHY];
	struct command c;

	return !ui->palette.selected && command_parse_exactly(typed, &c, why);
}

static struct command selected(const struct action *a, const char *typed)
{
	struct command c = { .action = a };
	const char *rest;

	if (!command_fit(a, typed, &rest) || !*rest)
		return c;
	if (a->argument)
		c.argument = rest;
	else
		c.call = atoi(rest);
	return c;
}

bool palette_run(struct ui *ui, const char *typed)
{
	struct palette p;
	struct command c;

	typed += strspn(typed, " ");
	palette_match(&p, ui, typed);
	if (ui->palette.selected < p.n)
		c = selected(p.items[ui->palette.selected], typed);
	ui_stop_typing(ui);
	if (ui->palette.selected >= p.n || is_written_out(ui, typed))
		return command_run(ui, typed);
	return command_start(ui, &c);
}
