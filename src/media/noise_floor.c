#include "media/noise_floor.h"

#include <string.h>

#define SPAN_BLOCKS 25
#define SMOOTH 0.85f
#define BIAS 1.7f		/* the mean of a noise above its least */
#define FIRST 1e12f

static void start_span(struct noise_floor *n)
{
	n->span = (n->span + 1) % NOISE_SPANS;
	n->blocks = 0;
	for (int k = 0; k < VOICE_LANES; k++)
		n->least[n->span][k] = n->smooth[k];
}

void noise_floor_init(struct noise_floor *n)
{
	memset(n, 0, sizeof *n);
	for (int i = 0; i < NOISE_SPANS; i++)
		for (int k = 0; k < VOICE_LANES; k++)
			n->least[i][k] = FIRST;
}

static float least_of(const struct noise_floor *n, int k)
{
	float least = n->least[0][k];

	for (int i = 1; i < NOISE_SPANS; i++)
		least = n->least[i][k] < least ? n->least[i][k] : least;
	return least;
}

void noise_floor_hear(struct noise_floor *n, const float power[VOICE_LANES])
{
	float *now = n->least[n->span], smooth = n->heard ? SMOOTH : 0;

	for (int k = 0; k < VOICE_LANES; k++) {
		n->smooth[k] = smooth * n->smooth[k] + (1 - smooth) * power[k];
		now[k] = n->smooth[k] < now[k] ? n->smooth[k] : now[k];
	}
	for (int k = 0; k < VOICE_LANES; k++)
		n->power[k] = BIAS * least_of(n, k);
	n->heard = true;
	if (++n->blocks >= SPAN_BLOCKS)
		start_span(n);
}
