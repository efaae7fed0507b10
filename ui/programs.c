#include "programs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/mem.h"

extern char **environ;

static struct program {
	pid_t pid;			/* 0: none */
	int64_t until;
} programs[PROGRAMS_MOST];

static struct program *room(void)
{
	for (int i = 0; i < PROGRAMS_MOST; i++)
		if (!programs[i].pid)
			return &programs[i];
	return NULL;
}

static bool is_set_by(const char *entry, char *const variables[])
{
	size_t n = strcspn(entry, "=") + 1;

	for (; *variables; variables++)
		if (!strncmp(entry, *variables, n))
			return true;
	return false;
}

/* Ours and those given, which count; the texts are borrowed. */
static char **environment(char *const variables[])
{
	size_t ours = 0, given = 0, n = 0;
	char **all;

	while (environ[ours])
		ours++;
	while (variables[given])
		given++;
	all = mem_new((ours + given + 1) * sizeof *all);
	for (size_t i = 0; i < given; i++)
		all[n++] = variables[i];
	for (size_t i = 0; i < ours; i++)
		if (!is_set_by(environ[i], variables))
			all[n++] = environ[i];
	return all;
}

/* No terminal, no signal of ours blocked or ignored. */
static int spawn(pid_t *pid, const char *command, char **all)
{
	char *argv[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, usual;
	int error;

	sigemptyset(&none);
	sigfillset(&usual);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&how);
	for (int fd = 0; fd <= 2; fd++)
		posix_spawn_file_actions_addopen(&files, fd, "/dev/null",
			O_RDWR, 0);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID |
		POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &usual);
	error = posix_spawn(pid, "/bin/sh", &files, &how, argv, all);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

int programs_start(const char *command, char *const variables[])
{
	struct program *p = room();
	char **all;
	int error;

	if (!p)
		return EAGAIN;
	all = environment(variables);
	error = spawn(&p->pid, command, all);
	free(all);
	if (error)
		p->pid = 0;
	p->until = clock_ms() + PROGRAMS_LIMIT_MS;
	return error;
}

int64_t programs_deadline(void)
{
	int64_t deadline = -1;

	for (int i = 0; i < PROGRAMS_MOST; i++)
		if (programs[i].pid && (deadline < 0 ||
				programs[i].until < deadline))
			deadline = programs[i].until;
	return deadline;
}

/* What it started is killed with it. */
static void tick(struct program *p)
{
	if (waitpid(p->pid, NULL, WNOHANG) != 0) {
		p->pid = 0;
		return;
	}
	if (clock_ms() < p->until)
		return;
	kill(-p->pid, SIGKILL);
	p->until = clock_ms() + PROGRAMS_LIMIT_MS;
}

void programs_tick(void)
{
	for (int i = 0; i < PROGRAMS_MOST; i++)
		if (programs[i].pid)
			tick(&programs[i]);
}
