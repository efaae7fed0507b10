#include "palette.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command.h"
#include "settings.h"
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

static void add(struct palette *p, struct palette_item item)
{
	int at = p->n;

	if (!item.score || p->n == PALETTE_MAX)
		return;
	while (at > 0 && p->items[at - 1].score < item.score) {
		p->items[at] = p->items[at - 1];
		at--;
	}
	p->items[at] = item;
	p->n++;
}

/* --- settings, each as a command --------------------------------------------*/

/* "set meters off", "me" -> "meters off", "me"; NULL: of another command. */
static const char *behind_set(const char *typed)
{
	if (strncasecmp(typed, "set", 3))
		return typed;
	return typed[3] == ' ' ? typed + 3 + strspn(typed + 3, " ") :
		typed[3] ? NULL : typed + 3;
}

static int score_setting(const struct setting *s, const char *typed)
{
	const char *name = behind_set(typed);
	size_t n = name ? strcspn(name, " ") : 0, length = strlen(s->name);

	if (!name)
		return NOT_AT_ALL;
	if (name[n])
		return name != typed && n == length &&
			!strncmp(name, s->name, n) ? MEANT + COMMAND_WHOLE + 2 :
			NOT_AT_ALL;
	if (!strncasecmp(s->name, name, n))
		return name == typed ? WORD : n ? MEANT + COMMAND_WHOLE + 2 :
			START;
	return strcasestr(s->name, name) ? INSIDE : NOT_AT_ALL;
}

static const struct action *find_set(void)
{
	char why[COMMAND_WHY];
	struct command c;

	return command_parse_exactly("set", &c, why) ? c.action : NULL;
}

static void add_settings(struct palette *p, const char *typed)
{
	const struct action *set = find_set();
	const struct setting *s;

	for (int i = 0; *typed && set && (s = settings_at(i)); i++)
		add(p, (struct palette_item){ set, s,
			score_setting(s, typed) });
}

void palette_name(const struct palette_item *item, char *text, int size)
{
	const struct action *a = item->action;

	if (item->setting)
		snprintf(text, size, "set %s VALUE", item->setting->name);
	else
		snprintf(text, size, "%s%s%s", a->name, a->argument ? " " : "",
			a->argument ? a->argument : "");
}

bool palette_wants_more(const struct palette_item *item, const char *typed)
{
	const char *name = behind_set(typed);

	return item->setting && (!name || !strchr(name, ' '));
}

/* --- all of them -----------------------------------------------------------*/

void palette_match(struct palette *p, const struct ui *ui, const char *typed)
{
	p->n = p->of = 0;
	typed += strspn(typed, " ");
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++) {
			if (a->flags & ACTION_NOT_LISTED)
				continue;
			p->of++;
			if (action_applies(a, ui))
				add(p, (struct palette_item){ a, NULL,
					score(a, typed) });
		}
	add_settings(p, typed);
	for (int i = 0; settings_at(i); i++)
		p->of++;
}

/* A command that is written out is meant, even where it cannot be run now: what
 * the list has in its place is not. */
static bool is_written_out(const struct ui *ui, const char *typed)
{
	char why[COMMAND_WHY];
	struct command c;

	return !ui->palette.selected && command_parse_exactly(typed, &c, why);
}

static struct command selected(const struct palette_item *item,
	const char *typed)
{
	struct command c = { .action = item->action };
	const char *rest;

	if (!command_fit(item->action, typed, &rest) || !*rest)
		return c;
	if (item->action->argument)
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
		c = selected(&p.items[ui->palette.selected], typed);
	ui_stop_typing(ui);
	if (ui->palette.selected >= p.n || is_written_out(ui, typed))
		return command_run(ui, typed);
	return command_start(ui, &c);
}
