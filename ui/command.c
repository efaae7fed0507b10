#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "notice.h"
#include "ui.h"

#define NAMED_MOST 4		/* of an ambiguous line's meanings */

/* --- names ----------------------------------------------------------------*/

/* How many words of the name the line begins with; *rest: what follows. */
static int match(const char *name, const char *line, const char **rest,
	bool *whole, bool *all)
{
	int words = 0;

	*whole = true;
	while (*name && *line) {
		size_t n = strcspn(name, " "), typed = strcspn(line, " ");

		if (typed > n || strncasecmp(name, line, typed))
			break;
		*whole &= typed == n;
		words++;
		name += n + strspn(name + n, " ");
		line += typed + strspn(line + typed, " ");
	}
	*rest = line;
	*all = !*name;
	return words;
}

static int fit_name(const char *name, const char *line, const char **rest)
{
	bool whole, all;
	int words = match(name, line, rest, &whole, &all);

	if (!words || (!all && **rest))
		return COMMAND_NO;
	if (!all)
		return COMMAND_PART;
	return whole ? COMMAND_WHOLE + words : COMMAND_ALL;
}

int command_fit(const struct action *a, const char *line, const char **rest)
{
	const char *other;		/* those must be written out */
	int fit = fit_name(a->name, line, rest);

	for (int i = 0; i < ACTION_NAMES && a->also[i]; i++) {
		int also = fit_name(a->also[i], line, &other);

		if (also > COMMAND_WHOLE && also > fit) {
			fit = also;
			*rest = other;
		}
	}
	return fit;
}

bool command_takes_call(const struct action *a)
{
	return !a->argument && (a->flags & (ACTION_ON_TARGET |
		ACTION_ON_SELECTED) || a->number == NUMBER_TARGET ||
		a->number == NUMBER_SELECTED || a->number == NUMBER_ASKING);
}

static bool is_number(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n < 6 && !text[n + strspn(text + n, " ")];
}

/* What may stand behind the name. */
static bool takes(const struct action *a, const char *rest)
{
	return !*rest || a->argument ||
		(command_takes_call(a) && is_number(rest));
}

/* --- the table, by what was typed ------------------------------------------
 *
 *	hold all	_WHOLE, two words	before	hold	_WHOLE, one word
 *	ho		hold, _ALL		before	hold all, _PART
 */

struct search {
	const char *line;
	bool exactly;
	int best;			/* fit of those found */
	const struct action *found[NAMED_MOST];
	const char *rest;		/* behind the name of the first */
	int n;
	const struct action *refuses;	/* its name fits, what follows not */
};

static void consider(struct search *s, const struct action *a)
{
	const char *rest;
	int fit = command_fit(a, s->line, &rest);

	if (fit == COMMAND_NO || (s->exactly && fit <= COMMAND_WHOLE))
		return;
	if (!takes(a, rest)) {
		if (fit > COMMAND_WHOLE)
			s->refuses = a;
		return;
	}
	if (fit < s->best)
		return;
	if (fit > s->best)
		s->n = 0;
	s->best = fit;
	if (!s->n)
		s->rest = rest;
	if (s->n < NAMED_MOST)
		s->found[s->n] = a;
	s->n++;
}

static void look_up(struct search *s)
{
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			if (s->exactly || !(a->flags & ACTION_NOT_LISTED))
				consider(s, a);
}

static void say_which(const struct search *s, char why[COMMAND_WHY])
{
	int at = snprintf(why, COMMAND_WHY, "\"%.40s\" may be %s", s->line,
		s->found[0]->name);

	for (int i = 1; i < s->n && i < NAMED_MOST && at < COMMAND_WHY; i++)
		at += snprintf(why + at, COMMAND_WHY - at, ", %s",
			s->found[i]->name);
	if (s->n > NAMED_MOST && at < COMMAND_WHY)
		snprintf(why + at, COMMAND_WHY - at, " ..");
}

