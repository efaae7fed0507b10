#include "media/conceal.h"

#include <math.h>
#include <string.h>

#include "media/media.h"

#define MS(c) ((uint32_t)(c)->rate_hz / 1000)
#define HOLD(c) (20 * MS(c))
#define FADE(c) (80 * MS(c))
#define FADE_IN(c) (5 * MS(c))
#define COMPARED(c) (10 * MS(c))	/* samples, to find the period */
#define END(c) (CONCEAL_HISTORY * MS(c))

void conceal_restart(struct conceal *c, int rate_hz)
{
	memset(c, 0, sizeof *c);
	c->rate_hz = rate_hz;
	c->lost = HOLD(c) + FADE(c);
}

bool conceal_is_silent(const struct conceal *c)
{
	return c->lost >= HOLD(c) + FADE(c);
}

/* How like the end of the history what stood a period before it is. */
static double likeness(const struct conceal *c, uint32_t period)
{
	const int16_t *a = c->history + END(c) - COMPARED(c), *b = a - period;
	int64_t product = 0, power = 1;

	for (uint32_t i = 0; i < COMPARED(c); i++) {
		product += a[i] * b[i];
		power += b[i] * b[i];
	}
	return (double)product / sqrt((double)power);
}

static uint32_t find_period(const struct conceal *c)
{
	uint32_t best = CONCEAL_PERIOD_MIN * MS(c);
	double most = likeness(c, best);

	for (uint32_t p = best + 1; p <= CONCEAL_PERIOD_MAX * MS(c); p++) {
		double like = likeness(c, p);

		if (like > most) {
			most = like;
			best = p;
		}
	}
	return best;
}

/* The last period; its end flows into what stood before its beginning, so
 * that the repetition has no seam. */
static void make_cycle(struct conceal *c)
{
	uint32_t period = find_period(c), seam = period / 4;
	const int16_t *from = c->history + END(c) - period;

	memcpy(c->cycle, from, period * sizeof *from);
	for (uint32_t i = 0; i < seam; i++) {
		uint32_t at = period - seam + i;

		c->cycle[at] = (int16_t)((from[at] * (int)(seam - i) +
			from[(int)i - (int)seam] * (int)i) / (int)seam);
	}
	c->period = period;
	c->at = 0;
}

/* 0..FADE */
static int gain(const struct conceal *c)
{
	return (int)(c->lost < HOLD(c) ? FADE(c) :
		c->lost < HOLD(c) + FADE(c) ? HOLD(c) + FADE(c) - c->lost : 0);
}

static int16_t next_sample(struct conceal *c)
{
	int sample = c->cycle[c->at] * gain(c) / (int)FADE(c);

	c->at = c->at + 1 == c->period ? 0 : c->at + 1;
	c->lost++;
	return (int16_t)sample;
}

void conceal_lost(struct conceal *c, int16_t *samples, size_t n)
{
	if (!c->lost)
		make_cycle(c);
	c->fade_in = FADE_IN(c);
	if (conceal_is_silent(c)) {
		memset(samples, 0, n * sizeof *samples);
		return;
	}
	for (size_t i = 0; i < n; i++)
		samples[i] = next_sample(c);
}

static void smooth(struct conceal *c, int16_t *samples, size_t n)
{
	for (size_t i = 0; i < n && c->fade_in; i++, c->fade_in--) {
		int old = c->period ? next_sample(c) : 0;

		samples[i] = (int16_t)((old * (int)c->fade_in +
			samples[i] * (int)(FADE_IN(c) - c->fade_in)) / (int)FADE_IN(c));
	}
}

void conceal_said(struct conceal *c, int16_t *samples, size_t n)
{
	smooth(c, samples, n);
	memmove(c->history, c->history + n, (END(c) - n) * sizeof *c->history);
	memcpy(c->history + END(c) - n, samples, n * sizeof *samples);
	if (!c->fade_in)
		c->lost = 0;
}
