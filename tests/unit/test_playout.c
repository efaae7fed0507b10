/* Packets by arrival become sound by play time, whatever the network does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/codec.h"
#include "media/media.h"
#include "media/playout.h"

#define MS INT64_C(1000000)
#define START 1000		/* ms, of the first tick */
#define FIRST 4294967000u	/* time stamp of packet 0: it wraps soon */
#define LONGEST (CODEC_MAX_MS * 8)	/* bytes of a payload */
#define LOST (-1)
#define SILENT (-2)

struct sim {
	struct playout *p;
	struct decoder *decoder;
	int64_t now;		/* ms, of the next frame */
	uint16_t offset;	/* of sequence numbers */
	bool silent, tone;	/* nobody speaks */
};

/* Each packet is one level throughout, by which it is known again. */
static int16_t level_of(int packet)
{
	int16_t level;
	uint8_t code = (uint8_t)(0x80 + 3 + packet % 60);

	codec_pcmu.decode(NULL, &code, 1, &level);
	return level;
}

/* Sound as here is stretched like any voice: where the delay is to stay as it
 * is, it is the least that is allowed. */
static struct sim begin(void)
{
	struct sim s = { .p = playout_new(),
		.decoder = decoder_new(&codec_pcmu), .now = START };

	playout_latency(s.p, PLAYOUT_START_MS, false);
	return s;
}

static struct sim begin_silent(void)
{
	struct sim s = begin();

	playout_latency(s.p, 0, false);
	s.silent = true;
	return s;
}

static void put_at(struct sim *s, int packet, uint32_t timestamp,
	int64_t arrival)
{
	uint8_t payload[160];
	struct playout_packet k = {
		.timestamp = timestamp,
		.sequence = (uint16_t)(packet + s->offset),
		.decoder = s->decoder, .payload = payload, .n = sizeof payload,
	};

	memset(payload, s->silent ? 0xff : 0x80 + 3 + packet % 60,
		sizeof payload);
	for (int i = 0; s->tone && i < 160; i++) {
		int16_t sample = (int16_t)(8000 * sin(2 * M_PI * 425 *
			(160 * packet + i) / 8000));

		codec_pcmu.encode(NULL, &sample, 1, payload + i, 1);
	}
	assert_true(playout_put(s->p, &k, arrival * MS));
}

/* Packet 0 was made at START, the others every 20 ms. */
static void put(struct sim *s, int packet, int64_t arrival)
{
	put_at(s, packet, FIRST + (uint32_t)packet * 160, arrival);
}

/* What the next frame is of: a packet, SILENT, or LOST: anything else.  The
 * middle of it is looked at, where nothing is being faded in. */
static int get(struct sim *s)
{
	int16_t frame[MEDIA_FRAME_MAX];
	int rate_hz;

	playout_time(s->p, s->now * MS);
	rate_hz = playout_get(s->p, frame);
	s->now += 10;
	if (!rate_hz)
		return SILENT;
	assert_int_equal(rate_hz, 8000);
	for (int i = 0; i < 60; i++)
		if (frame[60] == level_of(i) && frame[79] == level_of(i))
			return i;
	return LOST;
}

static void expect(struct sim *s, int packet)
{
	assert_int_equal(get(s), packet);
}

/* Both halves of a packet. */
static void expect_whole(struct sim *s, int packet)
{
	expect(s, packet);
	expect(s, packet);
}

static void end(struct sim *s)
{
	playout_free(s->p);
	decoder_free(s->decoder);
}

/* n packets on time and heard; the first arrives now. */
static void talk(struct sim *s, int n)
{
	for (int i = 0; i < n; i++) {
		playout_time(s->p, s->now * MS);
		put(s, i, s->now);
		get(s);
		get(s);
	}
}

static const struct playout_statistics *told(struct sim *s)
{
	return playout_statistics(s->p);
}

static void before_the_first_packet_there_is_silence(void **state)
{
	struct sim s = begin();

	(void)state;
	expect(&s, SILENT);
	expect(&s, SILENT);
	assert_int_equal(told(&s)->concealed_ms, 0);
	end(&s);
}

static void the_first_packet_plays_after_20_to_30_ms(void **state)
{
	(void)state;
	for (int early = 0; early < 10; early++) {
		struct sim s = begin();
		int frames = 0;

		playout_time(s.p, s.now * MS);
		put(&s, 0, START - early);
		while (get(&s) != 0)
			frames++;
		assert_in_range(frames * 10 + early, 20, 29);
		assert_in_range(told(&s)->delay_ms, 20, 29);
		end(&s);
	}
}

