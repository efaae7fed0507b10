/* The true pace of a card comes out of reports that are late and in steps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "audio/dll.h"

#define RATE 48000
#define PERIOD 480
#define LOOK_NS 10000000

static uint32_t noise = 1;

static double random_part(void)
{
	noise = noise * 1664525 + 1013904223;
	return (noise >> 8) * (1.0 / (1 << 24));
}

/* Looks every 10 ms and up to 3 ms late at a card with steps of 1 ms. */
static int64_t look(struct dll *d, int64_t from_ns, double seconds, double ppm)
{
	int64_t ns = from_ns;

	for (int i = 0; i < seconds * 100; i++) {
		int64_t at = from_ns + i * (int64_t)LOOK_NS +
			(int64_t)(random_part() * 3e6);
		double frames = at * 1e-9 * RATE * (1 + ppm * 1e-6);

		dll_put(d, at, floor(frames / 48) * 48);
		ns = at;
	}
	return ns;
}

static void the_rate_of_a_card_is_found_within_some_ppm(void **state)
{
	static const double ppm[] = { -500, -100, 0, 30, 300 };

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct dll d;
		int64_t ns;

		dll_init(&d, RATE, PERIOD);
		ns = look(&d, 0, 60, ppm[i]);
		assert_float_equal(dll_ppm(&d), ppm[i], 20);
		/* Half a step behind, on the average. */
		assert_float_equal(dll_frames(&d, ns),
			ns * 1e-9 * RATE * (1 + ppm[i] * 1e-6) - 24, 24);
	}
}

static void nothing_is_said_while_nothing_is_sure(void **state)
{
	struct dll d;

	(void)state;
	dll_init(&d, RATE, PERIOD);
	look(&d, 0, 2, 900);
	assert_float_equal(dll_ppm(&d), 0, 0);
}

static void a_leap_is_followed_at_once_and_the_rate_kept(void **state)
{
	struct dll d;
	int64_t ns;
	double ppm;

	(void)state;
	dll_init(&d, RATE, PERIOD);
	ns = look(&d, 0, 30, 100) + LOOK_NS;
	ppm = dll_ppm(&d);
	dll_put(&d, ns, 5);
	assert_float_equal(dll_frames(&d, ns), 5, 0.01);
	assert_float_equal(dll_ppm(&d), ppm, 0.01);
}

static void a_card_that_stands_still_bends_no_rate(void **state)
{
	struct dll d;
	double frames, ppm;
	int64_t ns;

	(void)state;
	dll_init(&d, RATE, PERIOD);
	ns = look(&d, 0, 30, 100);
	ppm = dll_ppm(&d);
	frames = d.last;
	for (int i = 1; i <= 15; i++)
		dll_put(&d, ns + i * (int64_t)LOOK_NS, frames);
	assert_float_equal(dll_ppm(&d), ppm, 25);
	assert_float_equal(dll_frames(&d, ns + 15 * (int64_t)LOOK_NS), frames,
		0.01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rate_of_a_card_is_found_within_some_ppm),
		cmocka_unit_test(nothing_is_said_while_nothing_is_sure),
		cmocka_unit_test(a_leap_is_followed_at_once_and_the_rate_kept),
		cmocka_unit_test(a_card_that_stands_still_bends_no_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
