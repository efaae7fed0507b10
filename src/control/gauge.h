/* gauge.h - measurements of running sessions, at a rate.  Engine thread.
 *
 * session.statistics once a second for all who want them, session.levels at
 * each subscriber's own rate.  The timer runs only while somebody asks and a
 * session lives.
 */
#ifndef CONTROL_GAUGE_H
#define CONTROL_GAUGE_H

#include <jansson.h>

#include "control/publish.h"

struct gauge;

struct gauge_handlers {
	/* about: what the event holds beside its head; the handler's to free */
	void (*on_statistics)(void *arg, json_t *about);
	void (*on_levels)(void *arg, struct subscriber *, json_t *about);
	void *arg;
};

struct gauge *gauge_new(struct loop *, struct list *subscribers,
	const struct gauge_handlers *);
void gauge_free(struct gauge *);
void gauge_engine(struct gauge *, struct engine *);

/* A session or a subscription is new: the timer may have to run. */
void gauge_wake(struct gauge *);

#endif
