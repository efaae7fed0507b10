/* Frames become packets with the right numbers and times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "media/codec.h"
#include "media/command.h"
#include "media/outgoing.h"
#include "media/stream.h"

static struct stream nobody;	/* that a setup may be for */

struct sim {
	struct outgoing out;
	struct stream_plan plan;
	struct setup *setup;		/* of it */
	int64_t tick;
	struct rtp_packet packet;	/* the last one */
	uint8_t bytes[OUTGOING_SIZE];
};

/* It is followed from now on. */
static void plan(struct sim *s)
{
	setup_free(s->setup);
	s->setup = setup_new(&nobody, &s->plan);
	outgoing_plan(&s->out, s->setup);
}

static void end(struct sim *s)
{
	setup_free(s->setup);
}

static struct sim begin(int ptime_ms, int phase)
{
	const uint8_t random[10] = { 0, 0, 0, 9, 0xff, 0xff, 0xff, 0, 0xff,
		0xff };
	struct sim s = {
		.plan = { .codec = &codec_pcma, .payload_type = 8,
			.params.ptime_ms = ptime_ms,
			.event_type = 101, .event_clock_hz = 8000,
			.noise_type = -1, .receive_noise_type = -1,
			.sends = true },
		.tick = 1000,
	};

	outgoing_init(&s.out, random);
	plan(&s);
	s.out.phase = phase;
	return s;
}

/* Whether a packet came of it. */
static bool frame(struct sim *s, int16_t says)
{
	int16_t samples[80];
	size_t n;

	for (int i = 0; i < 80; i++)
		samples[i] = says;
	n = outgoing_frame(&s->out, s->setup, s->tick++, samples, s->bytes);
	if (n)
		assert_true(rtp_read(&s->packet, s->bytes, n));
	return n > 0;
}

static void until_packet(struct sim *s)
{
	for (int i = 0; !frame(s, 1000); i++)
		assert_in_range(i, 0, 20);
}

static void packets_are_as_long_as_the_plan_says(void **state)
{
	(void)state;
	for (int ptime = 10; ptime <= 60; ptime += 10) {
		struct sim s = begin(ptime, 0);
		uint32_t timestamp;
		uint16_t sequence;

		until_packet(&s);
		assert_int_equal(s.packet.n, ptime * 8);
		timestamp = s.packet.timestamp;
		sequence = s.packet.sequence;
		for (int i = 1; i <= ptime / 10; i++)
			assert_int_equal(frame(&s, 0), i == ptime / 10);
		assert_int_equal(s.packet.timestamp - timestamp, ptime * 8);
		assert_int_equal((uint16_t)(s.packet.sequence - sequence), 1);
		end(&s);
	}
}

static void the_first_packet_only_carries_the_marker(void **state)
{
	struct sim s = begin(20, 0);

	(void)state;
	until_packet(&s);
	assert_true(s.packet.marker);
	assert_int_equal(s.packet.ssrc, 9);
	assert_int_equal(s.packet.sequence, 0x7fff);
	for (int i = 0; i < 10; i++) {
		until_packet(&s);
		assert_false(s.packet.marker);
	}
	end(&s);
}

/* As another source, when the rollover counter of SRTP is another one. */
static void after_a_wrap_it_can_begin_anew(void **state)
{
	struct sim s = begin(20, 0);

	(void)state;
	until_packet(&s);
	while (s.packet.sequence != 65535) {
		assert_false(s.out.wrapped);
		until_packet(&s);
	}
	assert_true(s.out.wrapped);
	until_packet(&s);
	assert_int_equal(s.packet.sequence, 0);
	outgoing_renew(&s.out, (const uint8_t[6]){ 0, 0, 0, 7, 0xff, 0x01 });
	assert_false(s.out.wrapped);
	until_packet(&s);
	assert_int_equal(s.packet.ssrc, 7);
	assert_int_equal(s.packet.sequence, 0x7f01);
	assert_true(s.packet.marker);
	end(&s);
}

static void the_phase_says_at_which_ticks(void **state)
{
	(void)state;
	for (int phase = 0; phase < 2; phase++) {
		struct sim s = begin(20, phase);

		for (int i = 0; i < 10; i++) {
			until_packet(&s);
			assert_int_equal((s.tick - 1) % 2, phase);
		}
		end(&s);
	}
}

