/* The noise behind a voice is measured, told, and made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "media/noise.h"

#define N 8000

static double power_of(const int16_t *x, int n)
{
	double power = 0;

	for (int i = 0; i < n; i++)
		power += (double)x[i] * x[i];
	return power / n;
}

static double tilt_of(const int16_t *x, int n)
{
	double product = 0;

	for (int i = 1; i < n; i++)
		product += (double)x[i] * x[i - 1];
	return product / n / power_of(x, n);
}

/* So many frames of noise of this amplitude; rough: each sample by itself. */
static void hear(struct noise *n, int amplitude, int frames, int rough)
{
	int16_t frame[80];
	int last = 0;

	for (int f = 0; f < frames; f++) {
		for (int i = 0; i < 80; i++) {
			int at = rand() % (2 * amplitude + 1) - amplitude;

			last = rough ? at : (7 * last + 3 * at) / 8;
			frame[i] = (int16_t)last;
		}
		noise_hear(n, frame, 80, (float)power_of(frame, 80));
	}
}

static void nothing_heard_makes_nothing(void **state)
{
	struct noise n;
	int16_t made[N];

	(void)state;
	noise_restart(&n);
	assert_true(noise_is_silent(&n));
	noise_make(&n, 1, made, N);
	assert_true(power_of(made, N) == 0);
}

static void a_voice_in_between_is_not_taken_for_noise(void **state)
{
	struct noise n;
	int16_t made[N];

	(void)state;
	srand(1);
	noise_restart(&n);
	for (int i = 0; i < 10; i++) {
		hear(&n, 100, 40, 1);
		hear(&n, 10000, 60, 1);
	}
	noise_make(&n, 1, made, N);
	/* 10 log (100 * 100 / 3), within 4 dB */
	assert_in_range((int)(100 * log10(power_of(made, N))), 352 - 40,
		352 + 40);
	noise_make(&n, 0.1f, made, N);
	assert_true(power_of(made, N) < 50);
}

static void dull_noise_stays_dull(void **state)
{
	struct noise n;
	int16_t made[N];

	(void)state;
	srand(1);
	noise_restart(&n);
	hear(&n, 300, 300, 0);
	noise_make(&n, 1, made, N);
	assert_true(tilt_of(made, N) > 0.7);
	noise_restart(&n);
	hear(&n, 300, 300, 1);
	noise_make(&n, 1, made, N);
	assert_true(fabs(tilt_of(made, N)) < 0.2);
}

static void told_noise_has_the_level_that_was_told(void **state)
{
	const uint8_t payload[] = { 50, 127 + 60, 127 - 20 };
	struct noise n;
	int16_t made[N];

	(void)state;
	noise_restart(&n);
	noise_tell(&n, payload, sizeof payload);
	noise_make(&n, 1, made, N);
	/* -50 dBov */
	assert_in_range((int)lround(-10 * log10(power_of(made, N) /
		(32768.0 * 32768))), 48, 52);
	noise_untell(&n);
	assert_true(noise_is_silent(&n));
}

/* Any coefficients: the noise stays within bounds. */
static void bad_coefficients_do_not_howl(void **state)
{
	uint8_t payload[40];
	struct noise n;
	int16_t made[N];

	(void)state;
	srand(3);
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < sizeof payload; i++)
			payload[i] = (uint8_t)(rand() % 3 ? 255 * (rand() & 1) :
				rand());
		payload[0] = 127;
		noise_restart(&n);
		noise_tell(&n, payload, 1 + (size_t)(rand() % 39));
		n.told_power = 100;
		noise_make(&n, 1, made, N);
		assert_true(power_of(made, N) < 10000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_heard_makes_nothing),
		cmocka_unit_test(a_voice_in_between_is_not_taken_for_noise),
		cmocka_unit_test(dull_noise_stays_dull),
		cmocka_unit_test(told_noise_has_the_level_that_was_told),
		cmocka_unit_test(bad_coefficients_do_not_howl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
