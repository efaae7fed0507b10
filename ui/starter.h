/* starter.h - an engine is started beside the screen, which goes on meanwhile.
 */
#ifndef UI_STARTER_H
#define UI_STARTER_H

#include <stdbool.h>

#include "app.h"

struct starter;

/* NULL: no process could be made; errno says why. */
struct starter *starter_new(const struct app_options *);
void starter_free(struct starter *);

int starter_fd(const struct starter *);		/* readable: it is over */

/* Once it is over: whether an engine runs; error says why not. */
bool starter_result(struct starter *, char *error, int size);

#endif
