#include "media/echo.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "media/echo_clock.h"
#include "media/echo_delay.h"
#include "media/echo_trial.h"

#define MEMORY 0.9995f			/* of the filter, after a block */
#define PLAYS 3400.0f			/* mean power of a sample: -55 dBov */
#define EARLY 2				/* blocks that the filter begins before
					 * the echo */
#define EARLY_LEAST 1			/* and others that will do */
#define EARLY_MOST 4
#define EARLY_LEFT 8			/* while it learns, the later part of the
					 * echo is what is left */
#define WRONG 1.2f			/* power left, of what is heard */
#define WRONG_MOST 10			/* blocks of it: the way has changed */
#define LEFT_LITTLE 0.01f		/* the same: some echo is left */
#define LEFT_MOST 0.3f			/* so much that the way has changed */
#define SUSPECT_MOST 8			/* blocks of it */
#define SETTLES 100			/* blocks that a new filter is given */
#define WRONG_SETTLES 30		/* where perhaps the delay is wrong */
#define HEADSET_DB -45.0f
#define HEADSET_BLOCKS 300		/* of sound, until that is believed */
#define CAREFUL_BLOCKS 100		/* half as loud, at the start */

struct echo {
	bool headset;			/* may be found */
	struct echo_clock *clock;	/* owned */
	struct echo_delay *delay;	/* owned */
	struct echo_filter *filter;	/* owned */
	struct echo_trial *trial;	/* owned */
	struct echo_past past;
	int at;				/* blocks: the filter begins there */
	bool known;			/* where the echo is: */
	int unknown;			/* blocks of sound, until now */
	int found, seen;		/* blocks; as it was found; before */
	int settles;			/* blocks to come */
	int suspect;			/* blocks with an echo left */
	int plays, played;		/* blocks: the tail of the last sound;
					 * of sound in all, up to a limit */
	float mic_power, error_power;	/* smoothed */
	float heard, left;		/* the same, over a longer time */
	float far_power, echo_power;
	int wrong;			/* blocks in which the filter did harm */
	float send;			/* gain, 0.5..1 */
	bool bypassed;
};

struct echo *echo_new(bool headset)
{
	struct echo_filter_params p = { .parts = ECHO_PARTS, .memory = MEMORY };
	struct echo *e = mem_new_of(struct echo);

	e->headset = headset;
	e->clock = echo_clock_new();
	e->delay = echo_delay_new();
	e->filter = echo_filter_new(&p);
	e->trial = echo_trial_new();
	e->send = 1;
	return e;
}

void echo_free(struct echo *e)
{
	if (e) {
		echo_clock_free(e->clock);
		echo_delay_free(e->delay);
		echo_filter_free(e->filter);
		echo_trial_free(e->trial);
	}
	free(e);
}

static float mean_power(const float block[VOICE_BLOCK])
{
	float sum = 0;

	for (int i = 0; i < VOICE_BLOCK; i++)
		sum += block[i] * block[i];
	return sum / VOICE_BLOCK;
}

/* --- where the echo is ------------------------------------------------ */

static void shift(struct echo *e, int to)
{
	to = to < 0 ? 0 : to > ECHO_DELAY_MAX ? ECHO_DELAY_MAX : to;
	if (to == e->at)
		return;
	echo_filter_shift(e->filter, to - e->at);
	if (abs(to - e->at) > EARLY_MOST)
		echo_filter_doubt(e->filter);
	echo_clock_forget(e->clock);
	e->at = to;
}

/* The reference is read a block later from now on. */
static void slip(struct echo *e, int blocks)
{
	echo_past_slip(&e->past, blocks);
	echo_delay_slip(e->delay, blocks);
	e->at -= blocks;
	e->found -= blocks;
}

/* Where the echo is, if it can be heard in this block and those before. */
static int hear(struct echo *e, struct fourier *f, const float *block)
{
	float window[VOICE_WINDOW] = { 0 };
	struct spectrum s;

	memcpy(window + VOICE_BLOCK, block, VOICE_BLOCK * sizeof *block);
	fourier_forward(f, window, &s);
	echo_delay_hear(e->delay, &e->past, &s);
	return echo_delay_blocks(e->delay);
}

/* The filter is another one: how good it was is no measure any more. */
static void settle(struct echo *e)
{
	echo_delay_restart(e->delay);
	echo_clock_forget(e->clock);
	e->settles = SETTLES;
	e->suspect = e->wrong = 0;
	e->left = 0.5f * e->heard;
}

static void aim(struct echo *e, int at)
{
	if (at < e->at + EARLY_LEAST || at > e->at + EARLY_MOST)
		shift(e, at - EARLY);
	settle(e);
	e->found = at;
	e->known = true;
	if (!e->bypassed)
		return;
	e->bypassed = false;
	e->echo_power = e->far_power;	/* until it is known better */
	e->played = CAREFUL_BLOCKS;
}

/* What is heard may be an echo that matters. */
static bool is_loud(const struct echo *e)
{
	return e->mic_power > e->far_power * powf(10, HEADSET_DB / 10);
}

/* At first in the microphone's sound. */
static void find(struct echo *e, struct fourier *f, const float *mic)
{
	int at = hear(e, f, mic);

	if (at < 0)
		return;
	if (!e->bypassed || (abs(at - e->seen) <= 1 && is_loud(e)))
		aim(e, at);
	else		/* of a headset, that is to be heard twice */
		echo_delay_restart(e->delay);
	e->seen = at;
}

