/* daemon.h - away from the terminal, and a word to whoever waits for it. */
#ifndef DAEMON_H
#define DAEMON_H

#include <stdbool.h>

/* Who waits until the engine listens, or cannot: up to two descriptors. */
struct waiters {
	int fds[2];
	int n;
};

void waiters_add(struct waiters *, int fd);	/* becomes theirs; < 0: none */
/* "ready\n", or what is wrong, in whole lines; then nobody waits any more. */
void waiters_tell(struct waiters *, const char *text);

/* Closes what the caller had open beside the standard descriptors and keep. */
void daemon_close_inherited(int keep);

/* In the process that goes on: -1, in a session of its own, with /dev/null for
 * its standard descriptors, and somebody more who waits.  In the one that was
 * called: once that is ready, or is not, an exit status. */
int daemon_detach(struct waiters *);

#endif
