/* publish.h - what happens in the engine, as event lines for front ends.
 * Engine thread.
 *
 *	engine --> line --> journal
 *	              \---> subscribers that asked for the topic
 *
 * publish_event runs inside the engine's own work: it describes and queues, no
 * more.  A subscriber that asks for the past is fed from the journal, a part at
 * a time, until it has caught up.
 */
#ifndef CONTROL_PUBLISH_H
#define CONTROL_PUBLISH_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "control/line.h"
#include "control/topic.h"
#include "engine/engine.h"

#define METERS_HZ_MAX 10

struct hooks;
struct publish;

struct subscriber {
	struct list link;		/* of publish, while it wants any */
	topic_set topics;
	int meters_hz;			/* session.levels; 0: none */
	int64_t next_levels;		/* clock_ms() */
	uint64_t seen;			/* seq up to which it has been fed */
	bool behind;			/* is fed by publish_catch_up */
	/* Queues the line (a reference is its own to take). gauge: worthless
	 * when late, may be dropped. */
	void (*take)(struct subscriber *, struct line *, bool gauge);
};

struct publish *publish_new(struct loop *);
void publish_free(struct publish *);
/* From now on the engine can be asked to describe itself. */
void publish_engine(struct publish *, struct engine *);

/* They are told of each event too, gauges aside; NULL: no more. */
void publish_hooks(struct publish *, struct hooks *);

void publish_event(struct publish *, const struct engine_event *);
uint64_t publish_seq(const struct publish *);	/* of the last event */

/* Replaces what it had asked for. since >= 0: events after that number first;
 * returns whether they are all still there (true for since < 0). */
bool publish_subscribe(struct publish *, struct subscriber *, int64_t since);
void publish_unsubscribe(struct subscriber *);	/* harmless when it is not */

/* One event more for a subscriber that is behind; false: it has lost events,
 * for they went before it read them. */
bool publish_catch_up(struct publish *, struct subscriber *);

#endif
