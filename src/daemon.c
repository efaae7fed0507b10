#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/message.h"

#define READY "ready\n"

void waiters_add(struct waiters *w, int fd)
{
	if (fd >= 0)
		w->fds[w->n++] = fd;
}

static void write_all(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n) {
		ssize_t sent = write(fd, text, n);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return;		/* nobody waits any more */
		text += sent;
		n -= sent;
	}
}

void waiters_tell(struct waiters *w, const char *text)
{
	while (w->n) {
		int fd = w->fds[--w->n];

		write_all(fd, text);
		close(fd);
	}
}

void daemon_close_inherited(int keep)
{
	if (keep < 0) {
		close_range(3, ~0U, 0);
		return;
	}
	if (keep > 3)
		close_range(3, keep - 1, 0);
	close_range(keep + 1, ~0U, 0);
}

static void forget_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	if (chdir("/") < 0)
		return;		/* then a mount is kept busy, no more */
}

/* All that the engine says before it is ready; it ends with the pipe. */
static int wait_until_ready(int fd)
{
	char text[8192];
	size_t n = 0;
	ssize_t got;

	do {
		got = read(fd, text + n, sizeof text - 1 - n);
		n += got > 0 ? got : 0;
	} while (n < sizeof text - 1 &&
		(got > 0 || (got < 0 && errno == EINTR)));
	text[n] = '\0';
	if (!strcmp(text, READY))
		return EXIT_DONE;
	fputs(n ? text : "offhookd: ended before it was ready\n", stderr);
	return EXIT_REFUSED;
}

/* The second fork gives up the session, and with it any way back to a
 * terminal. */
static void fork_again(void)
{
	pid_t pid;

	setsid();
	pid = fork();
	if (pid)
		_exit(pid < 0 ? EXIT_REFUSED : EXIT_DONE);
}

int daemon_detach(struct waiters *w)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0 || (pid = fork()) < 0) {
		fprintf(stderr, "offhookd: cannot detach: %s\n",
			strerror(errno));
		return EXIT_REFUSED;
	}
	if (pid) {
		close(ends[1]);
		waitpid(pid, NULL, 0);
		return wait_until_ready(ends[0]);
	}
	close(ends[0]);
	fork_again();
	forget_terminal();
	waiters_add(w, ends[1]);
	return -1;
}
