/* tone.h - what a telephone says without words.  Media thread.
 *
 *	ringback       ____----------------____   425 Hz, 1 s in 5 s
 *	busy           -- -- -- -- -- --          425 Hz, 480/480 ms, for 3 s
 *	congestion     - - - - - - - -            425 Hz, 240/240 ms, for 3 s
 *	call waiting   - -          - -           425 Hz, 200/200/200 ms in 5 s
 *	beep           -- --                      1 kHz, 150/100/150 ms, once
 *	ring           ^v^v^v^v                   425 and 850 Hz, 1 s in 4 s
 *	ring 2 - 5     as bellcore-dr2 - 5: long long; short short long; short
 *	               long short; short; each at a pitch of its own
 */
#ifndef MEDIA_TONE_H
#define MEDIA_TONE_H

#include <stdbool.h>
#include <stdint.h>

#include "media/media.h"

struct tone_player {
	enum tone tone;
	uint32_t at;			/* samples since it began */
	uint32_t phase;
};

void tone_start(struct tone_player *, enum tone);
bool tone_plays(const struct tone_player *);

/* Mixes the next tick into a frame at rate_hz, always the same one. */
void tone_add(struct tone_player *, int16_t *frame, int rate_hz);

/* A sine on its own: amplitude is its peak, phase goes on from call to call. */
void tone_sine(int16_t *frame, int rate_hz, uint32_t *phase, float hz,
	int16_t amplitude);

int16_t sample_clip(int32_t);		/* to 16 bits */

#endif
