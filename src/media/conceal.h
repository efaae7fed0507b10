/* conceal.h - sound in the place of a packet that never came.  Media thread.
 *
 *	played played | the last pitch period, again and again | played
 *	                20 ms as it was, unless it was dying away, then in
 *	                100 ms down to the noise that was behind the voice
 *
 * Noise that the other end did not ask for stays for 2 s, in case it is there
 * again, and goes in another.  The sound that comes back is faded in over 3 ms.
 */
#ifndef MEDIA_CONCEAL_H
#define MEDIA_CONCEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/media.h"
#include "media/pitch.h"

#define CONCEAL_PAST_MS (PITCH_PIECE_MS + PITCH_MAX_MS) /* looked back at */
#define CONCEAL_CYCLE (2 * PITCH_MAX_MS * (MEDIA_RATE_MAX / 1000))

struct noise;

struct conceal {
	struct noise *noise;		/* of the same playout */
	int rate_hz;
	bool active;			/* made something since it came back */
	uint32_t lost, hold, fade;	/* samples: made, as it was, fading */
	uint32_t alone;			/* of noise, that nobody told us of */
	size_t period, at;
	int16_t cycle[CONCEAL_CYCLE];	/* what is repeated */
};

/* Nothing was played before; rate_hz from now on. */
void conceal_restart(struct conceal *, int rate_hz);

/* n samples; `to` stands behind what was played or made last, at least
 * CONCEAL_PAST_MS of it. */
void conceal_make(struct conceal *, int16_t *to, size_t n);
/* The same where the talker pauses: straight down to the noise. */
void conceal_pause(struct conceal *, int16_t *to, size_t n);

/* The sound is back: its beginning is changed. */
void conceal_end(struct conceal *, int16_t *samples, size_t n);

/* Whether what it makes is silence by now. */
bool conceal_is_silent(const struct conceal *);
/* Whether nothing of the voice is left in it. */
bool conceal_has_faded(const struct conceal *);

#endif
