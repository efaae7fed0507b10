/* command.h - commands as lines: the palette, the keys file and the linear mode
 * run them all by this.
 *
 *	transfer 8001		a name of the table of actions, and its argument
 *	tran 8001  ho al	starts of its words, where no other has them
 *	hold 2			a command about a call: call 2 is selected first
 */
#ifndef UI_COMMAND_H
#define UI_COMMAND_H

#include <stdbool.h>

#include "action.h"

#define COMMAND_WHY 160			/* of a sentence on a mistake */

struct command {
	const struct action *action;
	const char *argument;		/* into the line; NULL none */
	int call;			/* its number on screen; 0 none */
};

/* false: why, "there is no command ..", "x may be a, b".  Pure; which commands
 * a line may mean never depends on what goes on. */
bool command_parse(const char *line, struct command *, char why[COMMAND_WHY]);

/* The same, but every word of the name as it is. */
bool command_parse_exactly(const char *line, struct command *,
	char why[COMMAND_WHY]);

/* Runs it; where it cannot be run now, a notice says why.  false: not run. */
bool command_start(struct ui *, const struct command *);

/* All of it for one line; blanks around it do not matter. */
bool command_run(struct ui *, const char *line);

/* How well a line that begins with the name of an action fits it; *rest: what
 * follows the name. */
enum { COMMAND_NO, COMMAND_PART, COMMAND_ALL, COMMAND_WHOLE };

/* _PART: of the starts of some words of its name, _ALL: of all, _WHOLE and more
 * by one a word: of the whole words. */
int command_fit(const struct action *, const char *line, const char **rest);

/* It acts on a call that may be named behind it, "hold 2". */
bool command_takes_call(const struct action *);

#endif
