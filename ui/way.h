/* way.h - how a front end comes to its engine: a socket of this machine, or ssh
 * (remote.h).  Never waits.
 *
 *	link --> way --> local: connect()          engine here
 *	           '---> remote: socketpair, ssh   engine there
 */
#ifndef UI_WAY_H
#define UI_WAY_H

#include <stdbool.h>

struct way {
	/* A non-blocking stream socket to it, the caller's, or -errno. */
	int (*open)(void *arg);
	/* It answers: what was said on the way there is no trouble. */
	void (*up)(void *arg);			/* NULL: nothing to do */
	/* The end of the last socket, in words; NULL: there are none.  Borrowed
	 * until the next open. */
	const char *(*why)(void *arg);		/* NULL: never any */
	const char *where;	/* the socket's path; NULL: not of here */
	int greeting_ms;	/* until its first answers are late */
	void *arg;
};

/* The engine that listens at path, which outlives the way. */
struct way way_local(const char *path);

/* A stream socket connected to path (flags: as SOCK_NONBLOCK), or -errno: EPERM
 * where another user's program listens, who would not serve us. */
int way_connect(const char *path, int flags);
/* Somebody may listen there, but not to us: no engine is to be started. */
bool way_is_closed(int error);
const char *way_words(int error);	/* why there is no way */

#endif
