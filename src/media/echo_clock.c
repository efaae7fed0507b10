#include "media/echo_clock.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

#define TAPS 16
#define PHASES 64
#define KEPT (3 * VOICE_BLOCK + TAPS)	/* samples: two blocks behind, and now */
#define LAG_LEAST (TAPS / 2 + 1)	/* samples that the taps look ahead */
#define LAG_MOST (LAG_LEAST + 2 * VOICE_BLOCK - 2)
#define PPM_MOST 500.0
#define PARTS 8				/* looked at */
#define BIN_MOST 60			/* 3000 Hz: above, phases turn too far */
#define SPAN 40				/* blocks between two looks */
#define STARTS_PPM 8.0			/* mean of the first looks */
#define LOOKS 3

struct echo_clock {
	float taps[PHASES + 1][TAPS];
	float kept[KEPT];
	double lag;			/* samples behind, while it runs */
	bool runs;
	double ppm;			/* > 0: read faster */
	struct spectrum before[PARTS];
	int blocks;			/* since before; < 0: there is none */
	double looks[LOOKS];		/* ppm, newest first */
	int n_looks;
};

static void make_taps(float *taps, double phase)
{
	double sum = 0;

	for (int i = 0; i < TAPS; i++) {
		double d = i - (TAPS / 2 - 1) - phase;
		double w = 0.5 + 0.5 * cos(M_PI * d / (TAPS / 2 + 0.5));

		taps[i] = (float)(w * (fabs(d) < 1e-9 ? 1 :
			sin(M_PI * d) / (M_PI * d)));
		sum += taps[i];
	}
	for (int i = 0; i < TAPS; i++)
		taps[i] = (float)(taps[i] / sum);
}

struct echo_clock *echo_clock_new(void)
{
	struct echo_clock *c = mem_new_of(struct echo_clock);

	for (int i = 0; i <= PHASES; i++)
		make_taps(c->taps[i], (double)i / PHASES);
	echo_clock_forget(c);
	return c;
}

void echo_clock_free(struct echo_clock *c)
{
	free(c);
}

double echo_clock_ppm(const struct echo_clock *c)
{
	return c->runs ? c->ppm : 0;
}

/* --- reading ---------------------------------------------------------- */

static float between(const struct echo_clock *c, double at)
{
	int first = (int)at - (TAPS / 2 - 1);
	double phase = (at - floor(at)) * PHASES;
	const float *a = c->taps[(int)phase], *b = c->taps[(int)phase + 1];
	const float *s = c->kept + first;
	float part = (float)(phase - floor(phase)), x = 0, y = 0;

	for (int i = 0; i < TAPS; i++) {
		x += a[i] * s[i];
		y += b[i] * s[i];
	}
	return x + part * (y - x);
}

/* A block more or less behind, before the past or the future is used up. */
static int make_room(struct echo_clock *c, int spare)
{
	double next = c->lag - VOICE_BLOCK * c->ppm * 1e-6;

	if (next < LAG_LEAST && spare > 0) {
		c->lag += VOICE_BLOCK;
		return 1;
	}
	if (next > LAG_MOST) {
		c->lag -= VOICE_BLOCK;
		return -1;
	}
	if (next < LAG_LEAST)
		c->ppm = 0;
	return 0;
}

int echo_clock_run(struct echo_clock *c, float block[VOICE_BLOCK], int spare)
{
	double step = 1 + c->ppm * 1e-6;
	int more;

	memmove(c->kept, c->kept + VOICE_BLOCK,
		(KEPT - VOICE_BLOCK) * sizeof *c->kept);
	memcpy(c->kept + KEPT - VOICE_BLOCK, block,
		VOICE_BLOCK * sizeof *block);
	if (!c->runs && (c->ppm == 0 || !spare))
		return 0;
	c->runs = true;
	more = make_room(c, spare);
	for (int i = 0; i < VOICE_BLOCK; i++)
		block[i] = between(c, KEPT - VOICE_BLOCK - c->lag + i * step);
	c->lag -= VOICE_BLOCK * c->ppm * 1e-6;
	return more;
}

/* --- learning --------------------------------------------------------- */

void echo_clock_forget(struct echo_clock *c)
{
	c->blocks = -1;
	c->n_looks = 0;
}

/* ppm by which the echo came ever earlier between two looks: its phases turn by
 * as much as their frequency.  false: the two have little in common. */
static bool look(const struct echo_clock *c, const struct echo_filter *f,
	double *ppm)
{
	double turned = 0, stayed = 0, alike = 0, power = 1e-9;

	for (int p = 0; p < PARTS; p++) {
		const struct spectrum *a = echo_filter_weight(f, p);
		const struct spectrum *b = &c->before[p];

		for (int k = 2; k < BIN_MOST; k++) {
			double re = a->re[k] * b->re[k] + a->im[k] * b->im[k];
			double im = a->im[k] * b->re[k] - a->re[k] * b->im[k];

			turned += k * im;
			stayed += (double)k * k * re;
			alike += re;
			power += 0.5 * (a->re[k] * a->re[k] + a->im[k] *
				a->im[k] + b->re[k] * b->re[k] + b->im[k] *
				b->im[k]);
		}
	}
	if (alike < 0.7 * power || stayed <= 0)
		return false;
	*ppm = turned / stayed * VOICE_WINDOW / (2 * M_PI) /
		(SPAN * VOICE_BLOCK) * 1e6;
	return true;
}

/* The mean of the last looks; 0: they do not agree. */
static double agreed(const struct echo_clock *c)
{
	double sum = 0, most = c->looks[0], least = c->looks[0];

	for (int i = 0; i < LOOKS; i++) {
		sum += c->looks[i];
		most = fmax(most, c->looks[i]);
		least = fmin(least, c->looks[i]);
	}
	return c->n_looks == LOOKS && most - least < fabs(sum / LOOKS) ?
		sum / LOOKS : 0;
}

/* Before it runs it wants to be sure; then it follows. */
static void follow(struct echo_clock *c, double ppm)
{
	memmove(c->looks + 1, c->looks, (LOOKS - 1) * sizeof *c->looks);
	c->looks[0] = ppm;
	c->n_looks += c->n_looks < LOOKS;
	if (c->ppm == 0)
		c->ppm = fabs(agreed(c)) < STARTS_PPM ? 0 : agreed(c);
	else
		c->ppm += 0.25 * ppm;
	c->ppm = c->ppm > PPM_MOST ? PPM_MOST : c->ppm < -PPM_MOST ?
		-PPM_MOST : c->ppm;
}

static void remember(struct echo_clock *c, const struct echo_filter *f)
{
	for (int p = 0; p < PARTS; p++)
		c->before[p] = *echo_filter_weight(f, p);
	c->blocks = 0;
}

void echo_clock_learn(struct echo_clock *c, const struct echo_filter *f)
{
	double ppm;

	if (c->blocks >= 0 && ++c->blocks < SPAN)
		return;
	if (c->blocks == SPAN && look(c, f, &ppm))
		follow(c, ppm);
	remember(c, f);
}
