/* front_end.h - a server with a scripted engine behind it, and front ends that
 * talk to it, all on one thread: whoever waits turns the loop. */
#ifndef FRONT_END_H
#define FRONT_END_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "control/server.h"
#include "loop/loop.h"
#include "scripted_engine.h"

struct door_stage {
	char folder[64], path[96];
	struct loop *loop;
	struct server *server;
	struct engine *engine;
	int stops, idle_stops;		/* engine.stop that was asked for */
};

void door_stage_open(struct door_stage *);
void door_stage_close(struct door_stage *);
/* Turns the loop until nothing happens any more, as far as can be seen. */
void door_stage_rest(struct door_stage *);

struct front_end {
	struct door_stage *stage;
	int fd;
	char *held;
	size_t n;
	bool over;			/* the server has closed */
};

void front_end_open(struct front_end *, struct door_stage *);
void front_end_close(struct front_end *);

/* All of it, turning the loop while there is no room. */
void front_end_say(struct front_end *, const char *bytes, size_t n);
void front_end_line(struct front_end *, const char *line);

/* The next line that comes, or NULL: none within a moment, or the end. Borrowed
 * until the next call. */
json_t *front_end_hear(struct front_end *);
/* The next line from those that have arrived already; reads nothing. */
json_t *front_end_event(struct front_end *, const char *topic);

/* The response to a request; events on the way are dropped. */
json_t *front_end_ask(struct front_end *, const char *method,
	const char *params);
/* Its result, or its error; the test fails where it is the other. */
json_t *front_end_result(struct front_end *, const char *method,
	const char *params);
json_t *front_end_error(struct front_end *, const char *method,
	const char *params);

int json_path_number(json_t *, const char *path);	/* "error.code" */
const char *json_path_text(json_t *, const char *path);
json_t *json_path(json_t *, const char *path);

#endif
