#include "voice.h"

#include <math.h>
#include <stdlib.h>

#define RESONANCES 3
#define LOUD 9000.0
#define NOISE 8.0
#define BREATH 0.03		/* of the voice */

struct resonance {
	double a, b, gain;		/* y = gain x + a y' + b y'' */
	double y1, y2;
};

struct voice {
	int rate_hz;
	uint64_t random;
	struct resonance at[RESONANCES];
	double phase, hz, hz_to;	/* of the pitch */
	double loud, loud_to;
	size_t left;			/* samples of this syllable or pause */
	int syllables;			/* of this word */
};

/* -1 to 1 */
static double noise(struct voice *v)
{
	v->random ^= v->random << 13;
	v->random ^= v->random >> 7;
	v->random ^= v->random << 17;
	return (double)(int64_t)v->random / 9223372036854775808.0;
}

static double between(struct voice *v, double least, double most)
{
	return least + (most - least) * (noise(v) + 1) / 2;
}

static void tune(struct resonance *r, int rate_hz, double hz, double width_hz)
{
	double radius = exp(-M_PI * width_hz / rate_hz);

	r->a = 2 * radius * cos(2 * M_PI * hz / rate_hz);
	r->b = -radius * radius;
	r->gain = 1 - radius;
}

static void begin_pause(struct voice *v)
{
	v->loud_to = 0;
	v->syllables = (int)between(v, 1, 6);
	v->left = (size_t)(between(v, 0.15, 0.6) * v->rate_hz);
}

static void begin_syllable(struct voice *v)
{
	v->syllables--;
	v->hz_to = between(v, 95, 190);
	v->loud_to = between(v, 0.4, 1);
	v->left = (size_t)(between(v, 0.09, 0.26) * v->rate_hz);
	tune(&v->at[0], v->rate_hz, between(v, 280, 800), 80);
	tune(&v->at[1], v->rate_hz, between(v, 900, 2200), 110);
	tune(&v->at[2], v->rate_hz, between(v, 2300, 3300), 160);
}

/* The throat: a pulse each period, and breath. */
static double source(struct voice *v)
{
	double pulse = 0;

	v->phase += v->hz / v->rate_hz;
	if (v->phase >= 1) {
		v->phase -= 1;
		pulse = 1;
	}
	return v->loud * (pulse + BREATH * noise(v));
}

static double next(struct voice *v)
{
	double slow = 60.0 / v->rate_hz, sum = 0, in;

	if (!v->left--) {
		if (v->syllables > 0)
			begin_syllable(v);
		else
			begin_pause(v);
	}
	v->hz += slow * (v->hz_to - v->hz);
	v->loud += 2 * slow * (v->loud_to - v->loud);
	in = source(v);
	for (int i = 0; i < RESONANCES; i++) {
		struct resonance *r = &v->at[i];
		double y = r->gain * in + r->a * r->y1 + r->b * r->y2;

		r->y2 = r->y1;
		r->y1 = y;
		sum += y / (i + 1);
	}
	return sum;
}

int16_t *voice_make(int rate_hz, size_t n, uint64_t seed)
{
	struct voice v = { .rate_hz = rate_hz, .hz = 120,
		.random = seed * 0x9e3779b97f4a7c15u + 7 };
	double *sound = malloc(n * sizeof *sound), peak = 1e-9;
	int16_t *samples = malloc(n * sizeof *samples);

	for (size_t i = 0; i < n; i++) {
		sound[i] = next(&v);
		peak = fabs(sound[i]) > peak ? fabs(sound[i]) : peak;
	}
	for (size_t i = 0; i < n; i++)
		samples[i] = (int16_t)lround(sound[i] / peak * LOUD +
			NOISE * noise(&v));
	free(sound);
	return samples;
}
