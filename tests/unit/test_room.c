/* Microphone, loudspeaker and ringer, without a card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "audio/device.h"
#include "media/room.h"

struct device {
	int16_t says, heard, loudest;
	bool silent;
	int reads, writes;
};

bool device_read(struct device *d, int16_t *frame, size_t n)
{
	assert_int_equal(n, MEDIA_FRAME_MAX);
	for (size_t i = 0; i < n; i++)
		frame[i] = d->says;
	d->reads++;
	return !d->silent;
}

void device_write(struct device *d, const int16_t *frame, size_t n)
{
	assert_int_equal(n, MEDIA_FRAME_MAX);
	d->heard = frame[n - 1];
	for (size_t i = 0; i < n; i++)
		if (frame[i] > d->loudest)
			d->loudest = frame[i];
	d->writes++;
}

struct party {
	struct bus_port port;
	int16_t says, heard;
};

static bool give(void *arg, int16_t *frame, int rate_hz)
{
	for (size_t i = 0; i < media_frame(rate_hz); i++)
		frame[i] = ((struct party *)arg)->says;
	return true;
}

static void take(void *arg, int16_t *frame, int rate_hz)
{
	((struct party *)arg)->heard = frame[media_frame(rate_hz) - 1];
}

struct sim {
	struct room room;
	struct device microphone, loudspeaker, ringer;
	struct loan loans[3];
	struct party party;
};

/* A room with its devices and one party in it. */
static struct sim *begin(void)
{
	static struct sim s;

	room_clear(&s.room);
	memset(&s, 0, sizeof s);
	room_init(&s.room);
	s.loans[MEDIA_CAPTURE].device = &s.microphone;
	s.loans[MEDIA_PLAYBACK].device = &s.loudspeaker;
	s.loans[MEDIA_RING].device = &s.ringer;
	for (int end = 0; end < 3; end++)
		assert_null(room_device(&s.room, (enum media_end)end,
			&s.loans[end]));
	s.party.port = (struct bus_port){ .give = give, .take = take,
		.arg = &s.party };
	bus_add(&s.room.bus, &s.party.port);
	return &s;
}

static void the_person_and_the_party_hear_each_other(void **state)
{
	struct sim *s = begin();

	(void)state;
	s->microphone.says = 100;
	s->party.says = 2000;
	room_tick(&s->room);
	assert_int_equal(s->party.heard, 100);
	assert_int_equal(s->loudspeaker.heard, 2000);
	assert_int_equal(s->ringer.heard, 0);
	s->microphone.silent = true;
	room_tick(&s->room);
	assert_int_equal(s->party.heard, 0);
}

static void nobody_hears_his_own_microphone(void **state)
{
	struct sim *s = begin();

	(void)state;
	s->microphone.says = 100;
	s->party.says = 2000;
	room_tick(&s->room);
	assert_int_equal(s->loudspeaker.heard, 2000);
	bus_remove(&s->party.port);
	room_tick(&s->room);
	assert_int_equal(s->loudspeaker.heard, 0);
}

static void volumes_are_of_their_end_and_clip(void **state)
{
	struct sim *s = begin();

	(void)state;
	s->microphone.says = 100;
	s->party.says = 30000;
	room_volume(&s->room, MEDIA_CAPTURE, 50);
	room_volume(&s->room, MEDIA_PLAYBACK, 150);
	room_tick(&s->room);
	assert_int_equal(s->party.heard, 50);
	assert_int_equal(s->loudspeaker.heard, INT16_MAX);
	room_volume(&s->room, MEDIA_CAPTURE, 1000);
	room_volume(&s->room, MEDIA_PLAYBACK, -1);
	room_tick(&s->room);
	assert_int_equal(s->party.heard, 150);
	assert_int_equal(s->loudspeaker.heard, 0);
}

static void a_tone_is_for_the_person_alone(void **state)
{
	struct sim *s = begin();

	(void)state;
	room_tone(&s->room, MEDIA_PLAYBACK, TONE_RINGBACK);
	room_tick(&s->room);
	room_tick(&s->room);
	assert_in_range(s->loudspeaker.loudest, 3000, 6000);
	assert_int_equal(s->ringer.loudest, 0);
	assert_int_equal(s->party.heard, 0);
}

static void the_ringer_rings_beside_a_call(void **state)
{
	struct sim *s = begin();

	(void)state;
	s->party.says = 100;
	room_tone(&s->room, MEDIA_RING, TONE_RING);
	room_tick(&s->room);
	room_tick(&s->room);
	assert_in_range(s->ringer.loudest, 3000, 6000);
	/* filters overshoot where sound begins */
	assert_in_range(s->loudspeaker.loudest, 100, 130);
}

static void devices_change_and_go(void **state)
{
	struct sim *s = begin();
	struct device other = { .says = 7 };
	struct loan lent = { .device = &other }, none = { .device = NULL };

	(void)state;
	s->microphone.says = 100;
	assert_ptr_equal(room_device(&s->room, MEDIA_CAPTURE, &lent),
		&s->loans[MEDIA_CAPTURE]);
	room_tick(&s->room);
	assert_int_equal(s->party.heard, 7);
	assert_ptr_equal(room_device(&s->room, MEDIA_CAPTURE, &none), &lent);
	room_tick(&s->room);
	assert_int_equal(s->party.heard, 0);
	assert_int_equal(other.reads, 1);
}

static void it_is_idle_without_device_and_tone(void **state)
{
	struct room room;
	struct device d = { 0 };
	struct loan lent = { .device = &d }, none = { .device = NULL };

	(void)state;
	room_init(&room);
	assert_true(room_is_idle(&room));
	room_device(&room, MEDIA_RING, &lent);
	assert_false(room_is_idle(&room));
	room_device(&room, MEDIA_RING, &none);
	assert_true(room_is_idle(&room));
	/* a tone ends in time also where nobody hears it */
	room_tone(&room, MEDIA_PLAYBACK, TONE_BUSY);
	for (int i = 0; i < 300; i++) {
		assert_false(room_is_idle(&room));
		room_tick(&room);
	}
	room_tick(&room);
	assert_true(room_is_idle(&room));
	room_clear(&room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_person_and_the_party_hear_each_other),
		cmocka_unit_test(nobody_hears_his_own_microphone),
		cmocka_unit_test(volumes_are_of_their_end_and_clip),
		cmocka_unit_test(a_tone_is_for_the_person_alone),
		cmocka_unit_test(the_ringer_rings_beside_a_call),
		cmocka_unit_test(devices_change_and_go),
		cmocka_unit_test(it_is_idle_without_device_and_tone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
