#include "media/suppress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/noise_floor.h"

#define MEMORY 0.95f			/* of the ratio of speech to the rest */
#define LEAK_LEAST 0.05f			/* of the doubt: what is left of it */
#define LEAK_MOST 1.0f
#define LEAK_NEAR 0.25f			/* the most, to tell who speaks */
#define LEAK_UP 0.02f			/* of learning, a block */
#define LEAK_DOWN 0.05f
#define LEAK_SURE 0.2f
#define LATELY 0.97f			/* of who spoke, after a block */
#define ECHO_HOLDS 0.6f			/* power of what is left, after a block */
#define OVER_DB 9.0f			/* it is taken for more by so much when
					 * nobody speaks here */
#define ALONE_DB -45.0f			/* and turned down so far; */
#define BOTH_DB -14.0f			/* when somebody does, only so far */
#define VOICED_FROM 6			/* bins: 300 Hz ... */
#define VOICED_TO 80			/* ... to 4000 */

struct suppress {
	float window[VOICE_WINDOW];	/* sqrt of Hann's */
	float heard[VOICE_WINDOW];	/* the last two blocks */
	float tail[VOICE_BLOCK];	/* of the last block, to be added */
	struct noise_floor noise;
	float noise_floor;		/* power factor */
	float left[VOICE_LANES];	/* echo that is left, power */
	float doubted;			/* smoothed power of the doubt */
	float leak;			/* power, of the doubt's */
	float over;			/* factor of what is left */
	bool sure;			/* that there is echo left */
	float speech[VOICE_LANES];	/* power that passed last */
	float near, lately;		/* 0..1; the most of the last second */
	struct spectrum spectrum;
	float power[VOICE_LANES], gain[VOICE_LANES];
};

struct suppress *suppress_new(void)
{
	struct suppress *s = mem_new_of(struct suppress);

	for (int i = 0; i < VOICE_WINDOW; i++)
		s->window[i] = sinf((float)M_PI * ((float)i + 0.5f) /
			VOICE_WINDOW);
	noise_floor_init(&s->noise);
	s->leak = LEAK_MOST;
	suppress_noise_db(s, 0);
	return s;
}

void suppress_free(struct suppress *s)
{
	free(s);
}

void suppress_noise_db(struct suppress *s, float db)
{
	s->noise_floor = powf(10, -db / 10);
}

float suppress_near(const struct suppress *s)
{
	return s->near;
}

/* The last two blocks, as they are seen through the window. */
static void look(struct suppress *s, struct fourier *f, const float *block)
{
	float t[VOICE_WINDOW], *last = s->heard;

	memmove(last, last + VOICE_BLOCK, VOICE_BLOCK * sizeof *last);
	memcpy(last + VOICE_BLOCK, block, VOICE_BLOCK * sizeof *block);
	for (int i = 0; i < VOICE_WINDOW; i++)
		t[i] = last[i] * s->window[i];
	fourier_forward(f, t, &s->spectrum);
}

/* --- echo that is left ------------------------------------------------ */

/* How much of the doubt is left, in truth: where nobody speaks, all that is
 * heard is. */
static void learn_leak(struct suppress *s, const float *doubt)
{
	float heard = 0, all = 1, ratio, quiet = 1 - s->lately;

	for (int k = VOICED_FROM; k < VOICED_TO; k++) {
		heard += s->power[k];
		all += doubt[k];
	}
	s->doubted += 0.02f * (all - s->doubted);
	if (all < 0.3f * s->doubted)
		return;
	ratio = heard < LEAK_MOST * all ? heard / all : LEAK_MOST;
	s->leak += (ratio > s->leak ? LEAK_UP : LEAK_DOWN) * quiet * quiet *
		(ratio - s->leak);
	s->leak = s->leak < LEAK_LEAST ? LEAK_LEAST : s->leak;
}

static void find_left(struct suppress *s, const float *doubt, bool left)
{
	learn_leak(s, doubt);
	s->sure = left;
	if (left)
		s->leak += LEAK_SURE * (LEAK_MOST - s->leak);
	for (int k = 0; k < VOICE_LANES; k++)
		s->left[k] = fmaxf(s->leak * doubt[k], ECHO_HOLDS * s->left[k]);
}

/* --- the gain --------------------------------------------------------- */

/* Of the bins, how many stand out; a tenth does by chance. */
static float standing_out(const struct suppress *s)
{
	bool careful = s->leak > LEAK_NEAR && !s->sure;
	float trust = careful ? LEAK_NEAR / s->leak : 1, share;
	int n = 0;

	for (int k = VOICED_FROM; k < VOICED_TO; k++)
		n += s->power[k] > 4 * (trust * s->left[k] + s->noise.power[k]);
	share = 2.5f * (float)n / (VOICED_TO - VOICED_FROM) - 0.25f;
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

static void find_near(struct suppress *s)
{
	float share = standing_out(s);

	s->near = share > s->near ? 0.5f * (share + s->near) :
		0.85f * s->near + 0.15f * share;
	s->lately = fmaxf(s->near, LATELY * s->lately);
}

static float gain_of(const struct suppress *s, int k, float echo_floor)
{
	float noise = s->noise_floor < 1 ? s->noise.power[k] : 0;
	float left = s->left[k] * s->over;
	float rest = noise + left + 1;
	float now = s->power[k] / rest - 1;
	float ratio = MEMORY * s->speech[k] / rest +
		(1 - MEMORY) * (now > 0 ? now : 0);
	float gain = ratio / (1 + ratio);
	float least = (noise * s->noise_floor + left * echo_floor) / rest;
	float quiet = s->noise.power[k] * s->noise_floor / (s->power[k] + 1);

	return sqrtf(fmaxf(gain * gain, fminf(fmaxf(least, quiet), 1)));
}

static void find_gain(struct suppress *s)
{
	float floor_db = ALONE_DB + (BOTH_DB - ALONE_DB) * s->near;
	float echo_floor = powf(10, floor_db / 10);

	s->over = powf(10, OVER_DB * (1 - s->near) / 10);
	for (int k = 0; k < VOICE_LANES; k++) {
		s->gain[k] = gain_of(s, k, echo_floor);
		s->speech[k] = s->gain[k] * s->gain[k] * s->power[k];
	}
}

static void give(struct suppress *s, struct fourier *f, float *block)
{
	float t[VOICE_WINDOW];

	for (int k = 0; k < VOICE_LANES; k++) {
		s->spectrum.re[k] *= s->gain[k];
		s->spectrum.im[k] *= s->gain[k];
	}
	fourier_back(f, &s->spectrum, t);
	for (int i = 0; i < VOICE_BLOCK; i++) {
		block[i] = s->tail[i] + t[i] * s->window[i];
		s->tail[i] = t[VOICE_BLOCK + i] * s->window[VOICE_BLOCK + i];
	}
}

void suppress_run(struct suppress *s, struct fourier *f,
	float block[VOICE_BLOCK], const float *doubt, bool left)
{
	look(s, f, block);
	spectrum_power(&s->spectrum, s->power);
	noise_floor_hear(&s->noise, s->power);
	if (doubt)
		find_left(s, doubt, left);
	else
		memset(s->left, 0, sizeof s->left);
	find_near(s);
	find_gain(s);
	give(s, f, block);
}
