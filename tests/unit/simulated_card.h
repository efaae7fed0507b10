/* simulated_card.h - a card, a bus and a clock that are not real: the pump of
 * audio/ runs between them as fast as the processor can.
 *
 * It takes the place of alsa_card.c, of the media thread, of device.c and of
 * base/clock.c.  Sound carries the time at which it was made, so that every
 * sample tells its delay at the other end:
 *
 *	capture   made when it passes the converter, read by the bus
 *	playback  made when the bus writes it, read when it passes the converter
 */
#ifndef SIMULATED_CARD_H
#define SIMULATED_CARD_H

#include <stdbool.h>
#include <stdint.h>

struct pause {				/* nothing of it runs; s */
	double from, until;
};

struct scene {
	bool capture;
	int card_hz, bus_hz;		/* bus 0: 48000 */
	double ppm;
	int granularity, period, buffer;	/* frames; 0: usual */
	double jitter_ms;		/* of the device's thread, at most */
	bool real_time;			/* which it has */
	int seconds;
	struct pause thread, bus, card;
	bool bus_catches_up;
	double xrun_at;			/* s; 0: none */
	double silent_until;		/* s; the bus comes later */
};

#define SECONDS_MAX 18000

/* What came out, second by second. */
struct heard {
	double most[SECONDS_MAX], least[SECONDS_MAX];	/* delay, ms */
	double silent[SECONDS_MAX];	/* ms */
	unsigned starved[SECONDS_MAX];	/* until then */
	int xruns;
	bool failed;			/* the device gave up */
};

void simulate(const struct scene *, struct heard *);

#endif
