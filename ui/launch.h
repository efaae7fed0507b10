/* launch.h - an engine where there is none.  Blocks; for before the first
 * screen, or for a child of the front end. */
#ifndef UI_LAUNCH_H
#define UI_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>

struct launch {
	const char *config;	/* for offhookd -c; NULL: the usual one */
	const char *name;	/* for -L; NULL */
	const char *socket;	/* for -S; NULL: the usual one */
};

/* Somebody listens at the socket, to us.  Else error is for way_words(). */
bool launch_runs(const char *socket_path, int *error);

/* Starts the offhookd that is beside this program, else the one of PATH, and
 * waits until it listens.  0, or -1 with one line of words in error.  arg is a
 * struct launch. */
int launch_engine(void *arg, char *error, size_t size);

#endif
