/* Keys become packets and packets become keys (RFC 4733). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "media/bytes.h"
#include "media/telephone_event.h"

#define MS INT64_C(1000000)
#define PACKET 160u		/* samples */

/* --- sending ------------------------------------------------------------- */

struct sent {
	struct key_packet packets[1024];
	bool is_key[1024];
	int n;
};

static void run(struct key_sender *s, int packets, struct sent *sent)
{
	memset(sent, 0, sizeof *sent);
	for (; sent->n < packets; sent->n++)
		sent->is_key[sent->n] = key_sender_packet(s,
			1000 + (uint32_t)sent->n * PACKET, PACKET,
			&sent->packets[sent->n]);
}

static unsigned duration_of(const struct key_packet *p)
{
	return bytes_get16(p->payload + 2);
}

static bool is_end(const struct key_packet *p)
{
	return p->payload[1] & 0x80;
}

static struct key_job job(char *keys, int duration_ms, int gap_ms)
{
	return (struct key_job){ .keys = keys, .duration_ms = duration_ms,
		.gap_ms = gap_ms, .volume = 10 };
}

static void a_key_grows_and_ends_three_times(void **state)
{
	struct key_sender s = { 0 };
	struct key_job j = job("#", 100, 40);
	static struct sent sent;

	(void)state;
	key_sender_add(&s, &j);
	run(&s, 8, &sent);
	for (int i = 0; i < 7; i++) {
		const struct key_packet *p = &sent.packets[i];

		assert_true(sent.is_key[i]);
		assert_int_equal(p->payload[0], 11);
		assert_int_equal(p->payload[1] & 0x3f, 10);
		assert_int_equal(p->timestamp, 1000);
		assert_int_equal(p->marker, i == 0);
		assert_int_equal(is_end(p), i >= 4);
		assert_int_equal(duration_of(p), i < 4 ? (i + 1) * 160 : 800);
	}
	assert_false(sent.is_key[7]);
}

static void a_duration_that_is_no_whole_packet_is_told_exactly(void **state)
{
	struct key_sender s = { 0 };
	struct key_job j = job("1", 70, 40);
	static struct sent sent;

	(void)state;
	key_sender_add(&s, &j);
	run(&s, 6, &sent);
	assert_int_equal(duration_of(&sent.packets[3]), 560);
	assert_true(is_end(&sent.packets[3]));
	assert_int_equal(duration_of(&sent.packets[5]), 560);
}

/* 100 ms beside Opus: 4800 ticks, in packets of 960. */
static void beside_opus_keys_run_on_its_clock(void **state)
{
	struct key_sender s = { 0 };
	struct key_job j = job("5", 100, 40);
	struct key_packet p;

	(void)state;
	key_sender_clock(&s, 48000);
	key_sender_add(&s, &j);
	for (unsigned i = 0; i < 7; i++) {
		assert_true(key_sender_packet(&s, 1000 + i * 960, 960, &p));
		assert_int_equal(p.timestamp, 1000);
		assert_int_equal(duration_of(&p), i < 4 ? (i + 1) * 960 : 4800);
		assert_int_equal(is_end(&p), i >= 4);
	}
	assert_false(key_sender_packet(&s, 1000 + 7 * 960, 960, &p));
}

/* 65535 ticks are 1365 ms there; the key goes on in a second segment. */
static void a_long_key_beside_opus_has_segments(void **state)
{
	struct key_sender s = { 0 };
	struct key_receiver r = { 0 };
	struct key_job j = job("5", 3000, 40);
	struct key_packet p;

	(void)state;
	key_sender_clock(&s, 48000);
	key_receiver_clock(&r, 48000);
	key_sender_add(&s, &j);
	for (unsigned i = 0; i < 200; i++)
		if (key_sender_packet(&s, i * 960, 960, &p))
			key_receiver_packet(&r, p.payload, sizeof p.payload,
				p.timestamp, i * 20 * MS);
	assert_int_equal(r.n, 1);
	assert_int_equal(key_receiver_look(&r)->duration_ms, 3000);
}

