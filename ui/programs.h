/* programs.h - programs of the person that the front end starts and leaves
 * alone: they get no terminal, and no more than PROGRAMS_LIMIT_MS.
 *
 *	start --> sh -c COMMAND, a session of its own --> it ends, or is killed
 *
 * Nothing here waits.
 */
#ifndef UI_PROGRAMS_H
#define UI_PROGRAMS_H

#include <stdint.h>

#define PROGRAMS_MOST 8			/* at once */
#define PROGRAMS_LIMIT_MS 10000

/* variables: "NAME=text", NULL behind the last; texts of others stand only
 * there, never in the command.  0 or an errno; EAGAIN: too many run. */
int programs_start(const char *command, char *const variables[]);

/* When programs_tick() wants to be called; clock_ms, -1 never.  It wants to be
 * after SIGCHLD too. */
int64_t programs_deadline(void);
void programs_tick(void);

#endif
