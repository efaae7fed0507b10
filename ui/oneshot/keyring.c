#include "oneshot/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "protocol/keyring.h"
#include "protocol/paths.h"

extern char **environ;

/* Few bytes: a pipe holds them whether they are read or not. */
static void tell(int fd, const char *uri, const char *password)
{
	char *text = mem_format("%s\n%s%s", uri, password ? password : "",
		password ? "\n" : "");

	if (write(fd, text, strlen(text)) < 0)
		perror("offhook: offhook-keyring");
	mem_wipe_text(text);
}

static int spawn(pid_t *pid, const char *word, int in)
{
	char *program = paths_helper(KEYRING_PROGRAM, HELPERS_FOLDER);
	char *const argv[] = { program, (char *)word, NULL };
	posix_spawn_file_actions_t files;
	int error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	error = posix_spawn(pid, program, &files, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	free(program);
	return error;
}

int keyring_run(const char *word, const char *uri, const char *password)
{
	int ends[2], status = -1, error;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	tell(ends[1], uri, password);
	close(ends[1]);
	error = spawn(&pid, word, ends[0]);
	close(ends[0]);
	if (error || waitpid(pid, &status, 0) != pid)
		return error == ENOENT ? KEYRING_MISSING : -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
