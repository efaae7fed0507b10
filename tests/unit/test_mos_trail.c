/* How a call has sounded, in steps of five seconds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "mos_trail.h"

static void a_step_is_as_bad_as_its_worst_second(void **state)
{
	static const double seconds[] = { 4.3, 4.3, 2.9, 4.3, 4.3, 4.2, -1 };
	struct mos_trail t;

	(void)state;
	mos_trail_start(&t, 7);
	for (int i = 0; i < 7; i++)
		mos_trail_add(&t, seconds[i]);
	assert_int_equal(t.n, 2);
	assert_true(fabs(t.steps[0] - 2.9) < 0.01);
	assert_true(fabs(t.steps[1] - 4.2) < 0.01);
}

static void what_is_not_known_stays_unknown(void **state)
{
	struct mos_trail t;

	(void)state;
	mos_trail_start(&t, 7);
	mos_trail_add(&t, -1);
	assert_true(isnan(t.steps[0]));
}

static void the_oldest_steps_go(void **state)
{
	struct mos_trail t;

	(void)state;
	mos_trail_start(&t, 7);
	for (int i = 0; i < MOS_TRAIL_STEP_S * (MOS_TRAIL_STEPS + 3); i++)
		mos_trail_add(&t, i < MOS_TRAIL_STEP_S * 3 ? 1 : 4);
	assert_int_equal(t.n, MOS_TRAIL_STEPS);
	assert_true(t.steps[0] > 3.9);
}

static void the_engine_knows_what_was_before(void **state)
{
	json_t *quality = json_loads("{\"series\":{\"mos_lq\":[4.1,null,"
		"\"x\",4.0,3.9,4.4]}}", 0, NULL);
	struct mos_trail t;

	(void)state;
	mos_trail_start(&t, 7);
	mos_trail_add(&t, 1);
	mos_trail_load(&t, quality);
	assert_int_equal(t.session, 7);
	assert_int_equal(t.n, 2);
	assert_true(fabs(t.steps[0] - 3.9) < 0.01);
	mos_trail_load(&t, NULL);
	assert_int_equal(t.n, 0);
	json_decref(quality);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_as_bad_as_its_worst_second),
		cmocka_unit_test(what_is_not_known_stays_unknown),
		cmocka_unit_test(the_oldest_steps_go),
		cmocka_unit_test(the_engine_knows_what_was_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