static void what_comes_in_order_is_heard_in_order(void **state)
{
	struct sim s = begin();

	(void)state;
	playout_time(s.p, s.now * MS);
	put(&s, 0, START);
	expect(&s, SILENT);
	expect(&s, SILENT);
	for (int i = 0; i < 50; i++) {
		put(&s, i + 1, START + 20 * (i + 1));
		expect_whole(&s, i);
	}
	assert_int_equal(told(&s)->concealed_ms, 0);
	assert_int_equal(told(&s)->late_packets, 0);
	end(&s);
}

static void what_comes_out_of_order_is_heard_in_order(void **state)
{
	struct sim s = begin();

	(void)state;
	s.offset = 65534;
	playout_time(s.p, s.now * MS);
	put(&s, 0, START);
	put(&s, 3, START);
	put(&s, 2, START);
	put(&s, 1, START);
	expect(&s, SILENT);
	expect(&s, SILENT);
	for (int i = 0; i < 4; i++)
		expect_whole(&s, i);
	end(&s);
}

static void a_packet_before_the_first_is_in_time(void **state)
{
	struct sim s = begin();

	(void)state;
	playout_time(s.p, s.now * MS);
	put(&s, 1, START);
	put(&s, 0, START);
	expect_whole(&s, 0);
	expect_whole(&s, 1);
	end(&s);
}

static void a_duplicate_is_counted_and_heard_once(void **state)
{
	struct sim s = begin();

	(void)state;
	playout_time(s.p, s.now * MS);
	put(&s, 0, START);
	put(&s, 0, START);
	expect(&s, SILENT);
	expect(&s, SILENT);
	put(&s, 1, START + 20);
	expect_whole(&s, 0);
	put(&s, 0, START + 40);
	expect_whole(&s, 1);
	assert_int_equal(told(&s)->duplicate_packets, 2);
	assert_int_equal(told(&s)->late_packets, 0);
	end(&s);
}

static void a_hole_is_concealed_and_costs_no_time(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	put(&s, 9 + 2, s.now);		/* 10 is lost */
	put(&s, 9 + 3, s.now);
	expect_whole(&s, 9);
	assert_int_not_equal(get(&s), SILENT);
	assert_int_not_equal(get(&s), SILENT);
	expect_whole(&s, 11);
	assert_int_equal(told(&s)->concealed_ms, 20);
	assert_int_equal(told(&s)->late_packets, 0);
	end(&s);
}

/* Sequence 10 goes on 200 ms later. */
static void a_pause_the_talker_made_is_not_concealment(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	expect_whole(&s, 9);
	while (s.now < START + 20 * 20)
		get(&s);
	playout_time(s.p, s.now * MS);
	put_at(&s, 10, FIRST + 20 * 160, s.now);
	for (int i = 0; get(&s) != 10; i++)
		assert_in_range(i, 0, 3);
	expect(&s, 10);
	assert_int_equal(told(&s)->concealed_ms, 0);
	assert_int_equal(told(&s)->late_packets, 0);
	end(&s);
}

static void nothing_at_all_fades_to_silence(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	for (int i = 0; i < 2 + 12; i++)
		get(&s);
	for (int i = 0; i < 50; i++)
		expect(&s, SILENT);
	/* the end of a call is no endless loss */
	assert_int_equal(told(&s)->concealed_ms, 120);
	end(&s);
}

static void a_late_packet_makes_the_delay_grow_by_what_it_needs(void **state)
{
	struct sim s = begin();
	int before;

	(void)state;
	talk(&s, 10);
	before = told(&s)->delay_ms;
	expect_whole(&s, 9);
	expect(&s, 9);			/* concealed: 10 is not there */
	playout_time(s.p, s.now * MS);
	put(&s, 10, s.now - 2);
	put(&s, 11, s.now - 1);
	for (int i = 10; i < 50; i++) {
		expect_whole(&s, i);
		put(&s, i + 2, s.now - 30);
	}
	assert_int_equal(told(&s)->late_packets, 1);
	assert_int_equal(told(&s)->concealed_ms, 10);
	assert_in_range(told(&s)->delay_ms, before + 5, before + 40);
	end(&s);
}

static void a_packet_after_a_later_one_was_heard_is_dropped(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	put(&s, 11, s.now);
	expect_whole(&s, 9);
	get(&s);
	get(&s);
	expect(&s, 11);
	put(&s, 10, s.now);
	put(&s, 12, s.now);
	expect(&s, 11);
	expect_whole(&s, 12);
	assert_int_equal(told(&s)->late_packets, 1);
	assert_int_equal(told(&s)->discarded_packets, 1);
	assert_int_equal(told(&s)->concealed_ms, 20);
	end(&s);
}

