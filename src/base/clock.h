/* clock.h - the one source of time.  Any thread.
 *
 * Time is CLOCK_MONOTONIC plus an offset that only tests move; nothing in the
 * engine asks the system itself.  The wall clock is for people and files.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

int64_t clock_ns(void);			/* monotonic, ns */
int64_t clock_ms(void);			/* monotonic, ms */
int64_t clock_wall_ms(void);		/* since 1970, ms; may step */

/* The monotonic time of a moment that the kernel stamped with its wall clock
 * (SO_TIMESTAMPNS). */
struct timespec;
int64_t clock_of_wall_ns(const struct timespec *);

/* For tests: everybody's time jumps ahead by so much.  Wake loops after it. */
void clock_advance_ms(int64_t ms);

/* RFC 3339 in UTC with milliseconds: "2026-11-21T10:04:05.123Z". */
#define CLOCK_TEXT 25
void clock_text(int64_t wall_ms, char text[CLOCK_TEXT]);

#endif
