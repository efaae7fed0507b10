/* How loud it was, in dBFS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "media/level.h"

static void add_sine(struct level *l, double amplitude)
{
	int16_t samples[800];

	for (int i = 0; i < 800; i++)
		samples[i] = (int16_t)lround(amplitude *
			sin(2 * M_PI * i / 8));
	level_add(l, samples, 800);
}

static void a_sine_reads_its_peak(void **state)
{
	struct level l = { 0 };
	bool clipped;

	(void)state;
	add_sine(&l, 32768 * 0.25);
	assert_int_equal(level_take(&l, &clipped), -12);
	assert_false(clipped);
	add_sine(&l, 32768 * 0.01);
	assert_int_equal(level_take(&l, NULL), -40);
}

static void full_scale_is_zero_and_clipped(void **state)
{
	struct level l = { 0 };
	bool clipped;

	(void)state;
	add_sine(&l, 32767);
	assert_int_equal(level_take(&l, &clipped), 0);
	assert_true(clipped);
	for (int i = 0; i < 100; i++)
		level_add(&l, &(int16_t){ INT16_MIN }, 1);
	assert_int_equal(level_take(&l, &clipped), 0);
	assert_true(clipped);
}

static void silence_is_the_lowest_and_begins_anew(void **state)
{
	struct level l = { 0 };
	bool clipped;

	(void)state;
	add_sine(&l, 32767);
	level_take(&l, NULL);
	assert_int_equal(level_take(&l, &clipped), LEVEL_SILENCE);
	assert_false(clipped);
	add_sine(&l, 0);
	assert_int_equal(level_take(&l, NULL), LEVEL_SILENCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sine_reads_its_peak),
		cmocka_unit_test(full_scale_is_zero_and_clipped),
		cmocka_unit_test(silence_is_the_lowest_and_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
