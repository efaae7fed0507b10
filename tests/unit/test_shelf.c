/* Packets wait for their time, in bounded room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "media/codec.h"
#include "media/shelf.h"

static void put(struct shelf *s, uint16_t sequence, uint32_t timestamp,
	size_t n)
{
	static uint8_t payload[CODEC_PAYLOAD_MAX];
	struct shelf_packet p = { .timestamp = timestamp, .ticks = 160,
		.sequence = sequence, .payload = payload, .n = n };

	memset(payload, sequence & 0xff, n);
	assert_true(shelf_put(s, &p));
}

/* The sequence number of the first, which leaves; -1: none. */
static int take(struct shelf *s)
{
	const struct shelf_packet *p = shelf_first(s);

	if (!p)
		return -1;
	for (size_t i = 0; i < p->n; i++)
		assert_int_equal(p->payload[i], p->sequence & 0xff);
	shelf_take(s);
	return p->sequence;
}

static void packets_leave_by_time_whatever_order_they_came_in(void **state)
{
	struct shelf *s = shelf_new();

	(void)state;
	assert_int_equal(take(s), -1);
	put(s, 2, 320, 160);
	put(s, 1, 160, 1000);
	put(s, 0, 0, 160);
	for (int i = 0; i < 3; i++)
		assert_int_equal(take(s), i);
	assert_int_equal(take(s), -1);
	shelf_free(s);
}

static void time_stamps_wrap(void **state)
{
	struct shelf *s = shelf_new();

	(void)state;
	put(s, 1, 0, 160);
	put(s, 0, UINT32_MAX - 159, 160);
	assert_int_equal(take(s), 0);
	assert_int_equal(take(s), 1);
	shelf_free(s);
}

static void a_packet_is_known_also_after_it_left(void **state)
{
	struct shelf *s = shelf_new();

	(void)state;
	assert_false(shelf_knows(s, 65535));
	put(s, 65535, 160, 160);
	put(s, 1, 480, 160);
	assert_true(shelf_knows(s, 65535));
	assert_false(shelf_knows(s, 0));
	take(s);
	assert_true(shelf_knows(s, 65535));
	put(s, 2000, 160, 160);		/* so long ago that it may be another */
	assert_false(shelf_knows(s, 65535));
	shelf_clear(s);
	assert_false(shelf_knows(s, 2000));
	shelf_free(s);
}

static void too_many_packets_push_out_the_earliest(void **state)
{
	const size_t sizes[] = { 160, 1400 };

	(void)state;
	for (int size = 0; size < 2; size++) {
		struct shelf *s = shelf_new();

		for (uint16_t i = 0; i < 3 * SHELF_PLACES; i++)
			put(s, i, i * 160u, sizes[size]);
		for (int i = 2 * SHELF_PLACES; i < 3 * SHELF_PLACES; i++)
			assert_int_equal(take(s), i);
		assert_int_equal(take(s), -1);
		shelf_free(s);
	}
}

static void what_waits_for_a_decoder_leaves_with_it(void **state)
{
	struct shelf *s = shelf_new();
	struct decoder *d = decoder_new(&codec_pcmu);
	struct shelf_packet p = { .timestamp = 320, .ticks = 160,
		.sequence = 2, .decoder = d, .payload = (uint8_t *)"", .n = 1 };

	(void)state;
	put(s, 1, 160, 160);
	assert_true(shelf_put(s, &p));
	put(s, 3, 480, 160);
	shelf_forget(s, d);
	assert_int_equal(take(s), 1);
	assert_int_equal(take(s), 3);
	assert_int_equal(take(s), -1);
	decoder_free(d);
	shelf_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			packets_leave_by_time_whatever_order_they_came_in),
		cmocka_unit_test(time_stamps_wrap),
		cmocka_unit_test(a_packet_is_known_also_after_it_left),
		cmocka_unit_test(too_many_packets_push_out_the_earliest),
		cmocka_unit_test(what_waits_for_a_decoder_leaves_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
