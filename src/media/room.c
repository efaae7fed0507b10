#include "media/room.h"

#include <string.h>

#include "audio/device.h"
#include "media/convert.h"

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

static bool speak(void *arg, int16_t *frame, int rate_hz)
{
	struct room *r = arg;
	struct device *d = device_of(r, MEDIA_CAPTURE);

	if (!d || !device_read(d, frame, FRAME))
		return false;
	set_volume(frame, r->ends[MEDIA_CAPTURE].percent);
	return convert_frame(r->convert, MEDIA_DEVICE_HZ, rate_hz, frame);
}

/* A tone goes on where there is no device, so that it ends in time. */
static void sound(struct room *r, enum media_end end, int16_t *frame)
{
	struct device *d = device_of(r, end);

	tone_add(&r->ends[end].tone, frame, MEDIA_DEVICE_HZ);
	set_volume(frame, r->ends[end].percent);
	if (d)
		device_write(d, frame, FRAME);
}

static void listen_in(void *arg, int16_t *frame, int rate_hz)
{
	struct room *r = arg;

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
		if (device_of(r, (enum media_end)i) ||
		    tone_plays(&r->ends[i].tone))
			return false;
	return true;
}

void room_tick(struct room *r)
{
	int16_t frame[MEDIA_FRAME_MAX] = { 0 };

	bus_tick(&r->bus);
	if (device_of(r, MEDIA_RING) || tone_plays(&r->ends[MEDIA_RING].tone))
		sound(r, MEDIA_RING, frame);
}
