#include "talk.h"

#include <math.h>

#define SYLLABLE 0.22		/* s */
#define HISS 0.05		/* s, at its beginning */
#define BREATH 3.0		/* s, of which 0.8 are a pause */
#define SAID 2.2
#define LOUDNESS 900

static const struct { double hz, moves_hz, width_hz; } vowels[TALK_FORMANTS] = {
	{ 500, 220, 80 }, { 1500, 600, 110 }, { 2600, 300, 160 },
};

void talk_init(struct talk *t, int rate_hz, double from_seconds)
{
	*t = (struct talk){ .seconds = from_seconds, .step = 1.0 / rate_hz,
		.random = 1 };
}

static double noise(struct talk *t)
{
	t->random = t->random * 1664525u + 1013904223u;
	return (double)(int32_t)t->random / 2147483648.0;
}

/* Breath and pulses of the throat. */
static double source(struct talk *t, double in_syllable)
{
	double hz = 130 + 25 * sin(2.1 * t->seconds) +
		20 * sin(11 * in_syllable);

	t->phase += hz * t->step;
	t->phase -= floor(t->phase);
	if (in_syllable < HISS)
		return 0.5 * noise(t);
	return 1 - 2 * sqrt(t->phase) + 0.03 * noise(t);
}

/* One resonance of the mouth, at a place that depends on the vowel. */
static double resound(struct talk *t, int i, double x)
{
	double hz = vowels[i].hz + vowels[i].moves_hz *
		sin((1.7 + i) * floor(t->seconds / SYLLABLE));
	double r = exp(-M_PI * vowels[i].width_hz * t->step);
	double y = x + 2 * r * cos(2 * M_PI * hz * t->step) *
		t->formants[i].last - r * r * t->formants[i].before;

	t->formants[i].before = t->formants[i].last;
	t->formants[i].last = y;
	return y * (1 - r);
}

static double sample(struct talk *t)
{
	double in_syllable = fmod(t->seconds, SYLLABLE);
	double x = source(t, in_syllable), y = 0;

	x *= fmod(t->seconds, BREATH) < SAID ?
		sin(M_PI * in_syllable / SYLLABLE) : 0;
	for (int i = 0; i < TALK_FORMANTS; i++)
		y += resound(t, i, x);
	t->seconds += t->step;
	return LOUDNESS * (8 * y + x + 0.01 * noise(t));
}

void talk_on(struct talk *t, int16_t *samples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double v = sample(t);

		samples[i] = (int16_t)(v > 32767 ? 32767 : v < -32768 ?
			-32768 : v);
	}
}