static void another_clock_ends_what_is_in_hand(void **state)
{
	struct key_sender s = { 0 };
	struct key_receiver r = { 0 };
	struct key_job j = job("12", 100, 40);
	struct key_packet p;

	(void)state;
	key_sender_add(&s, &j);
	key_sender_packet(&s, 0, 160, &p);
	key_receiver_packet(&r, p.payload, sizeof p.payload, 0, 0);
	key_sender_clock(&s, 48000);
	key_receiver_clock(&r, 48000);
	assert_int_equal(key_receiver_look(&r)->duration_ms, 20);
	assert_true(key_sender_packet(&s, 480, 960, &p));
	assert_int_equal(p.payload[0], 2);
	assert_true(p.marker);
}

static void keys_follow_each_other_after_the_gap(void **state)
{
	struct key_sender s = { 0 };
	struct key_job j = job("1d", 40, 100);
	static struct sent sent;
	/* 2 of the key, 2 more ends, 3 of sound: 100 ms after its end */
	const bool expected[] = { 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0 };

	(void)state;
	key_sender_add(&s, &j);
	run(&s, 12, &sent);
	assert_memory_equal(sent.is_key, expected, sizeof expected);
	assert_true(sent.packets[7].marker);
	assert_int_equal(sent.packets[7].timestamp, 1000 + 7 * PACKET);
	assert_int_equal(sent.packets[7].payload[0], 15);
}

static void a_comma_waits_two_seconds(void **state)
{
	struct key_sender s = { 0 };
	struct key_job j = job(",1", 40, 40);
	static struct sent sent;

	(void)state;
	key_sender_add(&s, &j);
	run(&s, 101, &sent);
	for (int i = 0; i < 100; i++)
		assert_false(sent.is_key[i]);
	assert_true(sent.is_key[100]);
}

/* 20 s are 160,000 samples: segments of 65,535, 65,535 and 28,930. */
static void a_long_key_goes_on_in_segments(void **state)
{
	struct key_sender s = { 0 };
	struct key_job j = job("5", 20000, 40);
	static struct sent sent;
	uint32_t told = 0;
	int ends = 0, segments = 1, markers = 0;

	(void)state;
	key_sender_add(&s, &j);
	run(&s, 1010, &sent);
	for (int i = 0; i < sent.n && sent.is_key[i]; i++) {
		const struct key_packet *p = &sent.packets[i];

		if (i && p->timestamp != p[-1].timestamp) {
			assert_int_equal(p->timestamp - p[-1].timestamp, 65535);
			assert_int_equal(duration_of(p - 1), 65535);
			assert_false(is_end(p - 1));
			segments++;
		}
		told = p->timestamp - 1000 + duration_of(p);
		ends += is_end(p);
		markers += p->marker;
	}
	assert_int_equal(told, 160000);
	assert_int_equal(segments, 3);
	assert_int_equal(ends, 3);
	assert_int_equal(markers, 1);
}

static void a_job_is_done_when_its_last_key_has_ended(void **state)
{
	struct key_sender s = { 0 };
	struct key_job a = job("12", 40, 0), b = job("3", 40, 0);
	static struct sent sent;

	(void)state;
	key_sender_add(&s, &a);
	key_sender_add(&s, &b);
	run(&s, 7, &sent);
	assert_null(key_sender_done(&s));
	run(&s, 1, &sent);
	assert_ptr_equal(key_sender_done(&s), &a);
	assert_null(key_sender_done(&s));
	run(&s, 4, &sent);
	assert_ptr_equal(key_sender_done(&s), &b);
	assert_null(key_sender_done(&s));
	run(&s, 1, &sent);
	assert_false(sent.is_key[0]);
}

