#include "media/tone.h"

#include <spandsp/telephony.h>
#include <spandsp/complex.h>
#include <spandsp/dds.h>

#define MS (MEDIA_RATE / 1000)
#define RAMP (5 * MS)			/* no click at either end */
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

/* 0..RAMP at a sample of the cadence: silence, its edge, sound. */
static int gain_at(const struct cadence *c, uint32_t at)
{
	uint32_t whole = 0;

	for (int i = 0; i < PARTS; i++)
		whole += (uint32_t)(c->parts_ms[i] * MS);
	at %= whole;
	for (int i = 0; i < PARTS; i++) {
		uint32_t length = (uint32_t)(c->parts_ms[i] * MS), edge;

		if (at >= length) {
			at -= length;
			continue;
		}
		if (i % 2)
			return 0;
		edge = at < length - at ? at : length - at;
		return edge < RAMP ? (int)edge : RAMP;
	}
	return 0;
}

static int32_t rate_at(const struct cadence *c, uint32_t at)
{
	bool other = c->swap_ms && at / (uint32_t)(c->swap_ms * MS) % 2;

	return dds_phase_rate(other ? c->other_hz : c->hz);
}

void tone_add(struct tone_player *t, int16_t *frame)
{
	const struct cadence *c = &cadences[t->tone];

	if (!tone_plays(t))
		return;
	if (c->ends_ms && t->at >= (uint32_t)(c->ends_ms * MS)) {
		tone_start(t, TONE_NONE);
		return;
	}
	for (int i = 0; i < MEDIA_FRAME; i++, t->at++) {
		int gain = gain_at(c, t->at);

		frame[i] = sample_clip(frame[i] + dds_mod(&t->phase,
			rate_at(c, t->at),
			(int16_t)(AMPLITUDE * gain / RAMP), 0));
	}
}

void tone_sine(int16_t *frame, uint32_t *phase, float hz, int16_t amplitude)
{
	int32_t rate = dds_phase_rate(hz);

	for (int i = 0; i < MEDIA_FRAME; i++)
		frame[i] = dds_mod(phase, rate, amplitude, 0);
}
