/* child.h - other programs, watched as descriptors.  Engine thread.
 *
 * The command runs by /bin/sh -c in its own process group with all signals at
 * their default and our standard error.  Its input is a file in memory, whole
 * before it starts, so that nobody waits for a program that does not read.
 * What it prints is kept up to CHILD_OUTPUT bytes.  At the time limit it is
 * killed, with its group; nobody waits until it is dead.
 */
#ifndef LOOP_CHILD_H
#define LOOP_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "loop/loop.h"

#define CHILD_OUTPUT 65536

struct child;

struct child_result {
	int status;		/* exit status; 128+N: signal N; -1: time limit */
	const char *output;	/* '\0' after it; wiped after the handler */
	size_t n;
};

typedef void child_fn(void *arg, const struct child_result *);

struct child_params {
	const char *command;
	int limit_ms;			/* 0: none */
	const char *input;		/* NULL: none */
	size_t n_input;
	/* Pipes of the caller's in place of input and of what is kept of its
	 * output; they stay the caller's to close. */
	bool has_pipes;
	int in, out;
	char *const *environment;	/* NULL-ended; NULL: ours */
	child_fn *fn;
	void *arg;
};

/* 0 and *child, or -errno.  The handler runs once, later; then the child is
 * gone by itself. */
int child_start(struct child **child, struct loop *, const char *command,
	int limit_ms, child_fn *, void *arg);
int child_run(struct child **child, struct loop *, const struct child_params *);
/* From now on. */
void child_limit(struct child *, int ms);
void child_kill(struct child *);	/* its handler will not run;
					 * NULL may be given */
/* Before the loop goes: those that were killed have so long (ms) to die. */
void children_end(int limit_ms);

#endif
