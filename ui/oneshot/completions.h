/* completions.h - the table of commands as the shells' completions have it: the
 * part of share/completions/ that is made, and what they ask at run time.
 */
#ifndef ONESHOT_COMPLETIONS_H
#define ONESHOT_COMPLETIONS_H

#include <stdio.h>

/* Functions for bash and zsh alike: commands, their options, what may stand
 * behind them. */
void completions_print(FILE *);

#endif