/* Packets from first to last - 1 arrive late_ms after they were due. */
static void pace(struct sim *s, int first, int last, int64_t late_ms)
{
	for (int i = first; i < last; i++)
		while (true) {
			playout_time(s->p, s->now * MS);
			if (START + 20 * i + late_ms <= s->now) {
				put(s, i, START + 20 * i + late_ms);
				break;
			}
			get(s);
		}
}

/* The first is held up for 100 ms, the others are not.  Nobody speaks, so that
 * it costs nothing. */
static void delay_that_nobody_needs_is_given_back(void **state)
{
	struct sim s = begin_silent();

	(void)state;
	s.now += 100;
	playout_time(s.p, s.now * MS);
	put(&s, 0, s.now);
	pace(&s, 1, 600, 0);
	assert_in_range(told(&s)->delay_ms, 3, 18);
	assert_in_range(told(&s)->squeezed_ms, 90, 130);
	assert_int_equal(told(&s)->concealed_ms, 0);
	end(&s);
}

/* Later by and by: the buffer grows before the first is late. */
static void slack_that_is_scarce_is_added_to(void **state)
{
	struct sim s = begin_silent();

	(void)state;
	for (int i = 0; i < 60; i++)
		pace(&s, 10 * i, 10 * (i + 1), i);
	assert_in_range(told(&s)->delay_ms, 0, 18);
	assert_in_range(told(&s)->stretched_ms, 30, 70);
	assert_int_equal(told(&s)->late_packets, 0);
	assert_int_equal(told(&s)->concealed_ms, 0);
	end(&s);
}

/* A tone is no voice: it is neither stretched nor squeezed. */
static void keys_and_music_stay_as_long_as_they_were(void **state)
{
	struct sim s = begin();

	(void)state;
	playout_latency(s.p, 0, false);
	s.tone = true;
	s.now += 60;
	playout_time(s.p, s.now * MS);
	put(&s, 0, s.now);
	pace(&s, 1, 300, 0);
	assert_in_range(told(&s)->delay_ms, 80, 90);
	assert_int_equal(told(&s)->squeezed_ms, 0);
	end(&s);
}

/* Held up for longer and longer, each time longer than what waits. */
static void it_never_grows_beyond_its_limit(void **state)
{
	struct sim s = begin();
	int most = 0, first = 0;

	(void)state;
	for (int late = 0; late < 3000; late += 230, first += 100) {
		pace(&s, first, first + 50, late);
		/* what was held up comes at once, then all is on time */
		pace(&s, first + 50, first + 100, 0);
		most = told(&s)->delay_ms > most ? told(&s)->delay_ms : most;
	}
	assert_in_range(most, 300, PLAYOUT_MAX_MS);
	end(&s);
}

static void a_jump_of_time_stamps_is_followed_at_the_second_packet(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	put_at(&s, 10, 77000000, s.now);
	expect_whole(&s, 9);
	put_at(&s, 11, 77000160, s.now);
	get(&s);
	get(&s);
	put_at(&s, 12, 77000320, s.now);
	expect_whole(&s, 11);
	expect_whole(&s, 12);
	end(&s);
}

static void one_odd_time_stamp_changes_nothing(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	put_at(&s, 500, 77000000, s.now);
	put(&s, 10, s.now);
	expect_whole(&s, 9);
	put_at(&s, 501, 99000000, s.now);
	put(&s, 11, s.now);
	expect_whole(&s, 10);
	expect_whole(&s, 11);
	end(&s);
}

/* Time stamps went on while nothing was sent, or stood still: either way. */
static void after_a_long_pause_it_begins_afresh(void **state)
{
	(void)state;
	for (int stood = 0; stood < 2; stood++) {
		struct sim s = begin();
		uint32_t on = stood ? 0 : 5 * 8000;

		talk(&s, 10);
		for (int i = 0; i < 500; i++)
			get(&s);
		playout_time(s.p, s.now * MS);
		put_at(&s, 10, FIRST + 10 * 160 + on, s.now);
		for (int i = 0; get(&s) != 10; i++)
			assert_in_range(i, 0, 4);
		expect(&s, 10);
		assert_in_range(told(&s)->delay_ms, 15, 35);
		end(&s);
	}
}

/* The process stood still: what came meanwhile is over, and no delay. */
static void time_that_was_skipped_is_over(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	s.now += 5000;
	playout_time(s.p, s.now * MS);
	for (int i = 10; i < 10 + 250; i++)
		put(&s, i, START + 20 * i);
	expect_whole(&s, 259 % 60);
	assert_in_range(told(&s)->delay_ms, 15, 35);
	end(&s);
}