static void the_time_stamp_is_that_of_the_first_sample(void **state)
{
	struct sim s = begin(20, 0);
	int16_t samples[160];

	(void)state;
	until_packet(&s);
	frame(&s, 1000);
	assert_true(frame(&s, -8000));
	assert_int_equal(s.packet.timestamp,
		outgoing_timestamp(&s.out, s.tick - 2));
	codec_pcma.decode(NULL, s.packet.payload, s.packet.n, samples);
	assert_in_range(samples[0], 900, 1100);
	assert_in_range(-samples[80], 7500, 8500);
	end(&s);
}

static void skipped_time_is_a_gap_with_a_marker(void **state)
{
	struct sim s = begin(20, 0);
	uint32_t timestamp;
	uint16_t sequence;

	(void)state;
	until_packet(&s);
	timestamp = s.packet.timestamp;
	sequence = s.packet.sequence;
	frame(&s, 0);
	s.tick += 499;		/* five seconds in all */
	until_packet(&s);
	assert_true(s.packet.marker);
	assert_int_equal((uint16_t)(s.packet.sequence - sequence), 1);
	assert_in_range(s.packet.timestamp - timestamp, 40000, 40320);
	assert_int_equal((s.packet.timestamp - timestamp) % 80, 0);
	until_packet(&s);
	assert_false(s.packet.marker);
	end(&s);
}

static void a_plan_that_does_not_send_sends_nothing(void **state)
{
	struct sim s = begin(20, 0);
	uint32_t timestamp;

	(void)state;
	until_packet(&s);
	timestamp = s.packet.timestamp;
	s.plan.sends = false;
	plan(&s);
	for (int i = 0; i < 100; i++)
		assert_false(frame(&s, 1000));
	s.plan.sends = true;
	plan(&s);
	until_packet(&s);
	assert_true(s.packet.marker);
	assert_in_range(s.packet.timestamp - timestamp, 8000, 8320);
	end(&s);
}

static void another_packet_length_is_taken_up_cleanly(void **state)
{
	struct sim s = begin(60, 0);

	(void)state;
	until_packet(&s);
	for (int i = 0; i < 5; i++)
		frame(&s, 0);
	s.plan.params.ptime_ms = 20;
	plan(&s);
	until_packet(&s);
	assert_int_equal(s.packet.n, 160);
	until_packet(&s);
	assert_int_equal(s.packet.n, 160);
	end(&s);
}

/* Nothing that is said of the others changes what is in the making. */
static void the_same_plan_again_leaves_nothing_out(void **state)
{
	struct sim s = begin(20, 0);
	struct setup *former;
	uint32_t timestamp;

	(void)state;
	until_packet(&s);
	timestamp = s.packet.timestamp;
	frame(&s, 1000);
	former = s.setup;
	s.setup = setup_new(&nobody, &s.plan);
	setup_adopt(s.setup, former);
	outgoing_plan(&s.out, s.setup);
	setup_free(former);
	assert_true(frame(&s, 1000));
	assert_int_equal(s.packet.timestamp, timestamp + 160);
	assert_int_equal(s.packet.payload[0], s.packet.payload[159]);
	end(&s);
}

/* Every millisecond is in one packet, whatever their lengths. */
static void another_length_on_the_way_leaves_nothing_out(void **state)
{
	const int lengths[] = { 40, 60, 20, 60, 40, 20, 0 };
	struct sim s = begin(20, 1);
	uint32_t next;

	(void)state;
	until_packet(&s);
	next = s.packet.timestamp + 160;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		outgoing_ptime(&s.out, lengths[i]);
		for (int packets = 0; packets < 8; packets++) {
			until_packet(&s);
			assert_int_equal(s.packet.timestamp, next);
			next += (uint32_t)s.packet.n;
		}
		assert_int_equal(s.packet.n, 8 * (lengths[i] ? lengths[i] : 20));
	}
	end(&s);
}

static void a_strange_packet_length_becomes_one_that_can_be(void **state)
{
	const struct { int plan, ms; } table[] = { { 0, 20 }, { -5, 20 },
		{ 5, 10 }, { 25, 30 }, { 80, 60 }, { 100000, 60 } };

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct sim s = begin(table[i].plan, 1);

		until_packet(&s);
		assert_int_equal(s.packet.n, table[i].ms * 8);
		end(&s);
	}
}

