/* hook.h - one command of the configuration that is run for events, each time
 * with one of them as JSON on its input.  Engine thread.
 *
 *	hook_add --> waits --> runs (at_once of them) --> on_done
 *	       \--> too many wait: dropped, with a warning
 *
 * Nothing is started inside the work that an event comes from: only the loop
 * does it, next.
 */
#ifndef CONTROL_HOOK_H
#define CONTROL_HOOK_H

#include <jansson.h>

#include "loop/child.h"

struct hook;

struct hook_params {
	struct loop *loop;
	const char *name;		/* its key; lives as long as the hook */
	const char *socket;		/* of the engine, for the command */
	int at_once;			/* 1: in the order of the events */
	/* It ended well; output is what it printed.  An explanation of what was
	 * wrong with that, the hook's to free, or NULL. */
	char *(*on_output)(void *arg, const json_t *event, const char *output,
		size_t n);
	/* What a person should know.  Told once until it works again. */
	void (*on_trouble)(void *arg, const char *text);
	void *arg;
};

struct hook *hook_new(const struct hook_params *);
void hook_free(struct hook *);		/* NULL may be given; kills what runs */

/* event: the params of the event; a reference is taken.  limit in ms. */
void hook_add(struct hook *, const char *command, int limit_ms, json_t *event);

#endif