static void dropped_jobs_are_done(void **state)
{
	struct key_sender s = { 0 };
	struct key_job a = job("12", 40, 0), b = job("3", 40, 0);
	static struct sent sent;

	(void)state;
	key_sender_add(&s, &a);
	run(&s, 1, &sent);
	key_sender_add(&s, &b);
	key_sender_drop(&s);
	assert_ptr_equal(key_sender_done(&s), &a);
	assert_ptr_equal(key_sender_done(&s), &b);
	run(&s, 1, &sent);
	assert_false(sent.is_key[0]);
}

static void skipped_time_ends_a_key_where_it_was(void **state)
{
	struct key_sender s = { 0 };
	struct key_job j = job("1", 1000, 0);
	static struct sent sent;

	(void)state;
	key_sender_add(&s, &j);
	run(&s, 3, &sent);
	key_sender_skip(&s);
	run(&s, 3, &sent);
	for (int i = 0; i < 3; i++) {
		assert_true(is_end(&sent.packets[i]));
		assert_int_equal(duration_of(&sent.packets[i]), 480);
		assert_int_equal(sent.packets[i].timestamp, 1000);
	}
}

static void only_keys_are_keys(void **state)
{
	(void)state;
	for (const char *k = "0123456789*#ABCDabcd,"; *k; k++)
		assert_true(telephone_event_is_key(*k));
	for (const char *k = "EFz+ .;\n"; *k; k++)
		assert_false(telephone_event_is_key(*k));
	assert_false(telephone_event_is_key('\0'));
}

/* --- receiving ----------------------------------------------------------- */

static void hear(struct key_receiver *r, int code, bool end, unsigned duration,
	uint32_t timestamp, int64_t ms)
{
	uint8_t payload[4] = { (uint8_t)code, (uint8_t)(end << 7 | 10) };

	bytes_put16(payload + 2, (uint16_t)duration);
	assert_true(key_receiver_packet(r, payload, 4, timestamp, ms * MS));
}

/* The keys told so far, as text; the last one's duration. */
static const char *told(struct key_receiver *r, int *ms)
{
	static char text[64];
	const struct key_heard *k;
	int n = 0;

	while ((k = key_receiver_look(r))) {
		text[n++] = k->key;
		if (ms)
			*ms = k->duration_ms;
		key_receiver_next(r);
	}
	text[n] = '\0';
	return text;
}

static void a_key_is_told_once_at_its_end(void **state)
{
	struct key_receiver r = { 0 };
	int ms = 0;

	(void)state;
	hear(&r, 1, false, 160, 5000, 0);
	hear(&r, 1, false, 320, 5000, 20);
	assert_string_equal(told(&r, NULL), "");
	for (int i = 0; i < 3; i++)
		hear(&r, 1, true, 800, 5000, 100);
	assert_string_equal(told(&r, &ms), "1");
	assert_int_equal(ms, 100);
	hear(&r, 1, false, 480, 5000, 120);	/* overtaken */
	assert_string_equal(told(&r, NULL), "");
}

static void the_same_key_twice_is_two(void **state)
{
	struct key_receiver r = { 0 };

	(void)state;
	hear(&r, 9, true, 800, 5000, 0);
	hear(&r, 9, true, 800, 6600, 200);
	assert_string_equal(told(&r, NULL), "99");
}

static void a_lost_end_is_made_up_for_by_time(void **state)
{
	struct key_receiver r = { 0 };
	int ms = 0;

	(void)state;
	hear(&r, 10, false, 400, 5000, 1000);
	key_receiver_time(&r, 1150 * MS);
	assert_string_equal(told(&r, NULL), "");
	key_receiver_time(&r, 1201 * MS);
	assert_string_equal(told(&r, &ms), "*");
	assert_int_equal(ms, 50);
	hear(&r, 10, true, 800, 5000, 1210);	/* late, and known already */
	assert_string_equal(told(&r, NULL), "");
}

static void a_lost_end_is_made_up_for_by_the_next_key(void **state)
{
	struct key_receiver r = { 0 };

	(void)state;
	hear(&r, 12, false, 400, 5000, 0);
	hear(&r, 16, true, 800, 6600, 150);
	assert_string_equal(told(&r, NULL), "AF");
}

