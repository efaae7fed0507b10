/* inlet.h - standard input: keys where somebody types, lines where a file or a
 * pipe gives them.  Never waits, but for a disk.
 */
#ifndef UI_LINEAR_INLET_H
#define UI_LINEAR_INLET_H

#include <stdbool.h>
#include <stdint.h>

#include "keys.h"

struct inlet;

struct inlet_handlers {
	void (*on_key)(void *arg, struct key);
	/* Several lines in one piece were not typed: no command runs. */
	void (*on_paste)(void *arg, const char *text);	/* not cleaned */
	void (*on_line)(void *arg, const char *line);
	void (*on_too_long)(void *arg);		/* a line */
	void (*on_end)(void *arg);		/* once; or it is gone */
	void *arg;
};

/* by_key: both ends are one person's terminal, whose modes are changed.  0, or
 * -errno. */
int inlet_open(struct inlet **, bool by_key, const struct inlet_handlers *);
void inlet_close(struct inlet *);	/* gives the modes back */

/* The shell has the terminal meanwhile. */
void inlet_leave(struct inlet *);
void inlet_return(struct inlet *);
int inlet_columns(const struct inlet *);

int inlet_fd(const struct inlet *);	/* -1: it has ended */
void inlet_ready(struct inlet *, short events);
int64_t inlet_deadline(const struct inlet *);	/* clock_ms, -1 never */
void inlet_tick(struct inlet *);

#endif
