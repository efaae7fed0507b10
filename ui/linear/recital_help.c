/* The commands that there are, of the table of actions. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "linear/recital.h"

#define LINE 2048

/* "Calls: answer, hold, hold all" */
static void tell_group(struct teller *t, const struct action_group *g)
{
	char line[LINE] = "";
	size_t n = 0;

	for (const struct action *a = g->actions; a->name; a++)
		if (action_is_for_lines(a) && n < sizeof line)
			n += snprintf(line + n, sizeof line - n, "%s%s",
				n ? ", " : "", a->name);
	if (n)
		teller_say(t, "%s: %s", g->title, line);
}

/* "transfer TARGET: send the selected call's other side .." */
static void tell_action(struct teller *t, const struct action *a)
{
	char also[80] = "";
	int n = 0;

	for (int i = 0; i < ACTION_NAMES && a->also[i]; i++)
		n += snprintf(also + n, sizeof also - n, " or %s",
			a->also[i]);
	teller_say(t, "%s%s%s%s: %s", a->name, also,
		a->argument ? " " : command_takes_call(a) ? " [CALL]" : "",
		a->argument ? a->argument : "", a->help);
}

static void tell_all(struct teller *t)
{
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			if (action_is_for_lines(a))
				tell_action(t, a);
}

static void tell_groups(struct teller *t)
{
	for (const struct action_group *g = action_groups; g->title; g++)
		tell_group(t, g);
	teller_say(t, "help and the name of a command says what it does, "
		"help all that of all of them");
	teller_say(t, "a number or an address dials, a name asks whom; starts of "
		"names will do; quit leaves, calls go on");
}

bool recital_help(struct ui *ui, struct teller *t, const char *argument)
{
	char why[COMMAND_WHY];
	struct command c;

	(void)ui;
	if (!*argument)
		tell_groups(t);
	else if (!strcmp(argument, "all"))
		tell_all(t);
	else if (command_parse(argument, &c, why))
		tell_action(t, c.action);
	else
		teller_say(t, "%s", why);
	return true;
}
