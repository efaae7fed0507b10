/* codec_support.h - something like a voice, and how much of it is left. */
#ifndef CODEC_SUPPORT_H
#define CODEC_SUPPORT_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "media/codec.h"

#define PI 3.14159265358979
#define SECOND 48000		/* samples, at the most */

/* Harmonics of 125 Hz below 3 kHz, that swell and fade four times a second. */
static inline void voice(int16_t *to, size_t n, int rate_hz)
{
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / rate_hz, sum = 0;

		for (int k = 1; k <= 24; k++)
			sum += sin(2 * PI * 125 * k * t + k * k) / k;
		to[i] = (int16_t)(4000 * sum *
			(0.6 - 0.4 * cos(2 * PI * 4 * t)));
	}
}

static inline void tone(int16_t *to, size_t n, int rate_hz, double hz)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (int16_t)(8000 * sin(2 * PI * hz * (double)i / rate_hz));
}

static inline double power(const int16_t *samples, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)samples[i] * samples[i];
	return sum / (double)(n ? n : 1);
}

/* Of one frequency alone, in dB as 10 log10(power()). */
static inline double level_of(const int16_t *samples, size_t n, int rate_hz,
	double hz)
{
	double re = 0, im = 0;

	for (size_t i = 0; i < n; i++) {
		re += samples[i] * cos(2 * PI * hz * (double)i / rate_hz);
		im += samples[i] * sin(2 * PI * hz * (double)i / rate_hz);
	}
	return 10 * log10(2 * (re * re + im * im) / (double)n / (double)n +
		1e-9);
}

/* dB of what was said over what is wrong in what was heard, lag samples
 * later. */
static inline double clean_at(const int16_t *said, const int16_t *heard,
	size_t n, size_t lag)
{
	double wrong = 0;

	for (size_t i = 0; i + lag < n; i++)
		wrong += pow(heard[i + lag] - said[i], 2);
	return 10 * log10((power(said, n - lag) * (double)(n - lag) + 1) /
		(wrong + 1));
}

/* With the delay of the coders, up to 20 ms. */
static inline double clean(const int16_t *said, const int16_t *heard, size_t n,
	int rate_hz)
{
	double best = -100;

	for (size_t lag = 0; lag < (size_t)rate_hz / 50; lag++)
		best = fmax(best, clean_at(said, heard, n, lag));
	return best;
}

/* Always the same noise. */
static inline uint32_t chance(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static inline void noise(int16_t *to, size_t n, int amplitude, uint32_t *seed)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (int16_t)((int)(chance(seed) %
			(unsigned)(2 * amplitude + 1)) - amplitude);
}

/* A sender and who hears it. */
struct line {
	struct encoder *encoder;
	struct decoder *decoder;
	uint8_t payload[CODEC_PAYLOAD_MAX];
	size_t n;			/* of the payload */
};

static inline void line_open(struct line *l, const struct codec *c,
	const struct codec_params *p)
{
	l->encoder = encoder_new(c, p);
	l->decoder = decoder_new(c);
	decoder_restart(l->decoder);
}

static inline void line_close(struct line *l)
{
	encoder_free(l->encoder);
	decoder_free(l->decoder);
}

static inline size_t line_say(struct line *l, const int16_t *said, size_t n)
{
	l->n = encoder_code(l->encoder, said, n, l->payload,
		sizeof l->payload);
	return l->n;
}

static inline size_t line_hear(struct line *l, int16_t *heard)
{
	return decoder_decode(l->decoder, l->payload, l->n, heard);
}

#endif
