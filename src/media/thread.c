#include "media/thread.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/ring.h"
#include "media/desk.h"
#include "media/handshake.h"

#define COMMANDS 256
#define REPORTS 512
#define HANDSHAKES 64
#define PRIORITY 10

struct thread {
	/* fixed at start; all owned */
	struct ring *commands, *reports, *handshakes;
	int command_fd, report_fd, timer_fd, post_fd, epoll_fd;
	pthread_t id;
	bool stopped;			/* engine thread: it is no more */

	/* both threads */
	_Atomic bool stops, wants_room;

	/* media thread */
	struct desk *desk;
	bool ticking, told;
};

/* --- media thread -------------------------------------------------------- */

static void poke(int fd)
{
	uint64_t one = 1;

	/* cannot fail before 2^64 - 1 pokes nobody read */
	(void)!write(fd, &one, sizeof one);
}

static void clear(int fd)
{
	uint64_t count;

	(void)!read(fd, &count, sizeof count);
}

static bool on_report(void *arg, const struct report *r)
{
	struct thread *t = arg;

	return ring_put(t->reports, r, 1);
}

static bool on_handshake(void *arg, const struct handshake *h)
{
	struct thread *t = arg;

	return ring_put(t->handshakes, h, 1);
}

static void do_commands(struct thread *t)
{
	struct command c;

	clear(t->command_fd);
	while (ring_take(t->commands, &c, 1))
		desk_command(t->desk, &c);
	if (atomic_exchange(&t->wants_room, false))
		t->told = true;
}

static void watch_timer(struct thread *t, bool on)
{
	struct epoll_event e = { on ? EPOLLIN : 0, { .fd = t->timer_fd } };

	if (on == t->ticking)
		return;
	/* What passed meanwhile was no time of ours; reading it also runs the
	 * timer on, from where it would have been. */
	if (on)
		clear(t->timer_fd);
	epoll_ctl(t->epoll_fd, EPOLL_CTL_MOD, t->timer_fd, &e);
	t->ticking = on;
}

/* Packets that wait leave at their time, or now if that is over. */
static void see_to_post(struct thread *t)
{
	int64_t due_ns = desk_departure_ns(t->desk);
	int64_t left_ns = due_ns - clock_ns();
	struct itimerspec in = { .it_value.tv_nsec = left_ns };

	if (due_ns && left_ns <= 0)
		desk_depart(t->desk);
	else if (due_ns)
		timerfd_settime(t->post_fd, 0, &in, NULL);
}

static void do_event(struct thread *t, int fd)
{
	if (fd == t->post_fd) {
		clear(t->post_fd);
		desk_depart(t->desk);
		return;
	}
	if (fd == t->command_fd) {
		do_commands(t);
	} else {
		clear(t->timer_fd);
		desk_run(t->desk, clock_ns());
		see_to_post(t);
	}
	t->told |= desk_report(t->desk);
}

static void *run(void *arg)
{
	struct thread *t = arg;
	struct epoll_event events[3];

	while (!atomic_load(&t->stops)) {
		int n = epoll_wait(t->epoll_fd, events, 3, -1);

		for (int i = 0; i < n; i++)
			do_event(t, events[i].data.fd);
		if (t->told)
			poke(t->report_fd);
		t->told = false;
		watch_timer(t, !desk_is_idle(t->desk));
	}
	return NULL;
}

/* --- engine thread ------------------------------------------------------- */

static int open_timer(void)
{
	struct itimerspec every = {
		.it_value.tv_nsec = MEDIA_TICK_MS * 1000000,
		.it_interval.tv_nsec = MEDIA_TICK_MS * 1000000,
	};
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd >= 0)
		timerfd_settime(fd, 0, &every, NULL);
	return fd;
}

static int watch(struct thread *t, int fd, uint32_t events)
{
	struct epoll_event e = { events, { .fd = fd } };

	return epoll_ctl(t->epoll_fd, EPOLL_CTL_ADD, fd, &e);
}

static int open_fds(struct thread *t)
{
	t->command_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	t->report_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	t->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	t->timer_fd = open_timer();
	t->post_fd = timerfd_create(CLOCK_MONOTONIC,
		TFD_NONBLOCK | TFD_CLOEXEC);
	if (t->command_fd < 0 || t->report_fd < 0 || t->epoll_fd < 0 ||
	    t->timer_fd < 0 || t->post_fd < 0 ||
	    watch(t, t->command_fd, EPOLLIN) < 0 ||
	    watch(t, t->timer_fd, 0) < 0 || watch(t, t->post_fd, EPOLLIN) < 0)
		return -errno;
	return 0;
}

static void free_all(struct thread *t)
{
	int fds[] = { t->command_fd, t->report_fd, t->epoll_fd, t->timer_fd,
		t->post_fd };

	for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	ring_free(t->commands);
	ring_free(t->reports);
	ring_free(t->handshakes);
	free(t);
}

/* Signals are the engine's. */
static int create(struct thread *t)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&t->id, NULL, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!error)
		pthread_setname_np(t->id, "media");
	return -error;
}

int thread_start(struct thread **out, bool *real_time)
{
	struct sched_param priority = { .sched_priority = PRIORITY };
	struct thread *t = mem_new_of(struct thread);
	struct desk_params params = { .on_report = on_report,
		.on_handshake = on_handshake, .arg = t };
	int64_t start_ns = clock_ns();	/* first: no tick is early */
	int error = open_fds(t);

	if (error) {
		free_all(t);
		return error;
	}
	t->commands = ring_new(sizeof(struct command), COMMANDS);
	t->reports = ring_new(sizeof(struct report), REPORTS);
	t->handshakes = ring_new(sizeof(struct handshake), HANDSHAKES);
	t->desk = desk_new(&params, start_ns);
	error = create(t);
	if (error) {
		desk_free(t->desk);
		free_all(t);
		return error;
	}
	*real_time = !pthread_setschedparam(t->id,
		SCHED_FIFO | SCHED_RESET_ON_FORK, &priority);
	*out = t;
	return 0;
}

bool thread_command(struct thread *t, const struct command *c)
{
	bool put;

	if (t->stopped) {
		desk_command(t->desk, c);
		return true;
	}
	put = ring_put(t->commands, c, 1);
	if (!put) {
		/* It may have made room just now, and then it has not seen
		 * that somebody waits for it. */
		atomic_store(&t->wants_room, true);
		put = ring_put(t->commands, c, 1);
	}
	poke(t->command_fd);
	return put;
}

int thread_event_fd(const struct thread *t)
{
	return t->report_fd;
}

void thread_event_clear(struct thread *t)
{
	clear(t->report_fd);
}

bool thread_take(struct thread *t, struct report *r)
{
	if (ring_take(t->reports, r, 1))
		return true;
	return t->stopped && desk_report(t->desk) &&
		ring_take(t->reports, r, 1);
}

bool thread_take_handshake(struct thread *t, struct handshake *h)
{
	return ring_take(t->handshakes, h, 1);
}

void thread_stop(struct thread *t)
{
	atomic_store(&t->stops, true);
	poke(t->command_fd);
	pthread_join(t->id, NULL);
	t->stopped = true;
	do_commands(t);
	desk_clear(t->desk);
}

void thread_free(struct thread *t)
{
	desk_free(t->desk);
	free_all(t);
}
