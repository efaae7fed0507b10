/* waiter.h - all that the front end sleeps on: descriptors, signals, one timer.
 *
 * Without a deadline the timer is disarmed: then nothing wakes an idle screen.
 */
#ifndef UI_WAITER_H
#define UI_WAITER_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct waiter;

/* What signals asked for since the last wait. */
struct waiter_signals {
	bool resized, suspended, continued, ended;
};

/* Blocks the signals and reads them; NULL: errno says why. */
struct waiter *waiter_new(void);
void waiter_free(struct waiter *);	/* they do again what they did before */

/* Until one of n is ready, a signal came, or the deadline (clock_ms; -1 never);
 * a descriptor of -1 is left out. */
struct waiter_signals waiter_wait(struct waiter *, struct pollfd *, int n,
	int64_t deadline);

/* Keys of the terminal that were meant for a child (^C, ^Z) are not for us. */
void waiter_forget_keys(void);

/* Stops the process group, as ^Z does, until somebody lets it go on. */
void waiter_stop(void);

#endif
