#include "linear/order.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command.h"
#include "linear/recital.h"
#include "number.h"
#include "spoken.h"

/* --- whom ------------------------------------------------------------------*/

static bool takes_target(const struct action *a)
{
	return a->argument && !strcmp(a->argument, "TARGET");
}

/* A number, with blanks or not; an address. */
static bool is_dialled(const char *line)
{
	return isdigit((unsigned char)*line) || strchr("+*#", *line) ||
		(number_is_typed(line) && !strchr(line, ' '));
}

static const struct action *dial_action(void)
{
	char why[COMMAND_WHY];
	struct command c;

	return command_parse_exactly("dial", &c, why) ? c.action : NULL;
}

/* "call 2" where there is a call of that number. */
static const struct session *numbered(const struct ui *ui, const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n < 3 && !text[n] ?
		model_session_numbered(ui->model, atoi(text)) : NULL;
}

static bool selects(const struct action *a)
{
	return !strcmp(a->name, "dial") || !strcmp(a->name, "select call");
}

static void select_call(struct orders *o, const struct session *s)
{
	char line[SPOKEN_LINE];

	ui_select(o->ui, s->id);
	spoken_session(o->ui, s, line);
	teller_say(o->teller, "%s", line);
}

/* --- commands --------------------------------------------------------------*/

/* A prompt or a page of the screen is open: what it waits for was not said. */
static bool wants_more(struct orders *o, const struct action *a)
{
	struct ui *ui = o->ui;
	bool wants = ui->typing || ui->page;

	if (ui->typing && ui->mode == LINE_DIAL && ui->dial.length) {
		line_edit_set(teller_line(o->teller), "dial ");
		line_edit_insert_text(teller_line(o->teller), ui->dial.text);
		wants = false;
	} else if (wants) {
		teller_say(o->teller, "%s: %s is missing", a->name,
			a->argument ? a->argument : "the rest");
	}
	if (ui->typing)
		ui_stop_typing(ui);
	line_edit_set(&ui->dial, "");
	ui->page = PAGE_PANES;
	return wants;
}

/* What b clears is news to who does not see it. */
static void say_over(struct orders *o, const struct action *a)
{
	const struct session *s = ui_selected(o->ui);

	if (s && !session_lives(s) && !strcmp(a->name, "bye"))
		teller_say(o->teller, "call %d %s is over already", s->number,
			session_party(s));
}

static enum order_result start(struct orders *o, const struct command *c)
{
	say_over(o, c->action);
	if (!command_start(o->ui, c) || wants_more(o, c->action))
		return ORDER_REFUSED;
	return ORDER_DONE;
}

static enum order_result ask(struct orders *o, const struct action *a,
	const char *name)
{
	char why[COMMAND_WHY];

	if (!action_applies(a, o->ui)) {
		snprintf(why, sizeof why, "%s", a->name);
		return command_run(o->ui, why) ? ORDER_DONE : ORDER_REFUSED;
	}
	question_name(o->question, a, name, NULL);
	return ORDER_DONE;
}

static enum order_result run(struct orders *o, const struct command *c)
{
	const struct recital *recital = recital_find(c->action->name);
	const char *argument = c->argument ? c->argument : "";
	const struct session *s = selects(c->action) ?
		numbered(o->ui, argument) : NULL;

	if (recital)
		return recital->tell(o->ui, o->teller, argument) ? ORDER_DONE :
			ORDER_REFUSED;
	if (!action_is_for_lines(c->action)) {
		teller_say(o->teller, "%s is about what a screen shows",
			c->action->name);
		return ORDER_REFUSED;
	}
	if (s) {
		select_call(o, s);
		return ORDER_DONE;
	}
	if (!strcmp(c->action->name, "select call") && *argument) {
		teller_say(o->teller, "there is no call %s", argument);
		return ORDER_REFUSED;
	}
	if (takes_target(c->action) && *argument &&
			!number_is_typed(argument))
		return ask(o, c->action, argument);
	return start(o, c);
}

/* --- lines -----------------------------------------------------------------*/

/* "history 10": on the screen nothing stands behind it. */
static bool parse_recital(const char *line, struct command *c)
{
	char first[64], why[COMMAND_WHY];
	size_t n = strcspn(line, " ");

	snprintf(first, sizeof first, "%.*s", (int)n, line);
	if (n >= sizeof first || !line[n] || !command_parse(first, c, why) ||
			!recital_find(c->action->name))
		return false;
	c->argument = line + n + strspn(line + n, " ");
	return true;
}

static bool fits_some(const char *line)
{
	const char *rest;

	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			if (!(a->flags & ACTION_NOT_LISTED) &&
					command_fit(a, line, &rest))
				return true;
	return false;
}

static enum order_result dial(struct orders *o, const char *to)
{
	char *number = number_clean(to);
	struct command c = { .action = dial_action(), .argument = number };
	enum order_result result = start(o, &c);

	free(number);
	return result;
}

/* No command: somebody's name, to be asked about, for it may be a slip. */
static enum order_result name(struct orders *o, const char *line,
	const char *why)
{
	if (fits_some(line) || !o->ui->connected) {
		teller_say(o->teller, "%s", why);
		return ORDER_UNKNOWN;
	}
	question_name(o->question, dial_action(), line, why);
	return ORDER_DONE;
}

static enum order_result answer(struct orders *o, const char *line)
{
	return question_answer(o->question, atoi(line)) ? ORDER_DONE :
		ORDER_REFUSED;
}

static bool is_choice(const char *line)
{
	size_t n = strspn(line, "0123456789");

	return n > 0 && n < 4 && !line[n];
}

enum order_result order_run(struct orders *o, const char *line)
{
	char text[LINE_MAX_BYTES + 1], why[COMMAND_WHY];
	struct command c;
	size_t n;

	snprintf(text, sizeof text, "%s", line + strspn(line, " \t"));
	text_clean_line(text);
	for (n = strlen(text); n && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
	if (question_is_open(o->question) && is_choice(text))
		return answer(o, text);
	question_drop(o->question);
	if (!*text || !strncmp(text, "# ", 2))
		return ORDER_DONE;
	if (is_dialled(text))
		return dial(o, text);
	if (command_parse(text, &c, why) || parse_recital(text, &c))
		return run(o, &c);
	return name(o, text, why);
}
