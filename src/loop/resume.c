/* The kernel sets the wall clock anew when the machine wakes, and tells whoever
 * waits on it by a timer that asked to be told: nothing has to be polled.  How
 * long it slept is what CLOCK_BOOTTIME counted and CLOCK_MONOTONIC did not. */
#include <errno.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "loop/netlink.h"

#define SLEPT_NS 1000000000ll
#define FAR_S 31536000ll	/* a year */

struct resume {
	int fd;				/* owned */
	struct loop_watch *watch;	/* owned */
	int64_t offset_ns;		/* when it last woke */
	loop_fn *fn;
	void *arg;
};

static int64_t reading(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t offset_now(void)
{
	return reading(CLOCK_BOOTTIME) - reading(CLOCK_MONOTONIC);
}

bool resume_slept(int64_t before_ns, int64_t now_ns)
{
	return now_ns - before_ns > SLEPT_NS;
}

static void wait_again(int fd)
{
	struct itimerspec far = { .it_value.tv_sec =
		reading(CLOCK_REALTIME) / 1000000000 + FAR_S };

	timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far,
		NULL);
}

static void on_clock_set(void *arg, int fd, int events)
{
	struct resume *r = arg;
	int64_t offset = offset_now(), before = r->offset_ns;
	uint64_t ignored;

	(void)events;
	(void)!read(fd, &ignored, sizeof ignored);	/* ECANCELED */
	wait_again(fd);
	r->offset_ns = offset;
	if (resume_slept(before, offset))
		r->fn(r->arg);
}

struct resume *resume_watch(struct loop *loop, loop_fn *fn, void *arg)
{
	int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	struct resume *r;

	if (fd < 0)
		return NULL;
	r = mem_new_of(struct resume);
	*r = (struct resume){ .fd = fd, .fn = fn, .arg = arg,
		.offset_ns = offset_now() };
	wait_again(fd);
	r->watch = loop_watch(loop, fd, LOOP_IN, on_clock_set, r, "resume");
	return r;
}

void resume_free(struct resume *r)
{
	if (!r)
		return;
	loop_unwatch(r->watch);
	close(r->fd);
	free(r);
}
