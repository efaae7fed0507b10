/* Packets wait for their time, in bounded room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "media/shelf.h"

static void put(struct shelf *s, uint16_t sequence, uint32_t timestamp,
	size_t n)
{
	static uint8_t payload[2000];
	struct shelf_packet p = { .timestamp = timestamp, .samples = 160,
		.sequence = sequence, .payload = payload, .n = n };

	memset(payload, sequence & 0xff, n);
	shelf_put(s, &p);
}

/* The sequence number of the first; -1: none. */
static int first(struct shelf *s, uint32_t timestamp)
{
	const struct shelf_packet *p = shelf_first(s, timestamp);

	if (!p)
		return -1;
	for (size_t i = 0; i < p->n; i++)
		assert_int_equal(p->payload[i], p->sequence & 0xff);
	return p->sequence;
}

static void the_earliest_that_is_not_over_is_first(void **state)
{
	static struct shelf s;

	(void)state;
	shelf_clear(&s);
	assert_int_equal(first(&s, 0), -1);
	put(&s, 2, 320, 160);
	put(&s, 1, 160, 160);
	put(&s, 0, 0, 160);
	assert_int_equal(first(&s, 0), 0);
	assert_int_equal(first(&s, 159), 0);
	assert_int_equal(first(&s, 160), 1);
	assert_int_equal(first(&s, 0), 1);	/* the other has left */
	shelf_take(&s, shelf_first(&s, 160));
	assert_int_equal(first(&s, 160), 2);
	assert_int_equal(s.waiting, 1);
}

static void time_stamps_wrap(void **state)
{
	static struct shelf s;

	(void)state;
	shelf_clear(&s);
	put(&s, 0, UINT32_MAX - 159, 160);
	put(&s, 1, 0, 160);
	assert_int_equal(first(&s, UINT32_MAX - 159), 0);
	assert_int_equal(first(&s, 0), 1);
}

static void a_packet_is_known_also_after_it_left(void **state)
{
	static struct shelf s;
	struct shelf_packet p = { .timestamp = 160, .sequence = 1 };

	(void)state;
	shelf_clear(&s);
	assert_false(shelf_knows(&s, &p));
	put(&s, 1, 160, 160);
	assert_true(shelf_knows(&s, &p));
	shelf_take(&s, shelf_first(&s, 0));
	assert_true(shelf_knows(&s, &p));
	p.sequence = 1 + SHELF_SLOTS;
	assert_false(shelf_knows(&s, &p));
	shelf_clear(&s);
	p.sequence = 1;
	assert_false(shelf_knows(&s, &p));
}

static void too_many_packets_push_out_the_oldest(void **state)
{
	static struct shelf s;

	(void)state;
	shelf_clear(&s);
	for (uint16_t i = 0; i < 3 * SHELF_SLOTS; i++)
		put(&s, i, i * 160u, 160);
	assert_int_equal(s.waiting, SHELF_SLOTS);
	assert_int_equal(first(&s, 0), 2 * SHELF_SLOTS);
}

static void too_many_bytes_push_out_the_oldest(void **state)
{
	static struct shelf s;
	int oldest;

	(void)state;
	shelf_clear(&s);
	for (uint16_t i = 0; i < 40; i++)
		put(&s, i, i * 160u, 1400);
	oldest = first(&s, 0);
	/* all of those left are whole, and nearly all of the room is used */
	assert_in_range(oldest, 40 - SHELF_BYTES / 1400, 40 - 9);
	for (int i = oldest; i < 40; i++) {
		assert_int_equal(first(&s, (uint32_t)i * 160), i);
		shelf_take(&s, shelf_first(&s, (uint32_t)i * 160));
	}
	assert_int_equal(s.waiting, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_earliest_that_is_not_over_is_first),
		cmocka_unit_test(time_stamps_wrap),
		cmocka_unit_test(a_packet_is_known_also_after_it_left),
		cmocka_unit_test(too_many_packets_push_out_the_oldest),
		cmocka_unit_test(too_many_bytes_push_out_the_oldest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
