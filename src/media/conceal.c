#include "media/conceal.h"

#include <string.h>

#include "media/level.h"
#include "media/noise.h"

#define HOLD_MS 20
#define FADE_MS 100
#define PAUSE_FADE_MS 10
#define FADE_IN_MS 3
#define NOISE_MS 2000
#define NOISE_FADE_MS 1000
#define DYING_MS 10		/* sound that dies away from one to the next */
#define DYING 0.8		/* by so much of its power, is not held */
#define VOICED 0.3f		/* likeness; less is hiss, and repeated as long
				 * as can be so that it does not buzz */

static uint32_t samples_in(const struct conceal *c, int ms)
{
	return (uint32_t)(c->rate_hz / 1000 * ms);
}

void conceal_restart(struct conceal *c, int rate_hz)
{
	c->rate_hz = rate_hz;
	c->active = true;
	c->hold = 0;
	c->fade = samples_in(c, FADE_MS);
	c->lost = c->fade;
	c->period = 0;
	c->alone = samples_in(c, NOISE_MS + NOISE_FADE_MS);
}

bool conceal_has_faded(const struct conceal *c)
{
	return c->active && c->lost >= c->hold + c->fade;
}

/* Of the noise, 0 to 1. */
static float noise_gain(const struct conceal *c)
{
	uint32_t end = samples_in(c, NOISE_MS + NOISE_FADE_MS);

	if (noise_is_silent(c->noise))
		return 0;
	if (c->noise->told || c->alone < samples_in(c, NOISE_MS))
		return 1;
	return c->alone >= end ? 0 : (float)(end - c->alone) /
		(float)samples_in(c, NOISE_FADE_MS);
}

bool conceal_is_silent(const struct conceal *c)
{
	return conceal_has_faded(c) && noise_gain(c) <= 0;
}

/* --- the cycle ----------------------------------------------------------- */

static size_t find_period(const struct conceal *c, const int16_t *end)
{
	struct pitch pitch = pitch_find(end - samples_in(c, PITCH_PIECE_MS),
		PITCH_BEFORE, samples_in(c, PITCH_MAX_MS), c->rate_hz);

	return pitch.likeness < VOICED ? samples_in(c, PITCH_MAX_MS) :
		pitch.period;
}

/* The last period; its end flows into what stood before its beginning, so
 * that the repetition has no seam. */
static void make_cycle(struct conceal *c, const int16_t *end)
{
	size_t period = find_period(c, end), seam = period / 4;
	const int16_t *from = end - period;

	memcpy(c->cycle, from, period * sizeof *from);
	for (size_t i = 0; i < seam; i++) {
		size_t at = period - seam + i;
		int in = (int)i, all = (int)seam;

		c->cycle[at] = (int16_t)((from[at] * (all - in) +
			*(from + i - seam) * in) / all);
	}
	c->period = period;
	c->at = 0;
}

static bool dies_away(const struct conceal *c, const int16_t *end)
{
	size_t n = samples_in(c, DYING_MS);

	return (double)level_power(end - n, n) <
		DYING * (double)level_power(end - 2 * n, n);
}

static void begin(struct conceal *c, const int16_t *end, int hold_ms,
	int fade_ms)
{
	c->active = true;
	c->lost = c->alone = 0;
	c->hold = dies_away(c, end) ? 0 : samples_in(c, hold_ms);
	c->fade = samples_in(c, fade_ms);
	make_cycle(c, end);
}

/* --- sound --------------------------------------------------------------- */

/* How much of the voice is left, 0 to fade. */
static int gain(const struct conceal *c)
{
	uint32_t end = c->hold + c->fade;

	return (int)(c->lost < c->hold ? c->fade :
		c->lost < end ? end - c->lost : 0);
}

/* The voice into the noise that is there. */
static void mix_voice(struct conceal *c, int16_t *samples, size_t n)
{
	int whole = (int)c->fade;

	for (size_t i = 0; i < n && c->lost < c->hold + c->fade; i++) {
		int voice = gain(c);

		samples[i] = (int16_t)((c->cycle[c->at] * voice +
			samples[i] * (whole - voice)) / whole);
		c->at = c->at + 1 == c->period ? 0 : c->at + 1;
		c->lost++;
	}
}

static void go_on(struct conceal *c, int16_t *to, size_t n)
{
	noise_make(c->noise, noise_gain(c), to, n);
	mix_voice(c, to, n);
	if (!c->noise->told && c->alone < UINT32_MAX / 2)
		c->alone += (uint32_t)n;
}

void conceal_make(struct conceal *c, int16_t *to, size_t n)
{
	if (!c->active)
		begin(c, to, HOLD_MS, FADE_MS);
	go_on(c, to, n);
}

void conceal_pause(struct conceal *c, int16_t *to, size_t n)
{
	if (!c->active)
		begin(c, to, 0, PAUSE_FADE_MS);
	go_on(c, to, n);
}

void conceal_end(struct conceal *c, int16_t *samples, size_t n)
{
	int16_t old[FADE_IN_MS * (MEDIA_RATE_MAX / 1000)];
	size_t all = samples_in(c, FADE_IN_MS);

	if (!c->active)
		return;
	n = n < all ? n : all;
	go_on(c, old, n);
	for (size_t i = 0; i < n; i++)
		samples[i] = (int16_t)((old[i] * (int)(all - i) +
			samples[i] * (int)i) / (int)all);
	c->active = false;
}