static bool not_found(const struct search *s, char why[COMMAND_WHY])
{
	if (s->n > 1)
		say_which(s, why);
	else if (s->refuses)
		snprintf(why, COMMAND_WHY, "%s: nothing may stand behind it%s",
			s->refuses->name, command_takes_call(s->refuses) ?
			" but the number of a call" : "");
	else if (*s->line)
		snprintf(why, COMMAND_WHY, "there is no command \"%.60s\"",
			s->line);
	else
		snprintf(why, COMMAND_WHY, "which command?");
	return false;
}

static bool parse(struct search *s, struct command *c, char why[COMMAND_WHY])
{
	look_up(s);
	if (s->n != 1)
		return not_found(s, why);
	c->action = s->found[0];
	c->argument = *s->rest && c->action->argument ? s->rest : NULL;
	c->call = *s->rest && !c->action->argument ? atoi(s->rest) : 0;
	return true;
}

bool command_parse(const char *line, struct command *c, char why[COMMAND_WHY])
{
	struct search s = { .line = line + strspn(line, " ") };

	return parse(&s, c, why);
}

bool command_parse_exactly(const char *line, struct command *c,
	char why[COMMAND_WHY])
{
	struct search s = { .line = line + strspn(line, " "), .exactly = true };

	return parse(&s, c, why);
}

/* --- running --------------------------------------------------------------*/

static const char *why_not_now(const struct ui *ui, const struct action *a)
{
	bool on_target = a->flags & ACTION_ON_TARGET ||
		a->number == NUMBER_TARGET;
	const struct session *s = ui_selected(ui);

	if (ui->read_only && a->flags & ACTION_CHANGES)
		return "this screen is read-only";
	if (!ui->connected)
		return "there is no engine";
	if (on_target && !ui_target(ui))
		return "nothing rings";
	if (command_takes_call(a) || a->flags & ACTION_ON_SELECTED)
		return !s ? "no call is selected" :
			session_lives(s) ? "not as this call is now" :
			"this call is over";
	return "not now";
}

/* The call that is named is meant, and no other that rings or asks. */
static bool is_about(const struct ui *ui, const struct action *a,
	const struct session *s)
{
	if (a->number == NUMBER_TARGET || a->flags & ACTION_ON_TARGET)
		return ui_target(ui) == s;
	return a->number != NUMBER_ASKING || ui_asking(ui) == s;
}

static bool select_call(struct ui *ui, const struct command *c)
{
	const struct session *s = model_session_numbered(ui->model, c->call);

	if (!s) {
		notice_add(ui->notices, NOTICE_KEY, "there is no call %d",
			c->call);
		return false;
	}
	if (s->id != ui->selected)
		ui_select(ui, s->id);
	if (is_about(ui, c->action, s)) {
		ui->target_guard = ui->asking_guard = 0;
		return true;
	}
	notice_add(ui->notices, NOTICE_KEY, "%s: call %d %s", c->action->name,
		c->call, c->action->number == NUMBER_ASKING ?
		"asks for nothing" : "does not ring");
	return false;
}

bool command_start(struct ui *ui, const struct command *c)
{
	if (c->call && !select_call(ui, c))
		return false;
	if (!action_applies(c->action, ui)) {
		notice_add(ui->notices, NOTICE_KEY, "%s: %s", c->action->name,
			why_not_now(ui, c->action));
		return false;
	}
	action_run(c->action, ui, c->argument);
	return true;
}

bool command_run(struct ui *ui, const char *line)
{
	char text[LINE_MAX_BYTES + 1], why[COMMAND_WHY];
	struct command c;
	size_t n;

	snprintf(text, sizeof text, "%s", line);
	for (n = strlen(text); n && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
	if (command_parse(text, &c, why))
		return command_start(ui, &c);
	notice_add(ui->notices, NOTICE_KEY, "%s", why);
	return false;
}
