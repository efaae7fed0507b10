/* bus.h - ports that hear each other.  Media thread.
 *
 *	give a --+                 +--> take a: b + c
 *	give b --+--> sum of all --+--> take b: a + c     (mix-minus)
 *	give c --+                 +--> take c: a + b
 *
 * A microphone and its loudspeaker are one port: who speaks hears the others.
 * The bus has the highest of the rates that its ports wish: sound of 8 kHz
 * between ends of 8 kHz is not converted.  Where all together are too loud, they
 * are turned down together, and slowly up again.
 */
#ifndef MEDIA_BUS_H
#define MEDIA_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "media/media.h"

struct bus_port {
	/* The next frame, at rate_hz; false: silence, and frame holds
	 * anything.  NULL: never. */
	bool (*give)(void *arg, int16_t *frame, int rate_hz);
	/* What the others gave, at rate_hz; may be written to.  NULL: deaf. */
	void (*take)(void *arg, int16_t *frame, int rate_hz);
	void *arg;
	int rate_hz;			/* wished; 0: any is welcome */

	struct list link;
	bool gave;
	int16_t frame[MEDIA_FRAME_MAX];
};

struct bus {
	struct list ports;
	int rate_hz;			/* of the last tick */
	int gain;			/* of all, in 65536ths */
};

void bus_init(struct bus *);
void bus_add(struct bus *, struct bus_port *);
void bus_remove(struct bus_port *);

/* One frame from everybody to everybody else. */
void bus_tick(struct bus *);

#endif
