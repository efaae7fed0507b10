/* request.h - one line from a front end: read, checked, done, answered.  Engine
 * thread. */
#ifndef CONTROL_REQUEST_H
#define CONTROL_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "engine/engine.h"

struct client;
struct method;
struct server;

struct request {
	struct client *client;
	struct server *server;
	struct engine *engine;
	const struct method *method;
	json_t *id;		/* of the line; NULL: a notification */
	json_t *params;		/* of the line; an object, checked */
	json_t *result;		/* what a method has made, or NULL for {} */
	struct fault fault;
	char *text;		/* owned: longer than a fault's; or NULL */
	bool later;		/* an ask answers it */
};

/* Always answers, unless it was a notification, or a blank line.  line is ended
 * by a '\0' and may hold others. */
void request_serve(struct client *, const char *line, size_t n);

/* Fills the fault and returns false, for "return refuse(...)". */
bool refuse(struct request *, int code, const char *field, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* The object that a param names; NULL: refused. */
struct session *request_session(struct request *);
struct session *request_session_in(struct request *, const char *param);
/* All that a list names, into of (PARAM_LIST_MAX); how many, 0: refused. */
int request_sessions(struct request *, const char *param, struct session **of);
struct account *request_account(struct request *);

#endif
