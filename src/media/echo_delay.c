#include "media/echo_delay.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LAGS (ECHO_DELAY_MAX + 4)
#define FROM 6				/* bins: 300 Hz ... */
#define BINS 64				/* ... to 3500 */
#define MEMORY 60			/* blocks */
#define STEADY 15			/* blocks that it must stay the same */
#define STANDS_OUT 4.0f			/* times the mean of all lags */
#define LEAST 0.06f

struct alike {
	float re[BINS], im[BINS];
};

struct echo_delay {
	struct alike lags[LAGS];	/* means of mic times past */
	float far[BINS], mic[BINS];	/* mean power */
	float score[LAGS];		/* 0..1 */
	int blocks;			/* heard, up to MEMORY */
	int candidate, steady;		/* < 0: none; for so many blocks */
};

struct echo_delay *echo_delay_new(void)
{
	struct echo_delay *d = mem_new_of(struct echo_delay);

	d->candidate = -1;
	return d;
}

void echo_delay_free(struct echo_delay *d)
{
	free(d);
}

static void learn_lag(struct alike *restrict a,
	const struct spectrum *restrict mic,
	const struct spectrum *restrict past, float rate)
{
	for (int i = 0; i < BINS; i++) {
		int k = i + FROM;
		float re = mic->re[k] * past->re[k] + mic->im[k] * past->im[k];
		float im = mic->im[k] * past->re[k] - mic->re[k] * past->im[k];

		a->re[i] += rate * (re - a->re[i]);
		a->im[i] += rate * (im - a->im[i]);
	}
}

static void learn_power(float *restrict mean,
	const struct spectrum *restrict s, float rate)
{
	for (int i = 0; i < BINS; i++) {
		int k = i + FROM;

		mean[i] += rate * (s->re[k] * s->re[k] + s->im[k] * s->im[k] -
			mean[i]);
	}
}

static float score_of(const struct alike *restrict a,
	const float *restrict weight)
{
	float sum = 0;

	for (int i = 0; i < BINS; i++)
		sum += (a->re[i] * a->re[i] + a->im[i] * a->im[i]) * weight[i];
	return sum / BINS;
}

static int look_for(struct echo_delay *d)
{
	float weight[BINS], sum = 0;
	int best = 0;

	for (int i = 0; i < BINS; i++)
		weight[i] = 1 / (d->far[i] * d->mic[i] + 1);
	for (int lag = 0; lag < LAGS; lag++) {
		d->score[lag] = score_of(&d->lags[lag], weight);
		sum += d->score[lag];
		best = d->score[lag] > d->score[best] ? lag : best;
	}
	return d->score[best] > LEAST &&
		d->score[best] > STANDS_OUT * sum / LAGS ? best : -1;
}

static void consider(struct echo_delay *d, int lag)
{
	bool same = lag >= 0 && d->candidate >= 0 &&
		abs(lag - d->candidate) <= 1;

	d->steady = same ? d->steady + 1 : 0;
	if (!same)
		d->candidate = lag;
}

void echo_delay_hear(struct echo_delay *d, const struct echo_past *past,
	const struct spectrum *mic)
{
	float rate;

	d->blocks += d->blocks < MEMORY;
	rate = 1.0f / (float)d->blocks;
	for (int lag = 0; lag < LAGS; lag++)
		learn_lag(&d->lags[lag], mic,
			&past->spectra[echo_past_index(past, lag)], rate);
	learn_power(d->far, &past->spectra[past->newest], rate);
	learn_power(d->mic, mic, rate);
	if (d->blocks > STEADY)
		consider(d, look_for(d));
}

int echo_delay_blocks(const struct echo_delay *d)
{
	return d->steady >= STEADY ? d->candidate : -1;
}

void echo_delay_slip(struct echo_delay *d, int blocks)
{
	struct alike *to = d->lags + (blocks < 0), *from = d->lags +
		(blocks > 0);

	if (!blocks)
		return;
	memmove(to, from, (LAGS - 1) * sizeof *d->lags);
	d->candidate -= d->candidate >= blocks ? blocks : 0;
}

void echo_delay_restart(struct echo_delay *d)
{
	d->candidate = -1;
	d->steady = d->blocks = 0;
}
