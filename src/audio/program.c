#include "audio/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define TERM_MS 500		/* from SIGTERM to SIGKILL */
#define NOT_EXECUTABLE 126	/* of the shell, POSIX 2.8.2 */
#define NOT_FOUND 127

extern char **environ;

/* --- start -----------------------------------------------------------------*/

static int spawn(pid_t *pid, const char *command, int pipe_end, bool prints)
{
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t all, none;
	int error;

	sigfillset(&all);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, pipe_end, prints ? 1 : 0);
	posix_spawn_file_actions_addopen(&files, prints ? 0 : 1, "/dev/null",
		O_RDWR, 0);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF |
		POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	error = posix_spawn(pid, "/bin/sh", &files, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return -error;
}

static int watch(struct program *p)
{
	int error;

	p->pidfd = pidfd_open(p->pid, 0);
	if (p->pidfd >= 0)
		return 0;
	error = -errno;
	kill(-p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	return error;
}

int program_start(struct program *p, const char *command, bool prints,
	int pipe_bytes)
{
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	p->fd = ends[prints ? 0 : 1];
	/* Its own end stays a plain one.  What is refused leaves the usual
	 * size: more delay, no less sound. */
	fcntl(p->fd, F_SETFL, O_NONBLOCK);
	fcntl(p->fd, F_SETPIPE_SZ, pipe_bytes);
	error = spawn(&p->pid, command, ends[prints ? 1 : 0], prints);
	close(ends[prints ? 1 : 0]);
	if (!error)
		error = watch(p);
	if (error)
		close(p->fd);
	return error;
}

/* --- stop ------------------------------------------------------------------*/

static bool has_ended(const struct program *p, int ms)
{
	struct pollfd end = { .fd = p->pidfd, .events = POLLIN };

	return poll(&end, 1, ms) > 0;
}

static void tell_exit(int status, char why[PROGRAM_WHY])
{
	const char *meaning = status == NOT_FOUND
		? ": there is no such command" : status == NOT_EXECUTABLE
		? ": it cannot be run" : "";

	if (status)
		snprintf(why, PROGRAM_WHY, "its program ended with status "
			"%d%s", status, meaning);
	else
		snprintf(why, PROGRAM_WHY, "its program has ended");
}

static void tell_status(int status, bool ended, char why[PROGRAM_WHY])
{
	if (!ended)
		snprintf(why, PROGRAM_WHY, "its program has closed its pipe");
	else if (WIFSIGNALED(status))
		snprintf(why, PROGRAM_WHY, "its program was ended by signal "
			"%d (%s)", WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	else
		tell_exit(WEXITSTATUS(status), why);
}

void program_stop(struct program *p, int grace_ms, char why[PROGRAM_WHY])
{
	int status = 0;
	bool ended;

	close(p->fd);
	ended = has_ended(p, grace_ms);
	if (!ended) {
		kill(-p->pid, SIGTERM);
		has_ended(p, TERM_MS);
	}
	/* And whom it has left behind: the group is its own until it is
	 * waited for. */
	kill(-p->pid, SIGKILL);
	waitpid(p->pid, &status, 0);
	close(p->pidfd);
	tell_status(status, ended, why);
}
