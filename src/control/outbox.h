/* outbox.h - lines that wait for one front end to read.  Engine thread.
 *
 *	put --> [ line line li|ne ] --> socket		| sent so far
 *
 * Answers are bounded by the client, which stops asking on behalf of one that
 * does not read; events are bounded here.
 */
#ifndef CONTROL_OUTBOX_H
#define CONTROL_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "control/line.h"

#define OUTBOX_EVENTS_MAX (1024 * 1024)		/* bytes */

struct outbox;

struct outbox *outbox_new(void);
void outbox_free(struct outbox *);

/* Keeps a reference of its own.  false: an event beyond the bound, not put. */
bool outbox_put(struct outbox *, struct line *);

/* Drops every line of which nothing has been sent yet. */
void outbox_clear(struct outbox *);

size_t outbox_bytes(const struct outbox *);	/* all that wait */
size_t outbox_event_bytes(const struct outbox *);

/* 0: all is sent.  -EAGAIN: the rest when fd is writable.  Else -errno: nobody
 * will read it. */
int outbox_send(struct outbox *, int fd);

#endif
