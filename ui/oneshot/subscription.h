/* subscription.h - the events that a command asks for. */
#ifndef ONESHOT_SUBSCRIPTION_H
#define ONESHOT_SUBSCRIPTION_H

#include "oneshot/command.h"

/* Of these topics (takes the list), from the option --since on where it is
 * given.  EXIT_DONE, or the status to end with; it is said. */
int subscription_begin(struct context *, json_t *topics);

/* One line an event, at once: somebody may read them from a pipe. */
void subscription_print(struct context *, const json_t *event);

#endif
