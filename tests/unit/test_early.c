/* What comes before its keys is kept, in order, and not without end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "media/early.h"

static bool put(struct early *e, int number, size_t n)
{
	uint8_t bytes[EARLY_BYTES + 1] = { (uint8_t)number };

	return early_put(e, &(struct datagram){ .bytes = bytes, .n = n,
		.arrival_ns = number });
}

static void assert_next(struct early *e, int number)
{
	struct datagram d;

	assert_true(early_take(e, &d));
	assert_int_equal(d.bytes[0], number);
	assert_int_equal(d.arrival_ns, number);
	assert_int_equal(d.n, 172);
}

static void what_came_first_goes_first(void **state)
{
	struct early *e = early_new();
	struct datagram d;

	(void)state;
	assert_false(early_take(e, &d));
	for (int i = 0; i < 3; i++)
		assert_true(put(e, i, 172));
	for (int i = 0; i < 3; i++)
		assert_next(e, i);
	assert_false(early_take(e, &d));
	early_free(e);
}

static void the_last_ones_are_kept(void **state)
{
	struct early *e = early_new();
	struct datagram d;

	(void)state;
	for (int i = 0; i < EARLY_PACKETS + 5; i++)
		assert_int_equal(put(e, i, 172), i < EARLY_PACKETS);
	for (int i = 5; i < EARLY_PACKETS + 5; i++)
		assert_next(e, i);
	assert_false(early_take(e, &d));
	early_free(e);
}

static void a_longer_one_is_not_kept(void **state)
{
	struct early *e = early_new();
	struct datagram d;

	(void)state;
	assert_false(put(e, 1, EARLY_BYTES + 1));
	assert_false(early_take(e, &d));
	early_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came_first_goes_first),
		cmocka_unit_test(the_last_ones_are_kept),
		cmocka_unit_test(a_longer_one_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
