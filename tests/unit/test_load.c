/* Encoders save when the ticks have no time left, and no longer than that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/load.h"

#define MS INT64_C(1000000)

/* So many ticks of 10 ms, each with so much work; how often it changed. */
static int work(struct load *l, int ticks, int64_t work_ns)
{
	int changes = 0;

	while (ticks--)
		changes += load_tick(l, work_ns);
	return changes;
}

static void with_time_to_spare_nothing_is_saved(void **state)
{
	struct load l;

	(void)state;
	load_init(&l);
	assert_int_equal(work(&l, 1000, 7 * MS), 0);
	assert_int_equal(load_thrift(&l), 0);
}

static void without_time_all_is_saved_within_a_second(void **state)
{
	struct load l;
	int before = 0;

	(void)state;
	load_init(&l);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(work(&l, 20, 9 * MS), 1);
		assert_true(load_thrift(&l) > before);
		before = load_thrift(&l);
	}
	assert_int_equal(load_thrift(&l), 10);
	assert_int_equal(work(&l, 1000, 20 * MS), 0);
}

static void one_long_tick_changes_nothing(void **state)
{
	struct load l;

	(void)state;
	load_init(&l);
	for (int i = 0; i < 50; i++) {
		assert_int_equal(work(&l, 1, 90 * MS), 0);
		assert_int_equal(work(&l, 19, 2 * MS), 0);
	}
}

static void what_is_saved_is_spent_again_step_by_step(void **state)
{
	struct load l;

	(void)state;
	load_init(&l);
	work(&l, 40, 9 * MS);
	assert_int_equal(load_thrift(&l), 5);
	assert_int_equal(work(&l, 2000, 5 * MS), 0);	/* that would be too much */
	assert_int_equal(work(&l, 980, 3 * MS), 0);
	assert_int_equal(work(&l, 20, 3 * MS), 1);
	assert_int_equal(load_thrift(&l), 3);
	assert_int_equal(work(&l, 1000, 3 * MS), 1);
	assert_int_equal(load_thrift(&l), 0);
	assert_int_equal(work(&l, 5000, 3 * MS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_time_to_spare_nothing_is_saved),
		cmocka_unit_test(without_time_all_is_saved_within_a_second),
		cmocka_unit_test(one_long_tick_changes_nothing),
		cmocka_unit_test(what_is_saved_is_spent_again_step_by_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
