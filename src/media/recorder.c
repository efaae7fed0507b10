#include "media/recorder.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/ring.h"
#include "media/convert.h"
#include "media/tone.h"

#define BEEP_HZ 1400
#define BEEP_AMPLITUDE 2066		/* -24 dBFS */
#define BEEP_TICKS (200 / MEDIA_TICK_MS)
#define TICKS_OF_S(s) ((s) * (1000 / MEDIA_TICK_MS))

struct recorder {
	struct extra extra;
	/* fixed at start */
	struct ring *ring;		/* owned */
	int rate_hz;
	int beep_ticks;			/* from one to the next; 0: never */
	/* any thread */
	atomic_bool paused;
	atomic_uint_fast64_t frames, lost;
	/* media thread */
	struct convert *heard_convert, *said_convert;	/* owned */
	bool has_heard;
	int16_t heard[MEDIA_FRAME_MAX], said[MEDIA_FRAME_MAX];
	int tick;			/* since the last beep began */
	uint32_t heard_phase, said_phase;
};

struct recorder *recorder_new(int rate_hz, int beep_s, void *arg)
{
	struct recorder *r = mem_new_of(struct recorder);

	r->extra = (struct extra){ .parcel.kind = PARCEL_EXTRA,
		.kind = MEDIA_RECORDER, .arg = arg };
	r->ring = ring_new(RECORDER_CHANNELS * sizeof *r->said,
		(size_t)rate_hz * RECORDER_RING_MS / 1000);
	r->rate_hz = rate_hz;
	r->beep_ticks = TICKS_OF_S(beep_s);
	atomic_init(&r->paused, false);
	atomic_init(&r->frames, 0);
	atomic_init(&r->lost, 0);
	r->heard_convert = convert_new(CONVERT_ALL, convert_rate_set(rate_hz));
	r->said_convert = convert_new(CONVERT_ALL, convert_rate_set(rate_hz));
	return r;
}

void recorder_free(struct recorder *r)
{
	if (!r)
		return;
	ring_free(r->ring);
	convert_free(r->heard_convert);
	convert_free(r->said_convert);
	free(r);
}

struct extra *recorder_extra(struct recorder *r)
{
	return &r->extra;
}

struct ring *recorder_ring(struct recorder *r)
{
	return r->ring;
}

void recorder_pause(struct recorder *r, bool paused)
{
	atomic_store_explicit(&r->paused, paused, memory_order_relaxed);
}

static uint64_t ms_of(const struct recorder *r, uint64_t frames)
{
	return frames * 1000 / (unsigned)r->rate_hz;
}

uint64_t recorder_ms(const struct recorder *r)
{
	return ms_of(r, atomic_load_explicit(&r->frames, memory_order_relaxed));
}

uint64_t recorder_lost_ms(const struct recorder *r)
{
	return ms_of(r, atomic_load_explicit(&r->lost, memory_order_relaxed));
}

/* --- media thread -------------------------------------------------------- */

static bool is_paused(const struct recorder *r)
{
	return atomic_load_explicit(&r->paused, memory_order_relaxed);
}

static void beep(const struct recorder *r, int16_t *frame, int rate_hz,
	uint32_t *phase)
{
	int16_t tone[MEDIA_FRAME_MAX];

	if (!r->beep_ticks || r->tick >= BEEP_TICKS)
		return;
	if (!r->tick)
		*phase = 0;		/* no click */
	tone_sine(tone, rate_hz, phase, BEEP_HZ, BEEP_AMPLITUDE);
	for (size_t i = 0; i < media_frame(rate_hz); i++)
		frame[i] = sample_clip(frame[i] + tone[i]);
}

static void keep(int16_t *kept, const int16_t *frame, int rate_hz,
	const struct recorder *r, struct convert *convert)
{
	memcpy(kept, frame, media_frame(rate_hz) * sizeof *frame);
	if (!convert_frame(convert, rate_hz, r->rate_hz, kept))
		memset(kept, 0, media_frame(r->rate_hz) * sizeof *kept);
}

void recorder_heard(struct recorder *r, int16_t *frame, int rate_hz)
{
	if (is_paused(r))
		return;
	keep(r->heard, frame, rate_hz, r, r->heard_convert);
	r->has_heard = true;
	beep(r, frame, rate_hz, &r->heard_phase);
}

static void put_frames(struct recorder *r)
{
	int16_t frames[MEDIA_FRAME_MAX * RECORDER_CHANNELS];
	size_t n = media_frame(r->rate_hz);

	for (size_t i = 0; i < n; i++) {
		frames[RECORDER_CHANNELS * i] = r->said[i];
		frames[RECORDER_CHANNELS * i + 1] =
			r->has_heard ? r->heard[i] : 0;
	}
	atomic_fetch_add_explicit(ring_put(r->ring, frames, n) ? &r->frames :
		&r->lost, n, memory_order_relaxed);
}

/* After a pause the next beep comes at once. */
void recorder_said(struct recorder *r, int16_t *frame, int rate_hz)
{
	if (is_paused(r)) {
		r->tick = 0;
		r->has_heard = false;
		return;
	}
	beep(r, frame, rate_hz, &r->said_phase);
	keep(r->said, frame, rate_hz, r, r->said_convert);
	put_frames(r);
	r->has_heard = false;
	if (++r->tick == r->beep_ticks)
		r->tick = 0;
}
