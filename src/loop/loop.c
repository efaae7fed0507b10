#define SU_ROOT_MAGIC_T struct loop
#define SU_WAKEUP_ARG_T struct loop_watch
#define SU_TIMER_ARG_T struct loop_timer
#include "loop/loop.h"

#include <signal.h>
#include <stdlib.h>

#include <sofia-sip/su.h>
#include <sofia-sip/su_time.h>
#include <sofia-sip/su_wait.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

/* Exported by the library though no header has it: its source of time. */
extern void (*_su_time)(su_time_t *);

#define NTP_TO_1970 2208988800ll	/* s */

struct loop {
	su_root_t *root;	/* owned */
	su_time_t start;
};

struct loop_watch {
	struct loop *loop;
	int fd, index, events;
	loop_fd_fn *fn;
	void *arg;
	const char *name;
	int depth;		/* inside its handler */
	bool gone;		/* stopped inside its handler */
};

struct loop_timer {
	su_timer_t *timer;	/* owned */
	loop_fn *fn;
	void *arg;
	const char *name;
	bool runs;
};

/* Sofia rounds a timer down to the millisecond and spins through the rest;
 * whole milliseconds leave no rest.  Monotonic: a clock step moves no SIP
 * timer. */
static void monotonic_time(su_time_t *t)
{
	static int64_t offset_ms;
	int64_t ms;

	if (!offset_ms)
		offset_ms = clock_wall_ms() - clock_ms();
	ms = clock_ms() + offset_ms;
	t->tv_sec = NTP_TO_1970 + ms / 1000;
	t->tv_usec = ms % 1000 * 1000;
}

struct loop *loop_new(void)
{
	struct loop *l = mem_new_of(struct loop);

	_su_time = monotonic_time;
	su_init();
	signal(SIGPIPE, SIG_IGN);
	l->root = su_root_create(l);
	if (!l->root) {
		free(l);
		return NULL;
	}
	su_root_threading(l->root, 0);
	return l;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	su_root_destroy(l->root);
	su_deinit();
	free(l);
}

void *loop_root(struct loop *l)
{
	return l->root;
}

void loop_run(struct loop *l)
{
	su_root_run(l->root);
}

void loop_stop(struct loop *l)
{
	su_root_break(l->root);
}

void loop_step(struct loop *l, int max_ms)
{
	su_root_step(l->root, max_ms);
}

static void complain_if_slow(const char *name, int64_t since)
{
	int64_t took = clock_ms() - since;

	if (took > LOOP_SLOW_MS)
		log_warn("loop", "%s took %lld ms: nothing else ran meanwhile",
			name, (long long)took);
}

static int to_wait(int events)
{
	return (events & LOOP_IN ? SU_WAIT_IN : 0) |
		(events & LOOP_OUT ? SU_WAIT_OUT : 0);
}

static int from_wait(int events)
{
	return (events & SU_WAIT_IN ? LOOP_IN : 0) |
		(events & SU_WAIT_OUT ? LOOP_OUT : 0) |
		(events & (SU_WAIT_HUP | SU_WAIT_ERR) ? LOOP_HANGUP : 0);
}

static int on_fd(struct loop *l, su_wait_t *wait, struct loop_watch *w)
{
	int64_t since = clock_ms();

	(void)l;
	if (w->gone)
		return 0;
	w->depth++;
	w->fn(w->arg, w->fd, from_wait(wait->revents));
	complain_if_slow(w->name, since);
	if (--w->depth == 0 && w->gone)
		free(w);
	return 0;
}

struct loop_watch *loop_watch(struct loop *l, int fd, int events,
	loop_fd_fn *fn, void *arg, const char *name)
{
	struct loop_watch *w = mem_new_of(struct loop_watch);
	su_wait_t wait;

	*w = (struct loop_watch){ .loop = l, .fd = fd, .events = events,
		.fn = fn, .arg = arg, .name = name };
	su_wait_create(&wait, fd, to_wait(events));
	w->index = su_root_register(l->root, &wait, on_fd, w, 0);
	if (w->index < 0) {
		log_error("loop", "cannot watch %s", name);
		abort();
	}
	return w;
}

void loop_watch_set(struct loop_watch *w, int events)
{
	if (events == w->events)
		return;
	w->events = events;
	su_root_eventmask(w->loop->root, w->index, w->fd, to_wait(events));
}

void loop_unwatch(struct loop_watch *w)
{
	if (!w || w->gone)
		return;
	su_root_deregister(w->loop->root, w->index);
	w->gone = true;
	if (!w->depth)
		free(w);
}

static void on_timer(su_root_magic_t *magic, su_timer_t *timer,
	struct loop_timer *t)
{
	int64_t since = clock_ms();
	const char *name = t->name;

	(void)magic;
	(void)timer;
	t->runs = false;
	t->fn(t->arg);		/* may free t */
	complain_if_slow(name, since);
}

struct loop_timer *loop_timer_new(struct loop *l, loop_fn *fn, void *arg,
	const char *name)
{
	struct loop_timer *t = mem_new_of(struct loop_timer);

	t->timer = su_timer_create(su_root_task(l->root), 0);
	t->fn = fn;
	t->arg = arg;
	t->name = name;
	return t;
}

void loop_timer_set(struct loop_timer *t, int64_t ms)
{
	t->runs = true;
	su_timer_set_interval(t->timer, on_timer, t, ms > 0 ? ms : 0);
}

void loop_timer_cancel(struct loop_timer *t)
{
	if (t->runs)
		su_timer_reset(t->timer);
	t->runs = false;
}

bool loop_timer_runs(const struct loop_timer *t)
{
	return t->runs;
}

void loop_timer_free(struct loop_timer *t)
{
	if (!t)
		return;
	su_timer_destroy(t->timer);
	free(t);
}