/* Packets that waited for the stream to be attached are no delay either. */
static void packets_from_before_the_beginning_are_over(void **state)
{
	struct sim s = begin();

	(void)state;
	s.now += 2000;
	playout_time(s.p, s.now * MS);
	for (int i = 0; i <= 100; i++)
		put(&s, i, START + 20 * i);
	expect_whole(&s, 99 % 60);
	expect_whole(&s, 100 % 60);
	assert_int_equal(told(&s)->late_packets, 0);
	end(&s);
}

static void nobody_listening_changes_nothing_but_the_work(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	for (int i = 10; i < 20; i++) {
		playout_time(s.p, s.now * MS);
		put(&s, i, s.now);
		playout_pass(s.p);
		playout_time(s.p, (s.now + 10) * MS);
		playout_pass(s.p);
		s.now += 20;
	}
	put(&s, 20, s.now);
	expect_whole(&s, 19);
	expect_whole(&s, 20);
	assert_int_equal(told(&s)->concealed_ms, 0);
	end(&s);
}

/* A frame of the sound that a decoder makes of this payload, over and over. */
static int play_with(struct sim *s, struct decoder *d, int from, int packets,
	const uint8_t *payload, size_t n)
{
	int16_t frame[MEDIA_FRAME_MAX];
	int rate_hz = 0;

	for (int i = from; i < from + packets; i++) {
		struct playout_packet k = { .timestamp = FIRST +
			(uint32_t)i * 160, .sequence = (uint16_t)i,
			.decoder = d, .payload = payload, .n = n };

		playout_time(s->p, s->now * MS);
		assert_true(playout_put(s->p, &k, s->now * MS));
		playout_get(s->p, frame);
		s->now += 10;
		playout_time(s->p, s->now * MS);
		rate_hz = playout_get(s->p, frame);
		s->now += 10;
	}
	return rate_hz;
}

/* G.722 has the clock of PCMU and twice its rate; L16 has another clock. */
static void another_codec_in_the_stream_may_change_the_rate(void **state)
{
	struct decoder *g722 = decoder_new(&codec_g722);
	struct decoder *l16 = decoder_new(codec_find("L16", 16000, 1));
	static const uint8_t payload[640] = { 0x55, 0x77 };
	struct sim s = begin();

	(void)state;
	assert_int_equal(play_with(&s, s.decoder, 0, 20, payload, 160), 8000);
	assert_int_equal(play_with(&s, g722, 20, 20, payload, 160), 16000);
	assert_int_equal(told(&s)->concealed_ms, 0);
	assert_int_equal(play_with(&s, s.decoder, 40, 20, payload, 160), 8000);
	assert_int_equal(play_with(&s, l16, 60, 20, payload, 640), 16000);
	playout_forget(s.p, l16);
	decoder_free(l16);
	decoder_free(g722);
	end(&s);
}

/* RFC 3389, at -40 dBov, until somebody speaks again. */
static void comfort_noise_is_heard_as_long_as_the_pause_lasts(void **state)
{
	const uint8_t level = 40;
	struct sim s = begin();
	struct playout_packet noise = { .timestamp = FIRST + 10 * 160,
		.sequence = 10, .payload = &level, .n = 1 };
	int16_t frame[MEDIA_FRAME_MAX];

	(void)state;
	talk(&s, 10);
	playout_time(s.p, s.now * MS);
	assert_true(playout_put(s.p, &noise, s.now * MS));
	for (int i = 0; i < 500; i++, s.now += 10) {
		int64_t power = 0;

		playout_time(s.p, s.now * MS);
		assert_int_equal(playout_get(s.p, frame), 8000);
		for (int k = 0; k < 80; k++)
			power += frame[k] * frame[k];
		/* 328 squared, and what chance makes of it */
		if (i > 8)
			assert_in_range(power / 80, 50000, 200000);
	}
	playout_time(s.p, s.now * MS);
	put_at(&s, 11, FIRST + 260 * 160, s.now);
	for (int i = 0; get(&s) != 11; i++)
		assert_in_range(i, 0, 4);
	assert_int_equal(told(&s)->concealed_ms, 0);
	end(&s);
}

