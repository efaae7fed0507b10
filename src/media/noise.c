#include "media/noise.h"

#include <math.h>
#include <string.h>

#include "media/tone.h"

#define FULL 32768.0f
#define MOST (FULL * FULL * 1e-4f)	/* -40 dBov: louder is no background */
#define SILENT 1.0f			/* less than a step */
#define RISE 1.0023f			/* 1 dB/s, in 10 ms */
#define FALL 0.3f			/* of the way down, in 10 ms */
#define NEAR 2.0f			/* the power: taken for noise */
#define K_MOST 0.97f
#define SMOOTH 0.1f
#define HEARD_LEAST 50		/* frames, before the quietest is background */

void noise_restart(struct noise *n)
{
	memset(n, 0, sizeof *n);
	n->random = 1;
}

static void hear_tilt(struct noise *n, const int16_t *samples, size_t count,
	float power)
{
	int64_t product = 0;
	float k;

	for (size_t i = 1; i < count; i++)
		product += samples[i] * samples[i - 1];
	k = (float)product / (power * (float)count + 1);
	n->tilt += SMOOTH * (fmaxf(-K_MOST, fminf(k, K_MOST)) - n->tilt);
}

void noise_hear(struct noise *n, const int16_t *samples, size_t count,
	float power)
{
	if (!n->heard)
		n->power = fminf(power, MOST);
	n->heard += n->heard < HEARD_LEAST;
	if (power < n->power)
		n->power += FALL * (power - n->power);
	else
		n->power = fminf(fminf(n->power * RISE + 0.001f, power), MOST);
	if (power < NEAR * n->power)
		hear_tilt(n, samples, count, power);
}

void noise_tell(struct noise *n, const uint8_t *payload, size_t count)
{
	float level = FULL * powf(10, -(float)(payload[0] & 127) / 20);

	n->told = true;
	n->told_power = level * level;
	for (size_t i = 0; i < NOISE_ORDER; i++) {
		float k = i + 1 < count ? ((float)payload[i + 1] - 127) / 128 :
			0;

		n->told_k[i] = fmaxf(-K_MOST, fminf(k, K_MOST));
	}
}

void noise_untell(struct noise *n)
{
	n->told = false;
}

static float power_of(const struct noise *n)
{
	return n->told ? n->told_power : n->heard < HEARD_LEAST ? 0 : n->power;
}

bool noise_is_silent(const struct noise *n)
{
	return power_of(n) < SILENT;
}

/* -1 to 1 */
static float next_random(struct noise *n)
{
	n->random ^= n->random << 13;
	n->random ^= n->random >> 17;
	n->random ^= n->random << 5;
	return (float)(int32_t)n->random / 2147483648.0f;
}

/* A lattice of reflection coefficients: white in, the spectrum out. */
static float shape(struct noise *n, const float *k, int order, float in)
{
	for (int i = order - 1; i >= 0; i--) {
		in -= k[i] * n->state[i];
		n->state[i + 1] = n->state[i] + k[i] * in;
	}
	n->state[0] = in;
	return in;
}

/* What must go in for so much power to come out. */
static float excitation(const float *k, int order, float power)
{
	for (int i = 0; i < order; i++)
		power *= 1 - k[i] * k[i];
	return sqrtf(3 * power);	/* of even distribution */
}

void noise_make(struct noise *n, float gain, int16_t *samples, size_t count)
{
	const float tilt = -n->tilt;
	const float *k = n->told ? n->told_k : &tilt;
	int order = n->told ? NOISE_ORDER : 1;
	float amount = gain * excitation(k, order, power_of(n));

	if (amount <= 0) {
		memset(samples, 0, count * sizeof *samples);
		return;
	}
	for (size_t i = 0; i < count; i++)
		samples[i] = sample_clip((int32_t)shape(n, k, order,
			amount * next_random(n)));
}
