#include "waiter.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define DESCRIPTORS_MAX 8

struct waiter {
	int signals, timer;		/* owned */
	sigset_t before;
};

static void close_all(struct waiter *w)
{
	if (w->signals >= 0)
		close(w->signals);
	if (w->timer >= 0)
		close(w->timer);
	sigprocmask(SIG_SETMASK, &w->before, NULL);
	free(w);
}

struct waiter *waiter_new(void)
{
	static const int wanted[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT,
		SIGQUIT, SIGTSTP, SIGCONT, SIGCHLD };
	struct waiter *w = mem_new_of(struct waiter);
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		sigaddset(&set, wanted[i]);
	sigprocmask(SIG_BLOCK, &set, &w->before);
	signal(SIGPIPE, SIG_IGN);
	w->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	w->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (w->signals >= 0 && w->timer >= 0)
		return w;
	close_all(w);
	return NULL;
}

void waiter_free(struct waiter *w)
{
	if (w)
		close_all(w);
}

static void set_timer(struct waiter *w, int64_t deadline)
{
	int64_t wait = deadline - clock_ms();
	struct itimerspec timer = { 0 };

	if (deadline >= 0 && wait <= 0)
		timer.it_value.tv_nsec = 1;
	else if (deadline >= 0)
		timer.it_value = (struct timespec){ wait / 1000,
			wait % 1000 * 1000000 };
	timerfd_settime(w->timer, 0, &timer, NULL);
}

/* SIGCHLD only wakes: the pipe of the child tells what became of it. */
static struct waiter_signals take_signals(struct waiter *w)
{
	struct waiter_signals seen = { 0 };
	struct signalfd_siginfo info;

	while (read(w->signals, &info, sizeof info) == sizeof info) {
		int number = info.ssi_signo;

		seen.resized |= number == SIGWINCH;
		seen.suspended |= number == SIGTSTP;
		seen.continued |= number == SIGCONT;
		seen.ended |= number == SIGTERM || number == SIGHUP ||
			number == SIGINT || number == SIGQUIT;
	}
	return seen;
}

struct waiter_signals waiter_wait(struct waiter *w, struct pollfd *ready, int n,
	int64_t deadline)
{
	struct pollfd all[DESCRIPTORS_MAX + 2];
	uint64_t fired;

	memcpy(all, ready, n * sizeof *all);
	all[n] = (struct pollfd){ w->signals, POLLIN, 0 };
	all[n + 1] = (struct pollfd){ w->timer, POLLIN, 0 };
	set_timer(w, deadline);
	poll(all, n + 2, -1);
	memcpy(ready, all, n * sizeof *all);
	if (read(w->timer, &fired, sizeof fired) < 0)
		fired = 0;		/* something else was sooner */
	return take_signals(w);
}

void waiter_forget_keys(void)
{
	const struct timespec now = { 0, 0 };
	sigset_t keys;

	sigemptyset(&keys);
	sigaddset(&keys, SIGINT);
	sigaddset(&keys, SIGQUIT);
	sigaddset(&keys, SIGTSTP);
	while (sigtimedwait(&keys, NULL, &now) > 0)
		;
}

void waiter_stop(void)
{
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	signal(SIGTSTP, SIG_DFL);
	kill(0, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);	/* stops here, goes on here */
	sigprocmask(SIG_BLOCK, &stop, NULL);
}
