#include "loop/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/mem.h"

extern char **environ;

struct child {
	struct loop *loop;
	pid_t pid;
	int out, pidfd;			/* -1: closed */
	struct loop_watch *out_watch, *pid_watch;	/* owned */
	struct loop_timer *limit;	/* owned */
	child_fn *fn;
	void *arg;
	char *output;			/* owned, CHILD_OUTPUT + 1 bytes */
	size_t n;
	int status;
};

/* --- one that is killed -----------------------------------------------------
 * It dies when the kernel is through with what it does for it, which may wait
 * for a server of files that is gone.  Nobody here waits for that. */

struct killed {
	struct list link;
	pid_t pid;
	int pidfd;
	struct loop_watch *watch;
};

static struct list all_killed = { &all_killed, &all_killed };

static void on_dead(void *arg, int fd, int events)
{
	struct killed *k = arg;

	(void)events;
	waitpid(k->pid, NULL, WNOHANG);
	loop_unwatch(k->watch);
	close(fd);
	list_remove(&k->link);
	free(k);
}

void children_end(int limit_ms)
{
	int64_t end = clock_ms() + limit_ms;

	list_each(struct killed, k, &all_killed, link) {
		struct pollfd p = { .fd = k->pidfd, .events = POLLIN };
		int64_t left = end - clock_ms();

		poll(&p, 1, left > 0 ? (int)left : 0);
		on_dead(k, k->pidfd, 0);
	}
}

/* With its group. */
static void let_die(struct child *c)
{
	struct killed *k = mem_new_of(struct killed);

	kill(-c->pid, SIGKILL);
	loop_unwatch(c->pid_watch);
	c->pid_watch = NULL;
	*k = (struct killed){ .pid = c->pid, .pidfd = c->pidfd };
	c->pidfd = -1;
	k->watch = loop_watch(c->loop, k->pidfd, LOOP_IN, on_dead, k,
		"child killed");
	list_append(&all_killed, &k->link);
}

/* --- its end ---------------------------------------------------------------*/

static void child_free(struct child *c)
{
	loop_unwatch(c->out_watch);
	loop_unwatch(c->pid_watch);
	loop_timer_free(c->limit);
	if (c->out >= 0)
		close(c->out);
	if (c->pidfd >= 0)
		close(c->pidfd);
	explicit_bzero(c->output, c->n);
	free(c->output);
	free(c);
}

static void finish(struct child *c)
{
	struct child_result result = { c->status, c->output, c->n };

	c->output[c->n] = '\0';
	c->fn(c->arg, &result);
	child_free(c);
}

/* Both the end of its output and its exit are needed; whichever is last. */
static void finish_if_over(struct child *c)
{
	if (c->out < 0 && c->pidfd < 0)
		finish(c);
}

static void on_output(void *arg, int fd, int events)
{
	struct child *c = arg;
	char spare[4096];
	bool full = c->n == CHILD_OUTPUT;
	ssize_t n = read(fd, full ? spare : c->output + c->n,
		full ? sizeof spare : CHILD_OUTPUT - c->n);

	(void)events;
	if (n > 0 && !full)
		c->n += n;
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return;
	loop_unwatch(c->out_watch);
	c->out_watch = NULL;
	close(c->out);
	c->out = -1;
	finish_if_over(c);
}

static void reap(struct child *c)
{
	int status;

	if (waitpid(c->pid, &status, 0) != c->pid)
		c->status = 127;
	else
		c->status = WIFEXITED(status) ? WEXITSTATUS(status) :
			128 + WTERMSIG(status);
}

static void on_exit_of_child(void *arg, int fd, int events)
{
	struct child *c = arg;

	(void)fd;
	(void)events;
	reap(c);
	loop_unwatch(c->pid_watch);
	c->pid_watch = NULL;
	close(c->pidfd);
	c->pidfd = -1;
	finish_if_over(c);
}

/* A grandchild may hold the pipe open: at the limit we wait for neither. */
static void on_limit(void *arg)
{
	struct child *c = arg;

	c->status = -1;
	if (c->pidfd >= 0)
		let_die(c);
	else
		kill(-c->pid, SIGKILL);
	finish(c);
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, bytes, n);

		if (written <= 0)
			return false;
		bytes += written;
		n -= written;
	}
	return true;
}

/* A descriptor to be read from its start, or -errno. */
static int open_input(const struct child_params *p)
{
	int fd, error;

	if (!p->input)
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	else
		fd = memfd_create("input", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (!p->input || (write_all(fd, p->input, p->n_input) &&
	    lseek(fd, 0, SEEK_SET) == 0))
		return fd;
	error = errno ? -errno : -EIO;
	close(fd);
	return error;
}

static int spawn(pid_t *pid, const struct child_params *p, int in, int out)
{
	char *const argv[] = { "sh", "-c", (char *)p->command, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t all, none;
	int error;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF |
		POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	error = posix_spawn(pid, "/bin/sh", &files, &attributes, argv,
		p->environment ? p->environment : environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return -error;
}

/* Both ends of its output; -errno. */
static int start(pid_t *pid, const struct child_params *p, int out[2])
{
	int in, error;

	if (p->has_pipes) {
		out[0] = -1;
		return spawn(pid, p, p->in, p->out);
	}
	in = open_input(p);
	if (in < 0)
		return in;
	if (pipe2(out, O_CLOEXEC | O_NONBLOCK) < 0) {
		error = -errno;
		close(in);
		return error;
	}
	fcntl(out[1], F_SETFL, 0);	/* the program expects a plain pipe */
	error = spawn(pid, p, in, out[1]);
	close(in);
	close(out[1]);
	if (error < 0)
		close(out[0]);
	return error;
}

/* Another thread took the last descriptor: nobody would see it end. */
static void give_up(pid_t pid, int out)
{
	kill(-pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (out >= 0)
		close(out);
}

int child_run(struct child **child, struct loop *loop,
	const struct child_params *p)
{
	struct child *c;
	pid_t pid;
	int out[2], pidfd, error = start(&pid, p, out);

	if (error < 0)
		return error;
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0) {
		error = -errno;
		give_up(pid, out[0]);
		return error;
	}
	c = mem_new_of(struct child);
	*c = (struct child){ .loop = loop, .pid = pid, .out = out[0], .pidfd = pidfd,
		.fn = p->fn, .arg = p->arg };
	c->output = mem_new(CHILD_OUTPUT + 1);
	if (c->out >= 0)
		c->out_watch = loop_watch(loop, c->out, LOOP_IN, on_output, c,
			"child output");
	c->pid_watch = loop_watch(loop, c->pidfd, LOOP_IN, on_exit_of_child, c,
		"child exit");
	c->limit = loop_timer_new(loop, on_limit, c, "child limit");
	if (p->limit_ms)
		child_limit(c, p->limit_ms);
	*child = c;
	return 0;
}

int child_start(struct child **child, struct loop *loop, const char *command,
	int limit_ms, child_fn *fn, void *arg)
{
	struct child_params p = { .command = command, .limit_ms = limit_ms,
		.fn = fn, .arg = arg };

	return child_run(child, loop, &p);
}

void child_limit(struct child *c, int ms)
{
	loop_timer_set(c->limit, ms);
}

void child_kill(struct child *c)
{
	if (!c)
		return;
	if (c->pidfd >= 0)
		let_die(c);
	child_free(c);
}
