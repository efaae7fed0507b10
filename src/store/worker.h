/* worker.h - one thread for what can wait on a disk; jobs in their order.
 *
 *	worker_put --queue--> run, run, on_rest --eventfd--> done
 *
 * The queue is a list under a mutex that is never held while a job runs, so
 * that putting never waits for a disk.
 */
#ifndef STORE_WORKER_H
#define STORE_WORKER_H

#include <stdbool.h>

#include "base/list.h"

#define WORKER_RETRY_MS 1000
#define WORKER_REST_MS 20	/* between two rounds */

struct worker;

/* First member of what the job is about. */
struct job {
	struct list link;
	/* Store thread.  Calls worker_done() now or in a later on_rest, or
	 * frees the job itself. */
	void (*run)(void *arg, struct job *);
	/* Engine thread; frees the job. */
	void (*done)(void *arg, struct job *);
};

struct worker_handlers {
	/* Store thread: all queued jobs have run.  true: call again after
	 * WORKER_RETRY_MS, or after the next jobs. */
	bool (*on_rest)(void *arg);
	void (*on_end)(void *arg);	/* store thread, as its last */
	void *arg;			/* of jobs too */
};

/* NULL: no thread or no descriptor is to be had. */
struct worker *worker_new(const struct worker_handlers *);
int worker_event_fd(const struct worker *);

void worker_put(struct worker *, struct job *);		/* any thread */
void worker_done(struct worker *, struct job *);	/* store thread */
void worker_dispatch(struct worker *);			/* engine thread */

/* Runs what is queued and waits at most ms for it; then dispatches the rest and
 * frees.  false: the disk hangs; the thread and all it may touch, arg too, are
 * left as they are. */
bool worker_free(struct worker *, int ms);

#endif
