#include "media/gain.h"

#include <math.h>

#define TARGET (1642.4f * 1642.4f)	/* -26 dBov */
#define LEAST (58.3f * 58.3f)		/* -55 dBov: nobody speaks so low */
#define MOST_DB 12.0f
#define UP_DB 0.03f			/* a block */
#define DOWN_DB 0.2f
#define DEAD_DB 1.0f			/* so near is near enough */
#define ABOVE_NOISE 8.0f		/* 9 dB */
#define LEVEL_RATE 0.02f
#define NOISE_UP 1.01f			/* a block: 4 dB a second */
#define PEAK 31000.0f

void gain_init(struct gain *g)
{
	*g = (struct gain){ .applied = 1, .noise = LEAST };
}

static bool is_speech(struct gain *g, float power)
{
	g->noise = power < g->noise ? 0.7f * g->noise + 0.3f * power :
		g->noise * NOISE_UP;
	return power > LEAST && power > ABOVE_NOISE * g->noise;
}

static void follow(struct gain *g, float power)
{
	float wish, step;

	g->level += (g->level ? LEVEL_RATE : 1) * (power - g->level);
	wish = 10 * log10f(TARGET / g->level);
	wish = wish > MOST_DB ? MOST_DB : wish < -MOST_DB ? -MOST_DB : wish;
	step = wish - g->db;
	if (fabsf(step) < DEAD_DB)
		return;
	g->db += step > UP_DB ? UP_DB : step < -DOWN_DB ? -DOWN_DB : step;
}

void gain_run(struct gain *g, float block[VOICE_BLOCK], bool speech)
{
	float power = 0, peak = 1, to, from;

	for (int i = 0; i < VOICE_BLOCK; i++) {
		power += block[i] * block[i] / VOICE_BLOCK;
		peak = fmaxf(peak, fabsf(block[i]));
	}
	if (is_speech(g, power) && speech)
		follow(g, power);
	to = fminf(powf(10, g->db / 20), PEAK / peak);
	from = fminf(g->applied, PEAK / peak);
	for (int i = 0; i < VOICE_BLOCK; i++)
		block[i] *= from + (to - from) * (float)i / VOICE_BLOCK;
	g->applied = to;
}