/* A key's packets are no sound, and what follows them is no loss. */
static void packets_of_keys_are_not_missing(void **state)
{
	struct sim s = begin();

	(void)state;
	talk(&s, 10);
	expect_whole(&s, 9);
	for (int i = 10; i < 20; i++) {
		playout_time(s.p, s.now * MS);
		playout_other(s.p, (uint16_t)i);
		get(&s);
		get(&s);
	}
	playout_time(s.p, s.now * MS);
	put(&s, 20, s.now);
	for (int i = 0; get(&s) != 20; i++)
		assert_in_range(i, 0, 4);
	assert_int_equal(told(&s)->concealed_ms, 0);
	end(&s);
}

/* By 300 ppm, either way. */
static void in_ten_hours_of_drift_nothing_grows(void **state)
{
	const int64_t packets = 10 * 3600 * 50;

	(void)state;
	for (int ppm = -300; ppm <= 300; ppm += 600) {
		struct sim s = begin_silent();

		for (int64_t i = 0, now = START; i < packets; now += 10) {
			int64_t sent = START + 20 * i - 20 * i * ppm / 1000000;

			playout_time(s.p, now * MS);
			if (sent <= now)
				put(&s, (int)i++, sent);
			s.now = now;
			get(&s);
		}
		assert_in_range(told(&s)->delay_ms, 0, 20);
		assert_int_equal(told(&s)->late_packets, 0);
		assert_int_equal(told(&s)->concealed_ms, 0);
		end(&s);
	}
}

static void packets_of_other_lengths_fit_together(void **state)
{
	struct sim s = begin();
	uint8_t payload[LONGEST + 1];
	const size_t lengths[] = { 240, 33, 1, 960, 80, 47, 800 };
	uint32_t at = 0, heard = 0;

	(void)state;
	memset(payload, 0x90, sizeof payload);
	playout_time(s.p, s.now * MS);
	for (uint16_t i = 0; i < 7; i++) {
		struct playout_packet k = { .timestamp = at, .sequence = i,
			.decoder = s.decoder, .payload = payload,
			.n = lengths[i] };

		assert_true(playout_put(s.p, &k, s.now * MS));
		at += (uint32_t)lengths[i];
	}
	while (heard < at / 80 + 2) {
		get(&s);
		heard++;
	}
	assert_int_equal(told(&s)->concealed_ms, 0);
	end(&s);
}

static void a_payload_that_is_too_long_or_empty_is_refused(void **state)
{
	struct sim s = begin();
	static uint8_t payload[LONGEST + 1];
	struct playout_packet k = { .decoder = s.decoder, .payload = payload };

	(void)state;
	assert_false(playout_put(s.p, &k, 0));
	k.n = sizeof payload;
	assert_false(playout_put(s.p, &k, 0));
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_first_packet_there_is_silence),
		cmocka_unit_test(the_first_packet_plays_after_20_to_30_ms),
		cmocka_unit_test(what_comes_in_order_is_heard_in_order),
		cmocka_unit_test(what_comes_out_of_order_is_heard_in_order),
		cmocka_unit_test(a_packet_before_the_first_is_in_time),
		cmocka_unit_test(a_duplicate_is_counted_and_heard_once),
		cmocka_unit_test(a_hole_is_concealed_and_costs_no_time),
		cmocka_unit_test(a_pause_the_talker_made_is_not_concealment),
		cmocka_unit_test(nothing_at_all_fades_to_silence),
		cmocka_unit_test(
			a_late_packet_makes_the_delay_grow_by_what_it_needs),
		cmocka_unit_test(
			a_packet_after_a_later_one_was_heard_is_dropped),
		cmocka_unit_test(delay_that_nobody_needs_is_given_back),
		cmocka_unit_test(slack_that_is_scarce_is_added_to),
		cmocka_unit_test(keys_and_music_stay_as_long_as_they_were),
		cmocka_unit_test(it_never_grows_beyond_its_limit),
		cmocka_unit_test(
			a_jump_of_time_stamps_is_followed_at_the_second_packet),
		cmocka_unit_test(one_odd_time_stamp_changes_nothing),
		cmocka_unit_test(after_a_long_pause_it_begins_afresh),
		cmocka_unit_test(time_that_was_skipped_is_over),
		cmocka_unit_test(packets_from_before_the_beginning_are_over),
		cmocka_unit_test(nobody_listening_changes_nothing_but_the_work),
		cmocka_unit_test(
			another_codec_in_the_stream_may_change_the_rate),
		cmocka_unit_test(
			comfort_noise_is_heard_as_long_as_the_pause_lasts),
		cmocka_unit_test(packets_of_keys_are_not_missing),
		cmocka_unit_test(in_ten_hours_of_drift_nothing_grows),
		cmocka_unit_test(packets_of_other_lengths_fit_together),
		cmocka_unit_test(
			a_payload_that_is_too_long_or_empty_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
