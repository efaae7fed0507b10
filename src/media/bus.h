/* bus.h - ports that hear each other.  Media thread.
 *
 *	give a --+                 +--> take a: b + c
 *	give b --+--> sum of all --+--> take b: a + c     (mix-minus)
 *	give c --+                 +--> take c: a + b
 *
 * A microphone and its loudspeaker are one port: who speaks hears the others.
 */
#ifndef MEDIA_BUS_H
#define MEDIA_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "media/media.h"

struct bus_port {
	/* The next frame; false: silence, and frame holds anything. */
	bool (*give)(void *arg, int16_t *frame);	/* NULL: never */
	/* What the others gave. */
	void (*take)(void *arg, const int16_t *frame);	/* NULL: deaf */
	void *arg;

	struct list link;
	bool gave;
	int16_t frame[MEDIA_FRAME];
};

struct bus {
	struct list ports;
};

void bus_init(struct bus *);
void bus_add(struct bus *, struct bus_port *);
void bus_remove(struct bus_port *);

/* One frame from everybody to everybody else. */
void bus_tick(struct bus *);

#endif
