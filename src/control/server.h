/* server.h - the door: front ends come and go.  Engine thread.
 *
 *	server_new, server_listen	who knocks waits
 *	engine_new			which tells server_on_event
 *	server_serve
 *	server_leave			nobody new; those inside see the end
 *
 * Only processes of the same user are let in.  A socket that somebody deletes
 * is made again.
 */
#ifndef CONTROL_SERVER_H
#define CONTROL_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/engine.h"

#define SERVER_CLIENTS 128		/* at once */
#define SERVER_ERROR 512		/* bytes */

struct publish;
struct server;

struct server_params {
	struct loop *loop;
	const char *path;		/* of the socket */
	/* engine.stop was asked for; the engine is the handler's to stop. */
	void (*on_stop)(void *arg, bool when_idle);
	void *arg;
};

struct server *server_new(const struct server_params *);
/* Removes the socket; front ends see the end of their connection. */
void server_free(struct server *);

/* For engine_params.on_event: what happens, from inside the engine's work. */
void server_on_event(struct server *, const struct engine_event *);

/* false: error says why, a line without its newline.  The folder must exist. */
bool server_listen(struct server *, char error[SERVER_ERROR]);
void server_serve(struct server *, struct engine *);
/* The engine is about to stop: the socket is for the next one. */
void server_leave(struct server *);

/* For its clients. */
struct loop *server_loop(const struct server *);
struct engine *server_engine(const struct server *);
struct publish *server_publish(const struct server *);
void server_stop(struct server *, bool when_idle);

#endif
