#include "store/worker.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

struct worker {
	struct worker_handlers handlers;	/* fixed at start */
	int done_fd, end_fd;			/* eventfds; owned */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	/* under the lock */
	struct list queue, done;
	bool stopping, resting;
	/* store thread */
	struct list finished;			/* of this round */
};

static void move_all(struct list *to, struct list *from)
{
	while (!list_empty(from)) {
		struct list *item = from->next;

		list_remove(item);
		list_append(to, item);
	}
}

static void tell(int fd)
{
	uint64_t one = 1;

	/* It is readable already when this fails. */
	if (write(fd, &one, sizeof one) < 0)
		return;
}

/* The waits are for a real disk: no test's clock counts. */
static struct timespec in_ms(int ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

/* The lock is held. */
static bool wait_a_while(struct worker *w)
{
	struct timespec until = in_ms(WORKER_RETRY_MS);

	return pthread_cond_timedwait(&w->wake, &w->lock, &until) != ETIMEDOUT;
}

/* After a round, so that a burst of jobs is few rounds: each flushes a disk. */
static void rest(struct worker *w)
{
	struct timespec until = in_ms(WORKER_REST_MS);

	pthread_mutex_lock(&w->lock);
	w->resting = true;
	while (!w->stopping && pthread_cond_timedwait(&w->wake, &w->lock,
			&until) != ETIMEDOUT)
		;
	w->resting = false;
	pthread_mutex_unlock(&w->lock);
}

/* Takes what is queued; false: nothing is, and nothing will. */
static bool take_round(struct worker *w, struct list *round, bool again)
{
	bool going = true;

	pthread_mutex_lock(&w->lock);
	while (list_empty(&w->queue) && !w->stopping) {
		if (!again)
			pthread_cond_wait(&w->wake, &w->lock);
		else if (!wait_a_while(w))
			break;
	}
	going = !list_empty(&w->queue) || !w->stopping;
	move_all(round, &w->queue);
	pthread_mutex_unlock(&w->lock);
	return going;
}

static void run_round(struct worker *w, struct list *round)
{
	while (!list_empty(round)) {
		struct job *job = list_first(struct job, round, link);

		list_remove(&job->link);
		job->run(w->handlers.arg, job);
	}
}

static void hand_back(struct worker *w)
{
	if (list_empty(&w->finished))
		return;
	pthread_mutex_lock(&w->lock);
	move_all(&w->done, &w->finished);
	pthread_mutex_unlock(&w->lock);
	tell(w->done_fd);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct list round;
	bool again = false;

	list_init(&round);
	while (take_round(w, &round, again)) {
		run_round(w, &round);
		again = w->handlers.on_rest(w->handlers.arg);
		hand_back(w);
		rest(w);
	}
	w->handlers.on_end(w->handlers.arg);
	hand_back(w);
	tell(w->end_fd);
	return NULL;
}

static void make_locks(struct worker *w)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* Signals are the engine thread's. */
static bool start_thread(struct worker *w)
{
	sigset_t all, before;
	int result;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&w->thread, NULL, work, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return !result;
}

static void release(struct worker *w)
{
	if (w->done_fd >= 0)
		close(w->done_fd);
	if (w->end_fd >= 0)
		close(w->end_fd);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->wake);
	free(w);
}

struct worker *worker_new(const struct worker_handlers *handlers)
{
	struct worker *w = mem_new_of(struct worker);

	w->handlers = *handlers;
	list_init(&w->queue);
	list_init(&w->done);
	list_init(&w->finished);
	make_locks(w);
	w->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	w->end_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (w->done_fd >= 0 && w->end_fd >= 0 && start_thread(w))
		return w;
	release(w);
	return NULL;
}

int worker_event_fd(const struct worker *w)
{
	return w->done_fd;
}

void worker_put(struct worker *w, struct job *job)
{
	pthread_mutex_lock(&w->lock);
	list_append(&w->queue, &job->link);
	if (!w->resting)
		pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

void worker_done(struct worker *w, struct job *job)
{
	list_append(&w->finished, &job->link);
}

void worker_dispatch(struct worker *w)
{
	struct list done;
	uint64_t count;

	if (read(w->done_fd, &count, sizeof count) < 0 && errno != EAGAIN)
		return;
	list_init(&done);
	pthread_mutex_lock(&w->lock);
	move_all(&done, &w->done);
	pthread_mutex_unlock(&w->lock);
	while (!list_empty(&done)) {
		struct job *job = list_first(struct job, &done, link);

		list_remove(&job->link);
		job->done(w->handlers.arg, job);
	}
}

bool worker_free(struct worker *w, int ms)
{
	struct pollfd ended = { .fd = w->end_fd, .events = POLLIN };
	int result;

	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	while ((result = poll(&ended, 1, ms)) < 0 && errno == EINTR)
		;
	if (result <= 0) {
		pthread_detach(w->thread);
		return false;
	}
	pthread_join(w->thread, NULL);
	worker_dispatch(w);
	release(w);
	return true;
}
