/* script.h - commands of a file or a pipe: each waits for what becomes of the one
 * before, and the exit status tells how it went.
 *
 *	lines --> [ call echo | status | bye ] --> one, outcome, one, outcome
 */
#ifndef UI_LINEAR_SCRIPT_H
#define UI_LINEAR_SCRIPT_H

#include <stdbool.h>

#include "linear/order.h"
#include "model.h"
#include "ui.h"

struct script;

struct script *script_new(struct ui *);
void script_free(struct script *);

void script_add(struct script *, const char *line);
bool script_is_empty(const struct script *);	/* no line waits */
/* The next one, the caller's; NULL: none. */
char *script_take(struct script *);

/* What was asked for is known to have happened, or not to: nothing is on its way
 * that the last command began. */
bool script_is_settled(const struct ui *);

/* What was found out on the way. */
void script_result(struct script *, enum order_result);
void script_error(struct script *);		/* a request was refused */
void script_change(struct script *, const struct change *);
void script_lost(struct script *);		/* the engine */

/* As EXIT_* of protocol/message.h: how the first command that failed did. */
int script_status(const struct script *);

#endif
