/* linear.h - the phone as a conversation: lines in, lines out, a prompt at the
 * end; for screen readers, for terminals that cannot address the cursor, and for
 * scripts.  No byte of it moves a cursor further back than the line that is typed.
 *
 *	keys or lines --> order --> command --> link
 *	link --> feed --> news --> teller --> outlet
 */
#ifndef UI_LINEAR_LINEAR_H
#define UI_LINEAR_LINEAR_H

#include <stdbool.h>

#include "app.h"

/* Whether it is what fits here: ACCESSIBLE=1, an end that is no terminal, or one
 * that cannot address the cursor. */
bool linear_fits(void);

/* The exit status: 0; of commands that were read from a file or a pipe how they
 * went. */
int linear_run(const struct app_options *);

#endif