static void the_end_alone_is_enough(void **state)
{
	struct key_receiver r = { 0 };

	(void)state;
	hear(&r, 0, true, 800, 5000, 0);
	assert_string_equal(told(&r, NULL), "0");
}

static void a_long_key_in_segments_is_one(void **state)
{
	struct key_receiver r = { 0 };
	int ms = 0;

	(void)state;
	hear(&r, 5, false, 65520, 5000, 0);
	hear(&r, 5, false, 65535, 5000, 20);
	hear(&r, 5, false, 160, 5000 + 65535, 40);
	hear(&r, 5, false, 65535, 5000, 50);		/* overtaken */
	hear(&r, 5, true, 28930, 5000 + 65535, 60);
	assert_string_equal(told(&r, &ms), "5");
	assert_int_equal(ms, (65535 + 28930) / 8);
}

static void keys_out_of_order_are_not_told_again(void **state)
{
	struct key_receiver r = { 0 };

	(void)state;
	hear(&r, 1, true, 800, 5000, 0);
	hear(&r, 2, true, 800, 6600, 0);
	hear(&r, 1, true, 800, 5000, 10);
	assert_string_equal(told(&r, NULL), "12");
}

static void another_source_begins_with_any_time_stamp(void **state)
{
	struct key_receiver r = { 0 };

	(void)state;
	hear(&r, 1, false, 800, 5000, 0);
	key_receiver_restart(&r);
	hear(&r, 2, true, 800, 4990, 0);
	assert_string_equal(told(&r, NULL), "12");
}

static void what_is_no_key_is_not_told(void **state)
{
	struct key_receiver r = { 0 };
	uint8_t payload[4] = { 1, 0x80, 1, 0 };

	(void)state;
	hear(&r, 17, true, 800, 5000, 0);
	hear(&r, 255, true, 800, 6000, 0);
	for (size_t n = 0; n < 4; n++)
		assert_false(key_receiver_packet(&r, payload, n, 7000, 0));
	assert_string_equal(told(&r, NULL), "");
}

static void more_keys_than_wait_are_dropped(void **state)
{
	struct key_receiver r = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 40; i++)
		hear(&r, 3, true, 800, 5000 + i * 1000, i);
	assert_int_equal(strlen(told(&r, NULL)), KEYS_WAITING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_grows_and_ends_three_times),
		cmocka_unit_test(
			a_duration_that_is_no_whole_packet_is_told_exactly),
		cmocka_unit_test(beside_opus_keys_run_on_its_clock),
		cmocka_unit_test(a_long_key_beside_opus_has_segments),
		cmocka_unit_test(another_clock_ends_what_is_in_hand),
		cmocka_unit_test(keys_follow_each_other_after_the_gap),
		cmocka_unit_test(a_comma_waits_two_seconds),
		cmocka_unit_test(a_long_key_goes_on_in_segments),
		cmocka_unit_test(a_job_is_done_when_its_last_key_has_ended),
		cmocka_unit_test(dropped_jobs_are_done),
		cmocka_unit_test(skipped_time_ends_a_key_where_it_was),
		cmocka_unit_test(only_keys_are_keys),
		cmocka_unit_test(a_key_is_told_once_at_its_end),
		cmocka_unit_test(the_same_key_twice_is_two),
		cmocka_unit_test(a_lost_end_is_made_up_for_by_time),
		cmocka_unit_test(a_lost_end_is_made_up_for_by_the_next_key),
		cmocka_unit_test(the_end_alone_is_enough),
		cmocka_unit_test(a_long_key_in_segments_is_one),
		cmocka_unit_test(keys_out_of_order_are_not_told_again),
		cmocka_unit_test(another_source_begins_with_any_time_stamp),
		cmocka_unit_test(what_is_no_key_is_not_told),
		cmocka_unit_test(more_keys_than_wait_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
