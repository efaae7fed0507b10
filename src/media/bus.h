/* bus.h - ports that hear each other.  Media thread.
 *
 *	give a --+                 +--> take a: b + c
 *	give b --+--> sum of all --+--> take b: a + c     (mix-minus)
 *	give c --+                 +--> take c: a + b
 *	       gain, muted, loudest
 *
 * A microphone and its loudspeaker are one port: who speaks hears the others.
 * The bus has the highest of the rates that its ports wish: sound of 8 kHz
 * between ends of 8 kHz is not converted.  Where all together are too loud, they
 * are turned down together, and slowly up again.
 *
 * Where only the loudest of its members are heard, one who has a place keeps it
 * for half a second after he was last among them: nobody flutters, and who
 * begins to speak while there is a place is heard at once.  A port that is no
 * member (the person, a tone) is always heard, and takes no place.
 */
#ifndef MEDIA_BUS_H
#define MEDIA_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "media/media.h"

#define BUS_HOLD_TICKS 50
#define BUS_LOUDEST_MAX 8

struct bus_port {
	/* The next frame, at rate_hz; false: silence, and frame holds
	 * anything.  NULL: never. */
	bool (*give)(void *arg, int16_t *frame, int rate_hz);
	/* What the others gave, at rate_hz; may be written to.  NULL: deaf. */
	void (*take)(void *arg, int16_t *frame, int rate_hz);
	void *arg;
	int rate_hz;			/* wished; 0: any is welcome */
	bool member;			/* may be left out for louder ones */
	bool muted;			/* the others do not hear it */
	int gain_db;			/* as they hear it */

	struct bus *bus;		/* NULL: on none */
	struct list link;
	bool gave;
	int less;			/* than 65536, its factor at the end of
					 * the last frame */
	bool chosen;			/* has one of the places */
	int hold;			/* ticks that it keeps it */
	int loud;			/* mean size of samples, in 256ths, and
					 * dying away */
	int16_t frame[MEDIA_FRAME_MAX];
};

struct bus {
	struct list ports;
	int rate_hz;			/* of the last tick */
	int gain;			/* of all, in 65536ths */
	int loudest;			/* so many members are heard; 0: all */
};

void bus_init(struct bus *);

/* It leaves the one it was on.  On the same one nothing changes. */
void bus_add(struct bus *, struct bus_port *);
void bus_remove(struct bus_port *);

/* One frame from everybody to everybody else. */
void bus_tick(struct bus *);

#endif
