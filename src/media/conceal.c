#include "media/conceal.h"

#include <math.h>
#include <string.h>

#include "media/media.h"

#define MS (MEDIA_RATE / 1000)
#define HOLD (20 * MS)
#define FADE (80 * MS)
#define FADE_IN (5 * MS)
#define COMPARED 80		/* samples, to find the period */
#define END CONCEAL_HISTORY

void conceal_restart(struct conceal *c)
{
	memset(c, 0, sizeof *c);
	c->lost = HOLD + FADE;
}

bool conceal_is_silent(const struct conceal *c)
{
	return c->lost >= HOLD + FADE;
}

/* How like the end of the history what stood a period before it is. */
static double likeness(const int16_t *history, int period)
{
	const int16_t *a = history + END - COMPARED, *b = a - period;
	int64_t product = 0, power = 1;

	for (int i = 0; i < COMPARED; i++) {
		product += a[i] * b[i];
		power += b[i] * b[i];
	}
	return (double)product / sqrt((double)power);
}

static int find_period(const int16_t *history)
{
	int best = CONCEAL_PERIOD_MIN;
	double most = likeness(history, best);

	for (int p = best + 1; p <= CONCEAL_PERIOD_MAX; p++) {
		double like = likeness(history, p);

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
	int period = find_period(c->history), seam = period / 4;
	const int16_t *from = c->history + END - period;

	memcpy(c->cycle, from, (size_t)period * sizeof *from);
	for (int i = 0; i < seam; i++) {
		int at = period - seam + i;

		c->cycle[at] = (int16_t)((from[at] * (seam - i) +
			from[i - seam] * i) / seam);
	}
	c->period = (uint32_t)period;
	c->at = 0;
}

/* 0..FADE */
static int gain(uint32_t lost)
{
	return lost < HOLD ? FADE : lost < HOLD + FADE ?
		(int)(HOLD + FADE - lost) : 0;
}

static int16_t next_sample(struct conceal *c)
{
	int sample = c->cycle[c->at] * gain(c->lost) / FADE;

	c->at = c->at + 1 == c->period ? 0 : c->at + 1;
	c->lost++;
	return (int16_t)sample;
}

void conceal_lost(struct conceal *c, int16_t *samples, size_t n)
{
	if (!c->lost)
		make_cycle(c);
	c->fade_in = FADE_IN;
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
			samples[i] * (int)(FADE_IN - c->fade_in)) / FADE_IN);
	}
}

void conceal_said(struct conceal *c, int16_t *samples, size_t n)
{
	smooth(c, samples, n);
	memmove(c->history, c->history + n, (END - n) * sizeof *c->history);
	memcpy(c->history + END - n, samples, n * sizeof *samples);
	if (!c->fade_in)
		c->lost = 0;
}
