/* echo_past.h - what the loudspeaker played lately, as spectra.  Media thread.
 *
 *	put: [ 10 ms before | 10 ms now ] --> newest 0, 1, 2 ... ECHO_PAST - 1
 *
 * A shift of the reference by whole blocks is but another index.
 */
#ifndef MEDIA_ECHO_PAST_H
#define MEDIA_ECHO_PAST_H

#include <string.h>

#include "media/fourier.h"

#define ECHO_DELAY_MAX 44		/* blocks: 440 ms until the echo begins */
#define ECHO_PARTS 22			/* blocks: 220 ms until it is over */
#define ECHO_PAST (ECHO_DELAY_MAX + ECHO_PARTS)

struct echo_past {
	struct spectrum spectra[ECHO_PAST];
	float power[ECHO_PAST][VOICE_LANES];
	float window[VOICE_WINDOW];
	int newest;
};

static inline int echo_past_index(const struct echo_past *p, int blocks_ago)
{
	return (p->newest + ECHO_PAST - blocks_ago) % ECHO_PAST;
}

static inline void echo_past_put(struct echo_past *p, struct fourier *f,
	const float block[VOICE_BLOCK])
{
	p->newest = (p->newest + 1) % ECHO_PAST;
	memmove(p->window, p->window + VOICE_BLOCK,
		VOICE_BLOCK * sizeof *p->window);
	memcpy(p->window + VOICE_BLOCK, block, VOICE_BLOCK * sizeof *block);
	fourier_forward(f, p->window, &p->spectra[p->newest]);
	spectrum_power(&p->spectra[p->newest], p->power[p->newest]);
}

/* What comes next is so many blocks later than it would be: -1, 0, 1. */
static inline void echo_past_slip(struct echo_past *p, int blocks)
{
	p->newest = (p->newest + ECHO_PAST - blocks) % ECHO_PAST;
}

#endif
