#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "protocol/paths.h"
#include "way.h"

#define PROGRAM "offhookd"
#define READY "ready\n"
#define READY_FD 3		/* in the engine */
#define LIMIT_MS 15000

extern char **environ;

bool launch_runs(const char *path, int *error)
{
	int fd = way_connect(path, 0);

	*error = fd < 0 ? -fd : 0;
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* The one that was built or installed with this program; the name alone, to be
 * looked for in PATH, where there is none.  The caller frees it. */
static char *find_program(void)
{
	char *folder = paths_of_program(), *beside;

	if (!folder)
		return mem_text(PROGRAM);
	beside = mem_format("%s/%s", folder, PROGRAM);
	free(folder);
	if (!access(beside, X_OK))
		return beside;
	free(beside);
	return mem_text(PROGRAM);
}

static int spawn(pid_t *pid, const char *program, const struct launch *l,
	int fd)
{
	const char *argv[10] = { PROGRAM, "--ready-fd", "3" };
	const char *const options[][2] = { { "-c", l->config },
		{ "-L", l->name }, { "-S", l->socket } };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none;
	int n = 3, error;

	for (int i = 0; i < 3; i++) {
		if (!options[i][1])
			continue;
		argv[n++] = options[i][0];
		argv[n++] = options[i][1];
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fd, READY_FD);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_addopen(&files, i, "/dev/null",
			O_RDWR, 0);
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	error = posix_spawnp(pid, program, &files, &attributes,
		(char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}

/* What it says, until it closes the pipe.  false: it took too long. */
static bool listen_to(int fd, char *text, size_t size)
{
	int64_t end = clock_ms() + LIMIT_MS;
	size_t n = 0;
	ssize_t got = 1;

	while (got && n < size - 1) {
		struct pollfd p = { fd, POLLIN, 0 };
		int64_t left = end - clock_ms();

		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			break;
		got = read(fd, text + n, size - 1 - n);
		if (got < 0 && errno != EINTR)
			break;
		n += got > 0 ? got : 0;
	}
	text[n] = '\0';
	return got == 0;
}

static int judge(bool in_time, char *said, char *error, size_t size)
{
	if (!strcmp(said, READY))
		return 0;
	if (!in_time)
		snprintf(error, size, "the engine does not get ready: its log "
			"is offhookd.log in the folder of the instance");
	else if (!*said)
		snprintf(error, size, "the engine ended before it was ready");
	text_clean_line(said);
	if (*said)
		snprintf(error, size, "%s", said);
	return -1;
}

int launch_engine(void *arg, char *error, size_t size)
{
	char said[4096];
	char *program = find_program();
	int ends[2], failed;
	bool in_time;
	pid_t pid;

	failed = pipe2(ends, O_CLOEXEC) < 0 ? errno : 0;
	if (!failed) {
		failed = spawn(&pid, program, arg, ends[1]);
		close(ends[1]);
	}
	free(program);
	if (failed) {
		snprintf(error, size, PROGRAM " cannot be started: %s",
			strerror(failed));
		return -1;
	}
	in_time = listen_to(ends[0], said, sizeof said);
	close(ends[0]);
	if (in_time)
		waitpid(pid, NULL, 0);
	return judge(in_time, said, error, size);
}
