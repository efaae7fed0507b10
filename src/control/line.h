/* line.h - one line out, written once for all front ends that get it.  Engine
 * thread. */
#ifndef CONTROL_LINE_H
#define CONTROL_LINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct line {
	int references;
	bool event;		/* counts for the bound of events */
	size_t n;		/* newline included */
	char *bytes;		/* owned */
};

/* Of a JSON value, whose reference it takes; one reference is the caller's. */
struct line *line_new(json_t *);
/* Of the bytes of an event, its newline included. */
struct line *line_of_event(const char *bytes, size_t n);
struct line *line_keep(struct line *);		/* one reference more */
void line_drop(struct line *);			/* NULL may be given */

#endif
