/* Sound becomes longer or shorter, and its pitch stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/pitch.h"
#include "media/stretch.h"
#include "media/strip.h"

static const int rates[] = { 8000, 16000, 48000 };

static struct strip *strip;

static int make_strip(void **state)
{
	(void)state;
	strip = malloc(sizeof *strip);
	return !strip;
}

static int free_strip(void **state)
{
	(void)state;
	free(strip);
	return 0;
}

/* 100 ms played and 100 ms waiting. */
static void fill(int rate_hz, int16_t (*sound)(double t))
{
	size_t n = (size_t)rate_hz / 5;
	int16_t *room;

	strip_restart(strip, rate_hz);
	room = strip_room(strip, n);
	for (size_t i = 0; i < n; i++)
		room[i] = sound((double)i / rate_hz);
	strip_add(strip, n);
	strip_skip(strip, n / 2);
}

/* Many harmonics, not quite steady. */
static int16_t voice(double t)
{
	double w = 2 * M_PI * 125 * t, sum = 0;

	for (int k = 1; k < 26; k++)
		sum += sin(k * w + k * k) / sqrt(k);
	return (int16_t)(2000 * sum * (1 + 0.3 * sin(30 * t)));
}

static int16_t hiss(double t)
{
	(void)t;
	return (int16_t)(rand() % 8001 - 4000);
}

/* The key 5 */
static int16_t key(double t)
{
	return (int16_t)(5000 * sin(2 * M_PI * 770 * t) +
		5000 * sin(2 * M_PI * 1336 * t));
}

/* Nowhere a step that the voice itself does not have. */
static void assert_smooth(int rate_hz)
{
	const int16_t *x = strip_next(strip) - rate_hz / 50;
	double steepest = 2 * M_PI * 125 * 90 * 2000 * 1.3 / rate_hz;

	for (int i = 1; i < rate_hz / 25; i++)
		assert_in_range(abs(x[i] - x[i - 1]), 0, (int)steepest + 1);
}

static void a_voice_loses_one_period(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++) {
		int period = rates[r] / 125;
		size_t before, n;

		fill(rates[r], voice);
		before = strip_waiting(strip);
		n = strip_squeeze(strip, 0.9f, (size_t)rates[r]);
		assert_in_range(abs((int)n - period), 0, 2 * rates[r] / 8000);
		assert_int_equal(before - strip_waiting(strip), n);
		assert_smooth(rates[r]);
	}
}

static void a_voice_gains_one_period(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++) {
		int period = rates[r] / 125;
		size_t before, n;

		fill(rates[r], voice);
		before = strip_waiting(strip);
		n = strip_stretch(strip, 0.9f, (size_t)rates[r]);
		assert_in_range(abs((int)n - period), 0, 2 * rates[r] / 8000);
		assert_int_equal(strip_waiting(strip) - before, n);
		assert_smooth(rates[r]);
	}
}

static void what_has_no_pitch_is_left_alone(void **state)
{
	(void)state;
	srand(1);
	fill(8000, hiss);
	assert_int_equal(strip_squeeze(strip, 0.9f, 8000), 0);
	assert_int_equal(strip_stretch(strip, 0.9f, 8000), 0);
	/* unless one insists */
	assert_int_equal(strip_squeeze_by(strip, 80), 80);
	assert_int_equal(strip_stretch_by(strip, 80), 80);
}

static void keys_are_left_alone(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++) {
		fill(rates[r], key);
		assert_int_equal(strip_squeeze(strip, 0.5f, 48000), 0);
		assert_int_equal(strip_stretch(strip, 0.5f, 48000), 0);
	}
}

static void little_is_changed_where_little_is_asked_for(void **state)
{
	size_t n;

	(void)state;
	fill(8000, voice);
	n = strip_squeeze(strip, -1, 50);
	assert_in_range(n, 40, 50);
}

static void nothing_is_taken_where_little_waits(void **state)
{
	(void)state;
	fill(8000, voice);
	strip_skip(strip, strip_waiting(strip) - 100);
	assert_int_equal(strip_squeeze(strip, 0, 8000), 0);
	assert_int_equal(strip_stretch(strip, 0, 8000), 0);
	assert_int_equal(strip_squeeze_by(strip, 80), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_voice_loses_one_period),
		cmocka_unit_test(a_voice_gains_one_period),
		cmocka_unit_test(what_has_no_pitch_is_left_alone),
		cmocka_unit_test(keys_are_left_alone),
		cmocka_unit_test(little_is_changed_where_little_is_asked_for),
		cmocka_unit_test(nothing_is_taken_where_little_waits),
	};

	return cmocka_run_group_tests(tests, make_strip, free_strip);
}
