/* event.h - one event as a line.  Engine thread. */
#ifndef CONTROL_EVENT_H
#define CONTROL_EVENT_H

#include <jansson.h>

#include "control/line.h"
#include "control/topic.h"
#include "engine/engine.h"

enum topic event_topic(const struct engine_event *);

/* What it tells beside topic, number and time.  NULL where it is about the
 * engine, which is not there yet (NULL): nobody could have asked. */
json_t *event_about(const struct engine *, const struct engine_event *);

/* All that it tells; takes the reference of about. */
json_t *event_params(enum topic, uint64_t seq, json_t *about);

/* The notification; takes the reference. */
struct line *event_line(json_t *params);

/* The last line of a front end that did not read. */
struct line *event_overflow(uint64_t seq);

#endif
