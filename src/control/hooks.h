/* hooks.h - the commands of the configuration's section hooks, and what they
 * may say.  Engine thread.
 *
 *	event    each event that hooks.topics names, one after the other
 *	incoming each call that comes; it may print one object:
 *		{"action": "answer"}
 *		{"action": "decline", "status": 486, "reason": "Busy"}
 *		{"action": "redirect", "to": "sip:bob@example.net"}
 *		and with any of them, or alone, "data": {"key": "text"}
 *
 * A call rings while its hook thinks.  A hook that hangs, dies or prints
 * something else changes nothing but a warning.
 */
#ifndef CONTROL_HOOKS_H
#define CONTROL_HOOKS_H

#include <jansson.h>

#include "control/topic.h"
#include "engine/engine.h"

struct hooks;

/* on_trouble: to be told as an engine.warning with the code "hook". */
struct hooks *hooks_new(struct loop *, const char *socket,
	void (*on_trouble)(void *arg, const char *text), void *arg);
void hooks_free(struct hooks *);	/* NULL may be given */
/* From now on: its configuration counts, its calls can be answered. */
void hooks_engine(struct hooks *, struct engine *);

/* event: the params of the event, as front ends see them. */
void hooks_event(struct hooks *, enum topic, json_t *event);

#endif
