#include "audio/threads.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"

#define PRIORITY 9		/* the media thread has 10 */

struct start {
	const char *name;
	void *(*body)(void *);
	void *arg;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t fewer;
static pthread_once_t fewer_once = PTHREAD_ONCE_INIT;
static int running;

/* Time limits by the monotonic clock: the wall clock may step. */
static void make_fewer(void)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&fewer, &attributes);
	pthread_condattr_destroy(&attributes);
}

static void count(int change)
{
	pthread_once(&fewer_once, make_fewer);
	pthread_mutex_lock(&lock);
	running += change;
	pthread_cond_broadcast(&fewer);
	pthread_mutex_unlock(&lock);
}

static void *run(void *arg)
{
	struct start s = *(struct start *)arg;

	free(arg);
	pthread_setname_np(pthread_self(), s.name);
	s.body(s.arg);
	count(-1);
	return NULL;
}

static int create(struct start *s)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, &attributes, run, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return -error;
}

int threads_start(const char *name, void *(*body)(void *), void *arg)
{
	struct start *s = mem_new_of(struct start);
	int error;

	s->name = name;
	s->body = body;
	s->arg = arg;
	count(1);
	error = create(s);
	if (error) {
		count(-1);
		free(s);
	}
	return error;
}

bool threads_hurry(void)
{
	struct sched_param p = { .sched_priority = PRIORITY };

	return !pthread_setschedparam(pthread_self(),
		SCHED_FIFO | SCHED_RESET_ON_FORK, &p);
}

void threads_wait(int ms)
{
	struct timespec until;

	pthread_once(&fewer_once, make_fewer);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&lock);
	while (running > 0 && !pthread_cond_timedwait(&fewer, &lock, &until))
		;
	pthread_mutex_unlock(&lock);
}
