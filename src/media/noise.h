/* noise.h - the noise behind a voice: measured, told by the other end (RFC
 * 3389), made where there is nothing else to play.  Media thread.
 */
#ifndef MEDIA_NOISE_H
#define MEDIA_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOISE_ORDER 8		/* of a spectrum; more of it is not heard */

struct noise {
	float power;			/* of a sample, behind the voice */
	float tilt;			/* first reflection coefficient of it */
	unsigned heard;			/* frames; a few are not enough */

	bool told;			/* by the other end: what to make */
	float told_power;
	float told_k[NOISE_ORDER];

	float state[NOISE_ORDER + 1];	/* of the lattice */
	uint32_t random;
};

void noise_restart(struct noise *);

/* A frame that came from the other end; power: of a sample, on average. */
void noise_hear(struct noise *, const int16_t *, size_t n, float power);

/* The payload of a packet of comfort noise, n > 0 bytes. */
void noise_tell(struct noise *, const uint8_t *payload, size_t n);
/* A voice is back. */
void noise_untell(struct noise *);

bool noise_is_silent(const struct noise *);
/* gain: of what was measured, 0 to 1. */
void noise_make(struct noise *, float gain, int16_t *, size_t n);

#endif
