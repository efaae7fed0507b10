#include "media/service.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/player.h"
#include "media/tone.h"

#define DELAY_MAX_MS 10000
#define TONE_HZ 1000
#define TONE_AMPLITUDE 8231		/* -12 dBFS */
#define MUSIC_AMPLITUDE 8000
#define BEAT_TICKS 24			/* of 10 ms: 125 in two minutes */

struct service {
	enum stream_join join;
	int rate_hz;
	/* echo: a line of frames; one is taken out, one put in its place */
	size_t length, at;		/* frames */
	/* tone and music */
	uint32_t phase;
	int note, tick;			/* of the melody, of the note */
	struct clip_cursor clip;	/* in its place, if there is one */
	int16_t line[];
};

struct service *service_new(enum stream_join join, int delay_ms, int rate_hz)
{
	size_t frames = join != STREAM_ECHO || delay_ms < 0 ? 0 :
		(size_t)(delay_ms < DELAY_MAX_MS ? delay_ms : DELAY_MAX_MS) /
		MEDIA_TICK_MS;
	struct service *s = mem_new(sizeof *s +
		frames * media_frame(rate_hz) * sizeof *s->line);

	s->join = join;
	s->rate_hz = rate_hz;
	s->length = frames;
	return s;
}

void service_clip(struct service *s, const struct clip *clip)
{
	s->clip = (struct clip_cursor){ .clip = clip, .loop = true };
}

void service_free(struct service *s)
{
	free(s);
}

bool service_same(const struct service *a, const struct service *b)
{
	return a && b && a->join == b->join && a->rate_hz == b->rate_hz &&
		a->length == b->length && a->clip.clip == b->clip.clip;
}

int service_rate_hz(const struct service *s)
{
	return s->rate_hz;
}

bool service_listens(const struct service *s)
{
	return s->join == STREAM_ECHO;
}

static void delay(struct service *s, int16_t *frame)
{
	size_t n = media_frame(s->rate_hz), size = n * sizeof *frame;
	int16_t *place = s->line + s->at * n, now[MEDIA_FRAME_MAX];

	if (!s->length)
		return;
	memcpy(now, frame, size);
	memcpy(frame, place, size);
	memcpy(place, now, size);
	s->at = (s->at + 1) % s->length;
}

/* Notes of the melody: Hz (0 a rest) and beats. */
static const struct { float hz; int beats; } melody[] = {
	{ 392.0f, 2 }, { 523.3f, 2 }, { 587.3f, 1 }, { 659.3f, 3 },
	{ 587.3f, 1 }, { 523.3f, 1 }, { 440.0f, 4 }, { 0, 2 },
	{ 440.0f, 2 }, { 523.3f, 2 }, { 493.9f, 1 }, { 440.0f, 1 },
	{ 392.0f, 2 }, { 329.6f, 2 }, { 392.0f, 4 }, { 0, 2 },
	{ 349.2f, 2 }, { 440.0f, 2 }, { 523.3f, 1 }, { 659.3f, 3 },
	{ 698.5f, 1 }, { 659.3f, 1 }, { 587.3f, 4 }, { 0, 2 },
	{ 493.9f, 2 }, { 587.3f, 1 }, { 493.9f, 1 }, { 392.0f, 2 },
	{ 493.9f, 2 }, { 523.3f, 4 }, { 0, 4 },
};

#define NOTES ((int)(sizeof melody / sizeof *melody))

/* Struck, and dying away: the amplitude a tick after the other. */
static int16_t amplitude_of(int tick, int ticks)
{
	return (int16_t)(MUSIC_AMPLITUDE * (ticks - tick) / ticks);
}

static void play(struct service *s, int16_t *frame)
{
	int n = (int)media_frame(s->rate_hz);
	int ticks = melody[s->note].beats * BEAT_TICKS;
	int from = amplitude_of(s->tick, ticks);
	int to = amplitude_of(s->tick + 1, ticks);

	if (melody[s->note].hz == 0)
		from = to = 0;
	tone_sine(frame, s->rate_hz, &s->phase, melody[s->note].hz, INT16_MAX);
	for (int i = 0; i < n; i++) {
		int gain = from + (to - from) * i / n;

		if (!s->tick)		/* no click where it is struck */
			gain = gain * i / n;
		frame[i] = (int16_t)(frame[i] * gain / INT16_MAX);
	}
	if (++s->tick == ticks) {
		s->tick = 0;
		s->note = (s->note + 1) % NOTES;
	}
}

static void play_clip(struct service *s, int16_t *frame)
{
	memset(frame, 0, media_frame(s->rate_hz) * sizeof *frame);
	clip_cursor_add(&s->clip, frame, s->rate_hz);
	clip_cursor_next(&s->clip);
}

void service_frame(struct service *s, int16_t *frame)
{
	switch (s->join) {
	case STREAM_ECHO:
		delay(s, frame);
		break;
	case STREAM_TONE:
		tone_sine(frame, s->rate_hz, &s->phase, TONE_HZ,
			TONE_AMPLITUDE);
		break;
	case STREAM_MUSIC:
		if (s->clip.clip)
			play_clip(s, frame);
		else
			play(s, frame);
		break;
	default:
		memset(frame, 0, media_frame(s->rate_hz) * sizeof *frame);
	}
}
