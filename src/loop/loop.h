/* loop.h - descriptors, timers and wake-ups on one su_root.  Engine thread.
 *
 * Handlers run one after the other and may not block; one that takes longer
 * than LOOP_SLOW_MS is named in the log.
 */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#define LOOP_SLOW_MS 50

struct loop;
struct loop_watch;
struct loop_timer;

enum { LOOP_IN = 1, LOOP_OUT = 2, LOOP_HANGUP = 4 };	/* as in poll(2) */

typedef void loop_fd_fn(void *arg, int fd, int events);
typedef void loop_fn(void *arg);

/* NULL: no su_root could be made.  Sofia's clock becomes base/clock (whole
 * milliseconds of monotonic time; decisions: no spinning, no clock steps). */
struct loop *loop_new(void);
void loop_free(struct loop *);
void *loop_root(struct loop *);		/* su_root_t *, for sip/ only */

void loop_run(struct loop *);		/* until loop_stop() */
void loop_stop(struct loop *);
void loop_step(struct loop *, int max_ms);	/* for tests */

/* Watches fd for LOOP_IN and/or LOOP_OUT; errors and hang-ups always tell.
 * Stop before closing the fd; it may be stopped inside its own handler. */
struct loop_watch *loop_watch(struct loop *, int fd, int events, loop_fd_fn *,
	void *arg, const char *name);
void loop_watch_set(struct loop_watch *, int events);
void loop_unwatch(struct loop_watch *);		/* NULL may be given */

/* One-shot; may be set again from inside its handler. */
struct loop_timer *loop_timer_new(struct loop *, loop_fn *, void *arg,
	const char *name);
void loop_timer_set(struct loop_timer *, int64_t ms);	/* from now */
void loop_timer_cancel(struct loop_timer *);
bool loop_timer_runs(const struct loop_timer *);
void loop_timer_free(struct loop_timer *);		/* NULL may be given */

#endif
