#include "media/room.h"

#include <string.h>

#include "audio/device.h"

#define PERCENT_MAX 150

static struct device *device_of(const struct room *r, enum media_end end)
{
	return r->ends[end].loan ? r->ends[end].loan->device : NULL;
}

static void set_volume(int16_t *frame, int percent)
{
	if (percent == 100)
		return;
	for (int i = 0; i < MEDIA_FRAME; i++)
		frame[i] = sample_clip(frame[i] * percent / 100);
}

static bool speak(void *arg, int16_t *frame)
{
	struct room *r = arg;
	struct device *d = device_of(r, MEDIA_CAPTURE);

	if (!d || !device_read(d, frame, MEDIA_FRAME))
		return false;
	set_volume(frame, r->ends[MEDIA_CAPTURE].percent);
	return true;
}

/* A tone goes on where there is no device, so that it ends in time. */
static void sound(struct room *r, enum media_end end, const int16_t *frame)
{
	struct device *d = device_of(r, end);
	int16_t out[MEDIA_FRAME];

	memcpy(out, frame, sizeof out);
	tone_add(&r->ends[end].tone, out);
	set_volume(out, r->ends[end].percent);
	if (d)
		device_write(d, out, MEDIA_FRAME);
}

static void listen_in(void *arg, const int16_t *frame)
{
	sound(arg, MEDIA_PLAYBACK, frame);
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
	static const int16_t silence[MEDIA_FRAME];

	bus_tick(&r->bus);
	if (device_of(r, MEDIA_RING) || tone_plays(&r->ends[MEDIA_RING].tone))
		sound(r, MEDIA_RING, silence);
}
