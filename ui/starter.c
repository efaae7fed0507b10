#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#define ERROR_SIZE 512

struct starter {
	pid_t child;
	int pipe;		/* owned: '\0' or '\1', then the words */
};

/* What the child has of the screen it must not touch, and what the front end
 * blocked or ignored is not for the engine. */
static void become_child(void)
{
	static const int ours[] = { SIGPIPE, SIGABRT, SIGSEGV, SIGBUS, SIGFPE,
		SIGILL, SIGTSTP };
	sigset_t none;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		dup2(null, fd);
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		signal(ours[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_child(const struct app_options *options, int fd)
{
	char report[ERROR_SIZE + 1] = "";

	become_child();
	report[0] = options->start_engine(options->arg, report + 1,
		ERROR_SIZE) != 0;
	_exit(write(fd, report, 1 + strlen(report + 1)) < 0);
}

struct starter *starter_new(const struct app_options *options)
{
	struct starter *s;
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	child = fork();
	if (child == 0)
		run_child(options, ends[1]);
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return NULL;
	}
	s = mem_new_of(struct starter);
	s->child = child;
	s->pipe = ends[0];
	return s;
}

/* The child ends with its report; one that does not is left to its own. */
void starter_free(struct starter *s)
{
	if (!s)
		return;
	close(s->pipe);
	waitpid(s->child, NULL, WNOHANG);
	free(s);
}

int starter_fd(const struct starter *s)
{
	return s->pipe;
}

bool starter_result(struct starter *s, char *error, int size)
{
	char report[ERROR_SIZE + 1] = "";
	ssize_t n = read(s->pipe, report, ERROR_SIZE);

	waitpid(s->child, NULL, 0);
	if (n <= 0)
		snprintf(error, size, "the process that starts it died");
	else
		snprintf(error, size, "%s", report + 1);
	return n > 0 && report[0] == 0;
}