static void keys_take_the_place_of_sound(void **state)
{
	struct sim s = begin(20, 0);
	char digits[] = "7";
	struct key_job job = { .keys = digits, .duration_ms = 60 };
	uint32_t timestamp;
	uint16_t sequence;

	(void)state;
	until_packet(&s);
	timestamp = s.packet.timestamp;
	sequence = s.packet.sequence;
	key_sender_add(&s.out.keys, &job);
	for (int i = 1; i <= 5; i++) {
		until_packet(&s);
		assert_int_equal(s.packet.type, 101);
		assert_int_equal(s.packet.n, 4);
		assert_int_equal(s.packet.timestamp, timestamp + 160);
		assert_int_equal((uint16_t)(s.packet.sequence - sequence), i);
		assert_int_equal(s.packet.marker, i == 1);
	}
	until_packet(&s);
	assert_int_equal(s.packet.type, 8);
	assert_int_equal(s.packet.timestamp, timestamp + 6 * 160);
	assert_false(s.packet.marker);
	end(&s);
}

static void keys_that_cannot_be_sent_are_done(void **state)
{
	struct sim s = begin(20, 0);
	char digits[] = "123";
	struct key_job job = { .keys = digits, .duration_ms = 60 };

	(void)state;
	s.plan.event_type = -1;
	plan(&s);
	key_sender_add(&s.out.keys, &job);
	until_packet(&s);
	assert_int_equal(s.packet.type, 8);
	assert_ptr_equal(key_sender_done(&s.out.keys), &job);
	end(&s);
	s = begin(20, 0);
	s.plan.sends = false;
	plan(&s);
	key_sender_add(&s.out.keys, &job);
	frame(&s, 0);
	assert_ptr_equal(key_sender_done(&s.out.keys), &job);
	end(&s);
}

/* Packets of a second in which this is said, by their type. */
static void count_second(struct sim *s, int16_t says, int *sound, int *noise)
{
	*sound = *noise = 0;
	for (int i = 0; i < 100; i++) {
		/* what stays the same for two seconds is noise, too */
		if (!frame(s, i % 10 < 5 ? says : 0))
			continue;
		*sound += s->packet.type == 8;
		*noise += s->packet.type == 13;
	}
}

/* RFC 3389; the first packet after it carries the marker. */
static void pauses_are_not_sent_where_that_is_agreed(void **state)
{
	struct sim s = begin(20, 0);
	int sound, noise;
	uint32_t timestamp;

	(void)state;
	s.plan.noise_type = 13;
	plan(&s);
	count_second(&s, 8000, &sound, &noise);
	assert_in_range(sound, 49, 50);
	count_second(&s, 0, &sound, &noise);
	assert_in_range(sound, 5, 15);
	assert_int_equal(noise, 1);
	assert_int_equal(s.packet.n, 1);
	assert_int_equal(s.packet.type, 13);
	assert_false(s.packet.marker);
	timestamp = s.packet.timestamp;
	until_packet(&s);
	assert_int_equal(s.packet.type, 8);
	assert_true(s.packet.marker);
	assert_true(s.packet.timestamp - timestamp > 4000);
	until_packet(&s);
	assert_false(s.packet.marker);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_are_as_long_as_the_plan_says),
		cmocka_unit_test(the_first_packet_only_carries_the_marker),
		cmocka_unit_test(after_a_wrap_it_can_begin_anew),
		cmocka_unit_test(the_phase_says_at_which_ticks),
		cmocka_unit_test(the_time_stamp_is_that_of_the_first_sample),
		cmocka_unit_test(skipped_time_is_a_gap_with_a_marker),
		cmocka_unit_test(a_plan_that_does_not_send_sends_nothing),
		cmocka_unit_test(another_packet_length_is_taken_up_cleanly),
		cmocka_unit_test(the_same_plan_again_leaves_nothing_out),
		cmocka_unit_test(another_length_on_the_way_leaves_nothing_out),
		cmocka_unit_test(
			a_strange_packet_length_becomes_one_that_can_be),
		cmocka_unit_test(pauses_are_not_sent_where_that_is_agreed),
		cmocka_unit_test(keys_take_the_place_of_sound),
		cmocka_unit_test(keys_that_cannot_be_sent_are_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
