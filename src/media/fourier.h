/* fourier.h - 20 ms of 16 kHz sound as a spectrum, and back.  libkissfft.
 *
 *	[ 10 ms before | 10 ms now ] <--> 161 bins, 50 Hz apart
 *
 * All voice processing works on these blocks: at VOICE_RATE, one a tick.
 */
#ifndef MEDIA_FOURIER_H
#define MEDIA_FOURIER_H

#include <stddef.h>

#define VOICE_RATE 16000		/* Hz */
#define VOICE_BLOCK 160			/* samples of a tick */
#define VOICE_WINDOW (2 * VOICE_BLOCK)
#define VOICE_BINS (VOICE_BLOCK + 1)
#define VOICE_LANES 164			/* bins and zeroes, in whole vectors */

struct spectrum {
	float re[VOICE_LANES], im[VOICE_LANES];
};

struct fourier;

struct fourier *fourier_new(void);
void fourier_free(struct fourier *);	/* NULL may be given */

/* Media thread.  There and back is the same sound. */
void fourier_forward(struct fourier *, const float in[VOICE_WINDOW],
	struct spectrum *);
void fourier_back(struct fourier *, const struct spectrum *,
	float out[VOICE_WINDOW]);

/* What power each bin has. */
static inline void spectrum_power(const struct spectrum *s, float *power)
{
	for (int k = 0; k < VOICE_LANES; k++)
		power[k] = s->re[k] * s->re[k] + s->im[k] * s->im[k];
}

#endif
