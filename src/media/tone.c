#include "media/tone.h"

#include <spandsp/telephony.h>
#include <spandsp/complex.h>
#include <spandsp/dds.h>

#define RAMP_MS 5			/* no click at either end */
#define DDS_HZ 8000			/* the rate that spandsp has in mind */
#define AMPLITUDE 5827			/* -15 dBFS */
#define PARTS 6

struct cadence {
	float hz, other_hz;		/* other: every second swap_ms */
	int swap_ms;
	int ends_ms;			/* 0: goes on */
	int parts_ms[PARTS];		/* on, off, on, off; and again */
};

static const struct cadence cadences[] = {
	[TONE_RINGBACK] = { 425, 0, 0, 0, { 1000, 4000 } },
	[TONE_BUSY] = { 425, 0, 0, 3000, { 480, 480 } },
	[TONE_CONGESTION] = { 425, 0, 0, 3000, { 240, 240 } },
	[TONE_CALL_WAITING] = { 425, 0, 0, 0, { 200, 200, 200, 4400 } },
	[TONE_BEEP] = { 1000, 0, 0, 400, { 150, 100 } },
	[TONE_RING_2] = { 500, 1000, 50, 0, { 800, 400, 800, 4000 } },
	[TONE_RING_3] = { 600, 900, 60, 0, { 400, 200, 400, 200, 800, 4000 } },
	[TONE_RING_4] = { 700, 1050, 40, 0, { 300, 200, 1000, 200, 300, 4000 } },
	[TONE_RING_5] = { 440, 660, 80, 0, { 500, 3500 } },
	[TONE_RING] = { 425, 850, 40, 0, { 1000, 3000 } },
};

int16_t sample_clip(int32_t v)
{
	return v > INT16_MAX ? INT16_MAX : v < INT16_MIN ? INT16_MIN :
		(int16_t)v;
}

void tone_start(struct tone_player *t, enum tone tone)
{
	*t = (struct tone_player){ .tone = tone };
}

bool tone_plays(const struct tone_player *t)
{
	return t->tone != TONE_NONE;
}

/* 0..RAMP_MS * ms at a sample of the cadence: silence, its edge, sound. */
static int gain_at(const struct cadence *c, uint32_t at, uint32_t ms)
{
	uint32_t whole = 0, ramp = RAMP_MS * ms;

	for (int i = 0; i < PARTS; i++)
		whole += (uint32_t)c->parts_ms[i] * ms;
	at %= whole;
	for (int i = 0; i < PARTS; i++) {
		uint32_t length = (uint32_t)c->parts_ms[i] * ms, edge;

		if (at >= length) {
			at -= length;
			continue;
		}
		if (i % 2)
			return 0;
		edge = at < length - at ? at : length - at;
		return (int)(edge < ramp ? edge : ramp);
	}
	return 0;
}

static int32_t step_of(float hz, int rate_hz)
{
	return dds_phase_rate(hz * DDS_HZ / (float)rate_hz);
}

static bool other_at(const struct cadence *c, uint32_t at, uint32_t ms)
{
	return c->swap_ms && at / ((uint32_t)c->swap_ms * ms) % 2;
}

static int16_t next_sample(struct tone_player *t, const int32_t steps[2],
	uint32_t ms)
{
	const struct cadence *c = &cadences[t->tone];
	int gain = gain_at(c, t->at, ms);
	int32_t step = steps[other_at(c, t->at, ms)];

	t->at++;
	return dds_mod(&t->phase, step, (int16_t)(AMPLITUDE * gain /
		(RAMP_MS * (int)ms)), 0);
}

void tone_add(struct tone_player *t, int16_t *frame, int rate_hz)
{
	const struct cadence *c = &cadences[t->tone];
	uint32_t ms = (uint32_t)rate_hz / 1000;
	int32_t steps[2] = { step_of(c->hz, rate_hz),
		step_of(c->other_hz, rate_hz) };

	if (!tone_plays(t))
		return;
	if (c->ends_ms && t->at >= (uint32_t)c->ends_ms * ms) {
		tone_start(t, TONE_NONE);
		return;
	}
	for (size_t i = 0; i < media_frame(rate_hz); i++)
		frame[i] = sample_clip(frame[i] + next_sample(t, steps, ms));
}

void tone_sine(int16_t *frame, int rate_hz, uint32_t *phase, float hz,
	int16_t amplitude)
{
	int32_t step = step_of(hz, rate_hz);

	for (size_t i = 0; i < media_frame(rate_hz); i++)
		frame[i] = dds_mod(phase, step, amplitude, 0);
}
