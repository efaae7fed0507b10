/* door.h - a listening Unix socket at a path, and who knocks.  Never blocks. */
#ifndef CONTROL_DOOR_H
#define CONTROL_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct door {
	char *path;		/* owned */
	int fd;			/* owned; -1: closed */
	int spare;		/* owned: lets one more in to be sent away when
				 * the process has no descriptor left */
	dev_t device;		/* of the socket in the file system */
	ino_t inode;
};

void door_init(struct door *, const char *path);

/* Listens, with a socket of mode 0600, in place of a dead one; not in place of
 * another engine's, nor of a file.  false: the reason in error. */
bool door_open(struct door *, char *error, size_t size);
bool door_stands(const struct door *);	/* nobody took it from its path */
void door_close(struct door *);		/* leaves what is not its own */
void door_free(struct door *);

/* The next who waits; -1: nobody. */
int door_accept(struct door *);
bool door_knows(int fd);		/* a process of our own user */

#endif
