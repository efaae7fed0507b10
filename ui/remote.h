/* remote.h - an engine on another machine, reached by ssh.
 *
 *	front end <--socket--> ssh ~~~~~~~~ sshd <--> offhook connect <--> engine
 *
 * `offhook connect` there finds the engine's socket, or starts an engine, by
 * the rules of that machine.  The first ssh may ask for a password, before
 * there is a screen; those that follow a lost connection ask nothing.
 */
#ifndef UI_REMOTE_H
#define UI_REMOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "launch.h"
#include "way.h"

struct remote;

/* host: as ssh takes it.  launch: what of that machine; outlives it. */
struct remote *remote_new(const char *host, const struct launch *launch,
	bool read_only);
void remote_free(struct remote *);

/* NULL: ssh can take it as a host; else what is wrong with it. */
const char *remote_wrong_host(const char *host);

/* Connects and waits for the engine to answer, for as long as ssh asks and
 * tries; the terminal is ssh's meanwhile.  start: an engine, where none runs.
 * 0, or -1 with a line in error; the words of ssh stand before it on standard
 * error then.  The way uses this connection
 * first. */
int remote_meet(struct remote *, bool start, char *error, size_t size);

struct way remote_way(struct remote *);

/* The same from the screen, which has given the terminal away. */
int remote_sign_in(void *arg, char *error, size_t size);

/* For a forked child of the front end: as launch_engine, there.  arg is a
 * struct remote. */
int remote_start(void *arg, char *error, size_t size);

#endif
