#include "media/echo_filter.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define PRIOR 2.0f		/* power of the first part, before it is known */
#define PRIOR_FALLS 0.85f	/* from part to part */
#define UNKNOWN 0.01f		/* of that, what always may be wrong */
#define NEAR_RATE 0.3f		/* of learning, a block */
#define NEAR_LEAST 0.1f		/* of the error's power */
#define ROUNDING 10.0f		/* power, of 16 bits */

struct part {
	struct spectrum weight;
	float doubt[VOICE_LANES];	/* variance of the weight */
};

struct echo_filter {
	struct echo_filter_params params;
	struct part *parts;		/* owned */
	float near[VOICE_LANES];	/* power of what is no echo */
	float gain[VOICE_LANES];	/* of the step, common to all parts */
	int turn;			/* the part whose step is made causal */
};

static float prior(int part)
{
	return PRIOR * powf(PRIOR_FALLS, (float)part);
}

static void doubt(struct part *p, int i)
{
	for (int k = 0; k < VOICE_LANES; k++)
		p->doubt[k] = prior(i);
}

static void forget(struct part *p, int i)
{
	memset(&p->weight, 0, sizeof p->weight);
	doubt(p, i);
}

struct echo_filter *echo_filter_new(const struct echo_filter_params *params)
{
	struct echo_filter *f = mem_new_of(struct echo_filter);

	f->params = *params;
	f->parts = mem_new((size_t)params->parts * sizeof *f->parts);
	echo_filter_restart(f);
	return f;
}

void echo_filter_free(struct echo_filter *f)
{
	if (f)
		free(f->parts);
	free(f);
}

void echo_filter_doubt(struct echo_filter *f)
{
	for (int i = 0; i < f->params.parts; i++)
		doubt(&f->parts[i], i);
}

void echo_filter_restart(struct echo_filter *f)
{
	for (int i = 0; i < f->params.parts; i++)
		forget(&f->parts[i], i);
}

/* --- what is heard ---------------------------------------------------- */

static void add_echo(struct spectrum *restrict sum,
	const struct spectrum *restrict w, const struct spectrum *restrict x)
{
	for (int k = 0; k < VOICE_LANES; k++) {
		sum->re[k] += w->re[k] * x->re[k] - w->im[k] * x->im[k];
		sum->im[k] += w->re[k] * x->im[k] + w->im[k] * x->re[k];
	}
}

static void add_doubt(float *restrict sum, const float *restrict doubt,
	const float *restrict power)
{
	for (int k = 0; k < VOICE_LANES; k++)
		sum[k] += doubt[k] * power[k];
}

static void predict(const struct echo_filter *f, const struct echo_past *past,
	int delay, struct spectrum *echo, float *doubt)
{
	memset(echo, 0, sizeof *echo);
	memset(doubt, 0, VOICE_LANES * sizeof *doubt);
	for (int i = 0; i < f->params.parts; i++) {
		int at = echo_past_index(past, delay + i);

		add_echo(echo, &f->parts[i].weight, &past->spectra[at]);
		add_doubt(doubt, f->parts[i].doubt, past->power[at]);
	}
}

/* --- what is learnt --------------------------------------------------- */

/* What the error has beyond the doubt is the near end: at least a tenth. */
static void learn_near(struct echo_filter *f, const struct spectrum *error,
	const float *doubt)
{
	float power[VOICE_LANES];

	spectrum_power(error, power);
	for (int k = 0; k < VOICE_LANES; k++) {
		float near = fmaxf(power[k] - 0.5f * doubt[k],
			NEAR_LEAST * power[k]);

		f->near[k] += NEAR_RATE * (near - f->near[k]);
		f->gain[k] = 1 / (doubt[k] + 2 * f->near[k] + ROUNDING);
	}
}

static void learn_part(struct part *restrict p, const float *restrict gain,
	const struct spectrum *restrict x, const float *restrict power,
	const struct spectrum *restrict error, float memory, float least)
{
	float keep = memory * memory;

	for (int k = 0; k < VOICE_LANES; k++) {
		float step = p->doubt[k] * gain[k];
		float w = p->weight.re[k] * p->weight.re[k] +
			p->weight.im[k] * p->weight.im[k];

		p->weight.re[k] += step * (x->re[k] * error->re[k] +
			x->im[k] * error->im[k]);
		p->weight.im[k] += step * (x->re[k] * error->im[k] -
			x->im[k] * error->re[k]);
		p->doubt[k] = keep * (1 - 0.5f * step * power[k]) *
			p->doubt[k] + (1 - keep) * (w + least);
	}
}

/* The second half of a part's response belongs to the next part. */
static void make_causal(struct part *p, struct fourier *fourier)
{
	float response[VOICE_WINDOW];

	fourier_back(fourier, &p->weight, response);
	memset(response + VOICE_BLOCK, 0, VOICE_BLOCK * sizeof *response);
	fourier_forward(fourier, response, &p->weight);
}

static void learn(struct echo_filter *f, struct fourier *fourier,
	const struct echo_past *past, int delay, const struct spectrum *error)
{
	for (int i = 0; i < f->params.parts; i++) {
		int at = echo_past_index(past, delay + i);

		learn_part(&f->parts[i], f->gain, &past->spectra[at],
			past->power[at], error, f->params.memory,
			prior(i) * UNKNOWN);
	}
	f->turn = (f->turn + 1) % f->params.parts;
	make_causal(&f->parts[f->turn], fourier);
}

void echo_filter_run(struct echo_filter *f, struct fourier *fourier,
	const struct echo_past *past, int delay, const float mic[VOICE_BLOCK],
	struct echo_result *r)
{
	struct spectrum s;
	float window[VOICE_WINDOW];

	predict(f, past, delay, &s, r->doubt);
	fourier_back(fourier, &s, window);
	for (int i = 0; i < VOICE_BLOCK; i++) {
		r->echo[i] = window[VOICE_BLOCK + i];
		r->error[i] = mic[i] - r->echo[i];
		window[i] = 0;
		window[VOICE_BLOCK + i] = r->error[i];
	}
	fourier_forward(fourier, window, &s);
	learn_near(f, &s, r->doubt);
	learn(f, fourier, past, delay, &s);
	for (int k = 0; k < VOICE_LANES; k++)
		r->doubt[k] *= 0.5f;
}

void echo_filter_shift(struct echo_filter *f, int blocks)
{
	int n = f->params.parts;

	for (int j = 0; j < n; j++) {
		int i = blocks > 0 ? j : n - 1 - j, from = i + blocks;

		if (from >= 0 && from < n)
			f->parts[i] = f->parts[from];
		else
			forget(&f->parts[i], i);
	}
}

void echo_filter_copy(struct echo_filter *f, const struct echo_filter *from)
{
	echo_filter_restart(f);
	for (int i = 0; i < f->params.parts && i < from->params.parts; i++)
		f->parts[i] = from->parts[i];
}

const struct spectrum *echo_filter_weight(const struct echo_filter *f, int i)
{
	return &f->parts[i].weight;
}

float echo_filter_coupling(const struct echo_filter *f)
{
	float power[VOICE_LANES], sum = 0;

	for (int i = 0; i < f->params.parts; i++) {
		spectrum_power(&f->parts[i].weight, power);
		for (int k = 0; k < VOICE_BINS; k++)
			sum += power[k];
	}
	return sum / VOICE_BINS;
}
