/* Whether a card tells its position finely is found out in some 70 ms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audio/grain.h"

#define HZ 48000
#define MS 1000000

static struct grain grain;
static int64_t now_ns;
static double passed_ms;

/* Looks every so many ms at a card that moves in such steps. */
static void look(int times, double every_ms, double step_ms)
{
	for (int i = 0; i < times; i++) {
		uint64_t steps;

		now_ns += every_ms * MS;
		passed_ms += every_ms;
		steps = passed_ms / step_ms;
		grain_put(&grain, now_ns, steps * step_ms * HZ / 1000);
	}
}

static void stand_still(int ms)
{
	for (int i = 0; i < ms / 10; i++) {
		now_ns += 10 * MS;
		grain_put(&grain, now_ns, grain.frames);
	}
}

static int begin(void **state)
{
	(void)state;
	grain_init(&grain, HZ);
	now_ns = MS;
	passed_ms = 0;
	return 0;
}

static void steps_of_a_ms_are_fine(void **state)
{
	(void)state;
	look(10, GRAIN_LOOK_MS, 1);
	assert_false(grain_is_known(&grain));
	assert_false(grain_is_fine(&grain));
	look(20, GRAIN_LOOK_MS, 1);
	assert_true(grain_is_known(&grain));
	assert_true(grain_is_fine(&grain));
	look(1000, 10, 1);
	assert_true(grain_is_fine(&grain));
}

static void steps_of_a_period_are_coarse_for_good(void **state)
{
	(void)state;
	look(30, GRAIN_LOOK_MS, 10);
	assert_true(grain_is_known(&grain));
	assert_false(grain_is_fine(&grain));
	look(1000, 10, 10);
	assert_true(grain_is_known(&grain));
	assert_false(grain_is_fine(&grain));
}

static void a_fine_card_that_stood_still_is_as_fine_as_before(void **state)
{
	(void)state;
	look(30, GRAIN_LOOK_MS, 1);
	for (int i = 0; i < 10; i++) {
		stand_still(150);
		look(200, 10, 1);
	}
	assert_true(grain_is_fine(&grain));
}

static void one_that_catches_up_later_is_coarse(void **state)
{
	(void)state;
	look(30, GRAIN_LOOK_MS, 1);
	stand_still(20);
	passed_ms += 20;
	look(1, 10, 1);
	assert_false(grain_is_fine(&grain));
}

static void a_card_that_starts_anew_is_as_fine_as_before(void **state)
{
	(void)state;
	look(30, GRAIN_LOOK_MS, 1);
	grain_restart(&grain);
	passed_ms = 0;
	now_ns += 500 * MS;
	look(30, 10, 1);
	assert_true(grain_is_fine(&grain));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(steps_of_a_ms_are_fine, begin),
		cmocka_unit_test_setup(steps_of_a_period_are_coarse_for_good,
			begin),
		cmocka_unit_test_setup(
			a_fine_card_that_stood_still_is_as_fine_as_before,
			begin),
		cmocka_unit_test_setup(one_that_catches_up_later_is_coarse,
			begin),
		cmocka_unit_test_setup(
			a_card_that_starts_anew_is_as_fine_as_before, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
