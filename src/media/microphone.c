#include "media/microphone.h"

#include <stdlib.h>
#include <string.h>

#include "media/level.h"

#define FLAT_MS 4000
#define CLIP 32700
#define CLIPPED_MS 60			/* within ... */
#define CLIP_SPAN_MS 2000
#define TALK_MS 500			/* within ... */
#define TALK_SPAN_MS 2000
#define TALK_LEAST (184.3f * 184.3f)	/* -45 dBov */
#define ABOVE_NOISE 16.0f		/* 12 dB */
#define NOISE_UP 1.01f			/* a tick: 4 dB a second */

void microphone_init(struct microphone *m)
{
	memset(m, 0, sizeof *m);
	m->noise = TALK_LEAST;
}

static enum microphone_trouble tell(struct microphone *m,
	enum microphone_trouble trouble)
{
	if (m->hush_ms[trouble] > 0)
		return MICROPHONE_WELL;
	m->hush_ms[trouble] = MICROPHONE_HUSH_MS;
	return trouble;
}

static bool is_flat(struct microphone *m, const int16_t *frame, size_t n)
{
	bool flat = true;

	for (size_t i = 0; flat && i < n; i++)
		flat = frame[i] == m->last;
	m->last = frame[n - 1];
	m->flat_ms = flat ? m->flat_ms + MEDIA_TICK_MS : 0;
	return m->flat_ms >= FLAT_MS;
}

static bool is_clipped(const int16_t *frame, size_t n)
{
	int in_a_row = 0;

	for (size_t i = 0; i < n && in_a_row < 3; i++)
		in_a_row = abs(frame[i]) >= CLIP ? in_a_row + 1 : 0;
	return in_a_row >= 3;
}

static bool clips(struct microphone *m, const int16_t *frame, size_t n)
{
	m->clip_span_ms += MEDIA_TICK_MS;
	if (m->clip_span_ms > CLIP_SPAN_MS)
		m->clip_span_ms = m->clipped_ms = 0;
	m->clipped_ms += is_clipped(frame, n) ? MEDIA_TICK_MS : 0;
	return m->clipped_ms >= CLIPPED_MS;
}

enum microphone_trouble microphone_hear(struct microphone *m,
	const int16_t *frame, size_t n)
{
	bool too_loud = clips(m, frame, n);

	for (int i = 0; i < MICROPHONE_TROUBLES; i++)
		m->hush_ms[i] -= m->hush_ms[i] > 0 ? MEDIA_TICK_MS : 0;
	if (is_flat(m, frame, n))
		return tell(m, MICROPHONE_FLAT);
	return too_loud ? tell(m, MICROPHONE_CLIPS) : MICROPHONE_WELL;
}

static bool is_speech(struct microphone *m, const int16_t *frame, size_t n)
{
	float power = (float)level_power(frame, n) / (float)n;

	m->noise = power < m->noise ? 0.7f * m->noise + 0.3f * power :
		m->noise * NOISE_UP;
	return power > TALK_LEAST && power > ABOVE_NOISE * m->noise;
}

static bool talks(struct microphone *m, const int16_t *frame, size_t n)
{
	m->talk_span_ms += MEDIA_TICK_MS;
	if (m->talk_span_ms > TALK_SPAN_MS)
		m->talk_span_ms = m->talk_ms = 0;
	m->talk_ms += is_speech(m, frame, n) ? MEDIA_TICK_MS : 0;
	return m->talk_ms >= TALK_MS;
}

enum microphone_trouble microphone_speech(struct microphone *m,
	const int16_t *frame, size_t n, bool muted)
{
	bool talking = talks(m, frame, n);

	if (muted != m->muted) {
		m->muted = muted;
		m->talk_told = false;
		m->talk_ms = m->talk_span_ms = 0;
		return MICROPHONE_WELL;
	}
	if (!muted || !talking || m->talk_told)
		return MICROPHONE_WELL;
	m->talk_told = true;
	return tell(m, MICROPHONE_MUTED_TALKING);
}
