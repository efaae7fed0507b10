#include "media/echo_trial.h"

#include <stdlib.h>

#include "base/mem.h"

#define PARTS 10			/* most of an echo's power */
#define MEMORY 0.998f
#define LITTLE 0.4f			/* power, of the microphone's */
#define BEGINS 4			/* blocks of little good */
#define LEARNS 8			/* blocks, before it is compared */
#define BETTER 0.5f			/* power, of the first one's error, and
					 * of the microphone's */
#define SURE 3				/* blocks in a row */
#define ENDS 80				/* blocks: it is no better */
#define SMOOTH 0.1f

struct echo_trial {
	struct echo_filter *filter;	/* owned */
	struct echo_result result;
	float mic, error, trial;	/* smoothed power */
	int little;			/* blocks of little good */
	bool runs;
	int blocks, better;
};

struct echo_trial *echo_trial_new(void)
{
	struct echo_filter_params p = { .parts = PARTS, .memory = MEMORY };
	struct echo_trial *t = mem_new_of(struct echo_trial);

	t->filter = echo_filter_new(&p);
	return t;
}

void echo_trial_free(struct echo_trial *t)
{
	if (t)
		echo_filter_free(t->filter);
	free(t);
}

void echo_trial_end(struct echo_trial *t)
{
	t->runs = false;
	t->little = 0;
}

static float power(const float block[VOICE_BLOCK])
{
	float sum = 0;

	for (int i = 0; i < VOICE_BLOCK; i++)
		sum += block[i] * block[i];
	return sum;
}

static void begin(struct echo_trial *t)
{
	echo_filter_restart(t->filter);
	t->runs = true;
	t->blocks = t->better = 0;
	t->trial = t->error;
}

static bool is_better(struct echo_trial *t)
{
	t->trial += SMOOTH * (power(t->result.error) - t->trial);
	t->better = t->blocks > LEARNS && t->trial < BETTER * t->error &&
		t->trial < BETTER * t->mic ? t->better + 1 : 0;
	if (++t->blocks > ENDS)
		echo_trial_end(t);
	return t->better >= SURE;
}

bool echo_trial_run(struct echo_trial *t, struct fourier *f,
	const struct echo_past *past, int delay, const float mic[VOICE_BLOCK],
	const float error[VOICE_BLOCK])
{
	t->mic += SMOOTH * (power(mic) - t->mic);
	t->error += SMOOTH * (power(error) - t->error);
	t->little = t->error > LITTLE * t->mic ? t->little + 1 : 0;
	if (!t->runs && t->little >= BEGINS)
		begin(t);
	if (!t->runs)
		return false;
	echo_filter_run(t->filter, f, past, delay, mic, &t->result);
	return is_better(t);
}

const struct echo_filter *echo_trial_filter(const struct echo_trial *t)
{
	return t->filter;
}
