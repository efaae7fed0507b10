/* program.h - a command of the shell, with a pipe of ours as its input or its
 * output.  Device thread.  Private to audio/.
 *
 *	start --> fd: read what it prints, or write what it reads
 *	stop  --> the pipe is closed; grace; SIGTERM; SIGKILL, to its group
 *
 * It runs by /bin/sh -c in a process group of its own, with all signals at
 * their default and our standard error.  What it has no pipe for is /dev/null.
 */
#ifndef AUDIO_PROGRAM_H
#define AUDIO_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct program {
	pid_t pid;
	int pidfd;			/* readable: it has ended */
	int fd;				/* never waits */
};

#define PROGRAM_WHY 100

/* prints: its output is our input.  pipe_bytes: what may lie between us.
 * 0 or -errno. */
int program_start(struct program *, const char *command, bool prints,
	int pipe_bytes);

/* Ends it, if it has not ended after grace_ms with its pipe closed; why has a
 * clause for people about how it ended.  Waits for it. */
void program_stop(struct program *, int grace_ms, char why[PROGRAM_WHY]);

#endif
