/* pitch.h - after what time a voice repeats itself.  Media thread.
 *
 *	... /\_/\_/\_/\_|	a piece of sound beside the one that is most
 *	    [....]   		like it, PITCH_MIN_MS to PITCH_MAX_MS away
 *	       [....]
 *	    <-->
 */
#ifndef MEDIA_PITCH_H
#define MEDIA_PITCH_H

#include <stddef.h>
#include <stdint.h>

#define PITCH_MIN_MS 5		/* 200 Hz; higher voices fit in twice */
#define PITCH_MAX_MS 15		/* 67 Hz */
#define PITCH_PIECE_MS 7		/* compared */

struct pitch {
	size_t period;		/* samples; even, but at 8000 Hz */
	float likeness;		/* correlation, -1 to 1 */
};

enum pitch_side { PITCH_BEFORE = -1, PITCH_AFTER = 1 };

/* The piece starts at `piece`; PITCH_MAX_MS before it, or after its end, there
 * are samples too.  most: the longest period wanted, in samples.  rate_hz:
 * 8000, 16000 or 48000. */
struct pitch pitch_find(const int16_t *piece, enum pitch_side, size_t most,
	int rate_hz);

/* Whether these are one or two steady sounds of one frequency each, such as a
 * key makes. */
int pitch_is_tone(const int16_t *samples, size_t n, int rate_hz);

#endif
