/* link.h - the socket to the engine: hello, snapshot, events; and again when it
 * was lost.  Never waits.
 *
 *	waiting --> syncing --> up --.		waiting: 0.25, 0.5, 1 .. 10 s
 *	   ^           |             |		syncing: hello, status
 *	   '-----------'-------------'
 *
 * Events carry whole objects and a number.  Where one is missing the snapshot
 * is fetched again.
 */
#ifndef UI_LINK_H
#define UI_LINK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "asked.h"
#include "way.h"

#define LINK_ANSWER_MS 2000	/* then a request counts as not answered */

struct link;

struct link_handlers {
	/* What the engine says of itself, before its first snapshot. */
	void (*on_greeted)(void *arg, const json_t *hello);
	void (*on_snapshot)(void *arg, const json_t *status);
	void (*on_event)(void *arg, const char *topic, const json_t *params);
	void (*on_lost)(void *arg, const char *why);
	void (*on_answered)(void *arg);	/* a request; it was told first */
	void *arg;
};

/* read_only: the engine is told to refuse what changes anything. */
struct link *link_new(const struct way *, bool read_only,
	const struct link_handlers *);
void link_free(struct link *);		/* tells no handler */

void link_connect(struct link *);	/* now, whatever the back-off says */
bool link_is_up(const struct link *);	/* the snapshot is here */
int link_tries(const struct link *);	/* since the last connection */
int64_t link_next_try(const struct link *);	/* clock_ms; -1: trying */

/* Takes params.  reply NULL: nobody wants to know; else it is done exactly
 * once, from link_ready(), link_tick() or, where nothing was sent, here. */
void link_request(struct link *, const char *method, json_t *params,
	const struct link_reply *);

/* Requests that are not answered yet. */
int link_waiting(const struct link *);

/* Levels so many times a second; 0: none. */
void link_set_meters(struct link *, int hz);

/* For poll(); fd -1: nothing to watch. */
int link_fd(const struct link *);
short link_events(const struct link *);
void link_ready(struct link *, short events);
int64_t link_deadline(const struct link *);	/* clock_ms, -1 never */
void link_tick(struct link *);

#endif
