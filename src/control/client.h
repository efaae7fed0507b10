/* client.h - one front end: lines in, bounded lines out.  Engine thread.
 *
 *	socket --> lines --> request --> outbox --> socket
 *	                      events --/
 *
 * One that does not read its answers is asked nothing more until it does; one
 * that does not read its events is dropped at the bound, with events.overflow.
 * Half a line at its end is nobody's request.
 */
#ifndef CONTROL_CLIENT_H
#define CONTROL_CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "control/server.h"
#include "control/topic.h"
#include "engine/fault.h"

struct client;

/* Takes fd and joins the list; leaves it, and frees itself, when the front end
 * has gone. */
struct client *client_new(struct server *, struct list *clients, int fd);
/* All of a list, when the server ends; what can be sent at once is. */
void client_free_all(struct list *clients);

struct server *client_server(const struct client *);

/* From now on it may only look: methods that change anything are refused, and
 * that is not taken back. */
void client_only_looks(struct client *);
bool client_looks(const struct client *);

/* Answers one request.  id NULL: a notification, which gets none.  The result's
 * reference is taken, the id's is not. */
void client_answer(struct client *, json_t *id, json_t *result);
/* text NULL: the fault's own. */
void client_refuse(struct client *, json_t *id, const struct fault *,
	const char *text);

/* Answers that come later (struct ask): the client stops asking at CLIENT_ASKS
 * and goes on when client_go_on is called after one has left the list. */
#define CLIENT_ASKS 8
struct list *client_asks(struct client *);
void client_go_on(struct client *);

/* As publish_subscribe. */
bool client_subscribe(struct client *, topic_set, int meters_hz, int64_t since);

#endif