/* Then in what is left of it: nothing of the echo should be, whether somebody
 * speaks or not.  What is left where the filter learns is the trial's matter. */
static void look_after(struct echo *e, struct fourier *f,
	struct echo_result *r)
{
	int at = hear(e, f, r->error);
	bool elsewhere = at >= 0 && (at < e->at || at > e->at + EARLY_LEFT);
	bool left = elsewhere && e->left > LEFT_MOST * e->heard;

	r->left = at >= 0 && e->left > LEFT_LITTLE * e->heard;
	e->suspect = left ? e->suspect + 1 : 0;
	e->settles -= e->settles > 0;
	if (e->suspect < SUSPECT_MOST || e->settles)
		return;
	echo_filter_restart(e->filter);
	aim(e, at);
}

/* --- what has changed ------------------------------------------------- */

/* A filter that makes things worse knows another way than that of now. */
static void check(struct echo *e, const float *mic,
	struct echo_result *r)
{
	e->mic_power = 0.9f * e->mic_power + 0.1f * mean_power(mic);
	e->error_power = 0.9f * e->error_power + 0.1f * mean_power(r->error);
	e->heard += 0.04f * (mean_power(mic) - e->heard);
	e->left += 0.04f * (mean_power(r->error) - e->left);
	e->wrong = e->left > WRONG * e->heard ? e->wrong + 1 : 0;
	if (e->error_power > e->mic_power)
		memcpy(r->error, mic, sizeof r->error);
	if (e->wrong < WRONG_MOST)
		return;
	echo_filter_restart(e->filter);
	settle(e);
	e->settles = WRONG_SETTLES;
}

static void try_anew(struct echo *e, struct fourier *f, const float *mic,
	const struct echo_result *r)
{
	if (!echo_trial_run(e->trial, f, &e->past, e->at, mic, r->error))
		return;
	echo_filter_copy(e->filter, echo_trial_filter(e->trial));
	echo_trial_end(e->trial);
	settle(e);
}

/* What of the echo is in the microphone's sound; what was only thought to be is
 * as often for as against it. */
static float heard_of(const float *echo, const float *mic)
{
	float sum = 0;

	for (int i = 0; i < VOICE_BLOCK; i++)
		sum += echo[i] * mic[i];
	return sum / VOICE_BLOCK;
}

static void find_headset(struct echo *e, float far, const float *echo,
	const float *mic)
{
	float ratio;

	if (e->played < CAREFUL_BLOCKS)		/* it knows little yet */
		return;
	e->far_power += 0.01f * (far - e->far_power);
	e->echo_power += 0.01f * (heard_of(echo, mic) - e->echo_power);
	ratio = 10 * log10f(fmaxf(e->echo_power, 1e-6f) / (e->far_power + 1));
	e->unknown = e->known ? 0 : e->unknown + 1;
	if (!e->headset || e->played < HEADSET_BLOCKS)
		return;
	if (e->unknown >= HEADSET_BLOCKS || (e->known && ratio < HEADSET_DB)) {
		e->bypassed = true;
		e->known = false;
		e->seen = -2;
	}
}

/* --- a block ---------------------------------------------------------- */

/* Until the way is known a little, the far end hears less of itself. */
static void be_careful(struct echo *e, bool plays, float *block)
{
	float wish = plays && e->played < CAREFUL_BLOCKS ? 0.5f : 1;
	float step = wish < e->send ? 0.1f : 0.02f;

	e->send = fabsf(wish - e->send) <= step ? wish :
		e->send + (wish < e->send ? -step : step);
	if (e->send < 1)
		for (int i = 0; i < VOICE_BLOCK; i++)
			block[i] *= e->send;
}

static void pass(const float *mic, struct echo_result *r)
{
	memset(r, 0, sizeof *r);
	memcpy(r->error, mic, sizeof r->error);
}

void echo_run(struct echo *e, struct fourier *f,
	const float played[VOICE_BLOCK], const float mic[VOICE_BLOCK],
	struct echo_result *r)
{
	float block[VOICE_BLOCK], far = mean_power(played);
	bool plays = far > PLAYS;

	memcpy(block, played, sizeof block);
	slip(e, echo_clock_run(e->clock, block, e->at));
	echo_past_put(&e->past, f, block);
	e->plays = plays ? ECHO_PAST : e->plays > 0 ? e->plays - 1 : 0;
	e->played += plays && e->played < HEADSET_BLOCKS;
	if (!e->plays) {
		pass(mic, r);
		return;
	}
	echo_filter_run(e->filter, f, &e->past, e->at, mic, r);
	r->left = false;
	check(e, mic, r);
	if (e->known && plays)
		try_anew(e, f, mic, r);
	if (plays) {
		if (e->known)
			look_after(e, f, r);
		else
			find(e, f, mic);
		echo_clock_learn(e->clock, e->filter);
		find_headset(e, far, r->echo, mic);
	}
	if (e->bypassed)
		pass(mic, r);
	else
		be_careful(e, plays, r->error);
}

void echo_state(const struct echo *e, struct echo_state *s)
{
	s->delay_ms = e->known ? e->found * 10 : -1;
	s->coupling_db = 10 * log10f(echo_filter_coupling(e->filter) + 1e-9f);
	s->ppm = echo_clock_ppm(e->clock);
	s->bypassed = e->bypassed;
}
