#include "media/room.h"

#include <string.h>

#include "audio/device.h"
#include "media/convert.h"
#include "media/voice.h"

#define PERCENT_MAX 150
#define FRAME ((int)(MEDIA_DEVICE_HZ * MEDIA_TICK_MS / 1000))

static struct device *device_of(const struct room *r, enum media_end end)
{
	return r->ends[end].loan ? r->ends[end].loan->device : NULL;
}

static void set_volume(int16_t *frame, int percent)
{
	if (percent == 100)
		return;
	for (int i = 0; i < FRAME; i++)
		frame[i] = sample_clip(frame[i] * percent / 100);
}

static struct voice *voice_of(const struct room *r)
{
	return r->voice ? r->voice->voice : NULL;
}

static void note(struct room *r, enum microphone_trouble trouble)
{
	if (trouble)
		r->trouble = trouble;
}

/* What the card gave; false: nothing but silence. */
static bool hear_person(struct room *r, int16_t *frame)
{
	struct device *d = device_of(r, MEDIA_CAPTURE);
	bool any = d && device_read(d, frame, FRAME);

	if (d && r->watched && r->heard)
		note(r, microphone_hear(&r->microphone, frame, FRAME));
	return any;
}

static bool speak(void *arg, int16_t *frame, int rate_hz)
{
	struct room *r = arg;

	if (!hear_person(r, frame))
		return false;
	set_volume(frame, r->ends[MEDIA_CAPTURE].percent);
	if (voice_of(r))
		voice_capture(voice_of(r), frame, MEDIA_DEVICE_HZ, rate_hz);
	else if (!convert_frame(r->convert, MEDIA_DEVICE_HZ, rate_hz, frame))
		return false;
	if (r->watched && (r->heard || r->muted))
		note(r, microphone_speech(&r->microphone, frame,
			media_frame(rate_hz), r->muted));
	return true;
}

static bool is_open(const struct room *r, enum media_end end)
{
	return device_of(r, end) || tone_plays(&r->ends[end].tone);
}

/* A tone goes on where there is no device, so that it ends in time. */
static void sound(struct room *r, enum media_end end, int16_t *frame)
{
	struct device *d = device_of(r, end);

	tone_add(&r->ends[end].tone, frame, MEDIA_DEVICE_HZ);
	set_volume(frame, r->ends[end].percent);
	if (d && end == MEDIA_PLAYBACK && voice_of(r))
		voice_playback(voice_of(r), frame, MEDIA_DEVICE_HZ);
	if (d)
		device_write(d, frame, FRAME);
}

static void listen_in(void *arg, int16_t *frame, int rate_hz)
{
	struct room *r = arg;

	if (!is_open(r, MEDIA_PLAYBACK))
		return;
	convert_frame(r->convert, rate_hz, MEDIA_DEVICE_HZ, frame);
	sound(r, MEDIA_PLAYBACK, frame);
}

void room_init(struct room *r)
{
	memset(r, 0, sizeof *r);
	bus_init(&r->bus);
	for (int i = 0; i < 3; i++)
		r->ends[i].percent = 100;
	r->person = (struct bus_port){ .give = speak, .take = listen_in,
		.arg = r };
	bus_add(&r->bus, &r->person);
	r->convert = convert_new(CONVERT_ALL, CONVERT_ALL);
	microphone_init(&r->microphone);
}

void room_clear(struct room *r)
{
	convert_free(r->convert);
}

struct loan *room_device(struct room *r, enum media_end end, struct loan *loan)
{
	struct loan *former = r->ends[end].loan;

	r->ends[end].loan = loan;
	return former;
}

struct voice_order *room_voice(struct room *r, struct voice_order *voice)
{
	struct voice_order *former = r->voice;

	r->voice = voice;
	return former;
}

void room_volume(struct room *r, enum media_end end, int percent)
{
	r->ends[end].percent = percent < 0 ? 0 : percent > PERCENT_MAX ?
		PERCENT_MAX : percent;
}

void room_tone(struct room *r, enum media_end end, enum tone tone)
{
	tone_start(&r->ends[end].tone, tone);
}

bool room_is_idle(const struct room *r)
{
	for (int i = 0; i < 3; i++)
		if (is_open(r, (enum media_end)i))
			return false;
	return true;
}

void room_tick(struct room *r)
{
	int16_t frame[MEDIA_FRAME_MAX] = { 0 };

	bus_tick(&r->bus);
	if (is_open(r, MEDIA_RING))
		sound(r, MEDIA_RING, frame);
}
