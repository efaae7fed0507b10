/* thread.h - the media thread: what wakes it, and for what.
 *
 *	epoll -+- eventfd: commands wait in the ring
 *	       +- timerfd: every 10 ms, while the desk is not idle
 *	       +- timerfd: packets wait to leave (post.h)
 *
 * The timer is set once and never moved, so the ticks keep their phase.  While
 * there is nothing to do it is not watched, and since nobody reads it the
 * kernel does not even run it on: no wake-up at all.
 *
 * SCHED_FIFO 10 with SCHED_RESET_ON_FORK where permitted, else as any other.
 */
#ifndef MEDIA_THREAD_H
#define MEDIA_THREAD_H

#include <stdbool.h>

struct thread;
struct command;

/* 0 or -errno.  *real_time: whether it was permitted. */
int thread_start(struct thread **, bool *real_time);

/* Joins it.  From then on the caller is the media thread: commands are done at
 * once, and thread_take gives all that was still held, the devices too. */
void thread_stop(struct thread *);
void thread_free(struct thread *);	/* stopped, and all taken */

/* --- engine thread ------------------------------------------------------- */

/* false: the ring is full; thread_event_fd will tell when to try again. */
bool thread_command(struct thread *, const struct command *);

/* Readable when there is something to take, or room again. */
int thread_event_fd(const struct thread *);
void thread_event_clear(struct thread *);

struct report;
struct handshake;
bool thread_take(struct thread *, struct report *);	/* false: none */
/* Likewise, of DTLS. */
bool thread_take_handshake(struct thread *, struct handshake *);

#endif
