/* simulated_room.h - a loudspeaker and a microphone in one room, computed: what
 * the one plays, what the other hears, and what the person in it says.
 *
 *	far --> loudspeaker --> delay --> room --+
 *	near (the person) -----------------------+--> mic
 *	noise -----------------------------------+
 *
 * All at 16 kHz, the same for the same seed.  The speech is of alsa-utils.
 */
#ifndef TESTS_SIMULATED_ROOM_H
#define TESTS_SIMULATED_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROOM_RATE 16000

struct room_params {
	double seconds;
	double erl_db;			/* how much weaker the echo is */
	double reverb_s;		/* until it is 60 dB weaker still */
	double delay_ms;
	double drift_ppm;		/* the microphone's clock is slower */
	double change_s;		/* another room from then on; 0 never */
	double delay_change_ms;		/* and another delay; 0: the same */
	double near_from_s, near_to_s;	/* the person speaks */
	double noise_dbfs;		/* 0: none */
	bool clips;			/* the loudspeaker, softly */
	unsigned seed;
};

struct simulated_room {
	size_t n;
	int16_t *far, *near, *mic;	/* n each */
};

void simulated_room_init(struct simulated_room *, const struct room_params *);
void simulated_room_end(struct simulated_room *);

/* n samples of speech with an active level of about -20 dBov. */
void room_speech(int16_t *, size_t n, unsigned seed, bool near);

/* dB that out is weaker than in, from..to s. */
double room_weaker(const int16_t *in, const int16_t *out, double from_s,
	double to_s);

#endif
