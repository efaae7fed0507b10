/* Cadences and pitch of what a telephone says without words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "media/tone.h"

/* Ten milliseconds of it: loud, or silent. */
#define FRAME 80

static bool next(struct tone_player *t)
{
	int16_t frame[FRAME] = { 0 };
	int peak = 0;

	tone_add(t, frame, 8000);
	for (int i = 0; i < FRAME; i++)
		peak = abs(frame[i]) > peak ? abs(frame[i]) : peak;
	assert_true(peak < 6000);
	return peak > 3000;
}

static void expect(struct tone_player *t, bool loud, int ms)
{
	for (; ms; ms -= 10)
		assert_int_equal(next(t), loud);
}

static void ringback_is_one_second_in_five(void **state)
{
	struct tone_player t;

	(void)state;
	tone_start(&t, TONE_RINGBACK);
	for (int i = 0; i < 3; i++) {
		expect(&t, true, 1000);
		expect(&t, false, 4000);
	}
	assert_true(tone_plays(&t));
}

static void busy_and_congestion_end_after_three_seconds(void **state)
{
	struct tone_player t;

	(void)state;
	tone_start(&t, TONE_BUSY);
	for (int i = 0; i < 3; i++) {
		expect(&t, true, 480);
		expect(&t, false, 480);
	}
	expect(&t, true, 120);
	expect(&t, false, 1000);
	assert_false(tone_plays(&t));
	tone_start(&t, TONE_CONGESTION);
	for (int i = 0; i < 6; i++) {
		expect(&t, true, 240);
		expect(&t, false, 240);
	}
	expect(&t, true, 120);
	expect(&t, false, 10);
	assert_false(tone_plays(&t));
}

static void call_waiting_is_two_short_ones(void **state)
{
	struct tone_player t;

	(void)state;
	tone_start(&t, TONE_CALL_WAITING);
	for (int i = 0; i < 2; i++) {
		expect(&t, true, 200);
		expect(&t, false, 200);
		expect(&t, true, 200);
		expect(&t, false, 4400);
	}
}

static void a_ring_is_one_second_in_four(void **state)
{
	struct tone_player t;

	(void)state;
	tone_start(&t, TONE_RING);
	expect(&t, true, 1000);
	expect(&t, false, 3000);
	expect(&t, true, 1000);
}

static int crossings(const int16_t *samples, int n)
{
	int count = 0;

	for (int i = 1; i < n; i++)
		count += (samples[i - 1] < 0) != (samples[i] < 0);
	return count;
}

static void ringback_has_425_hz(void **state)
{
	static int16_t second[100 * FRAME];
	struct tone_player t;

	(void)state;
	memset(second, 0, sizeof second);
	tone_start(&t, TONE_RINGBACK);
	for (int i = 0; i < 100; i++)
		tone_add(&t, second + i * FRAME, 8000);
	assert_in_range(crossings(second, 8000), 845, 852);
}

static void a_tone_begins_and_ends_without_a_click(void **state)
{
	static int16_t cadence[500 * FRAME];
	struct tone_player t;

	(void)state;
	memset(cadence, 0, sizeof cadence);
	tone_start(&t, TONE_RINGBACK);
	for (int i = 0; i < 500; i++)
		tone_add(&t, cadence + i * FRAME, 8000);
	/* a full-level 425 Hz sine rises by at most 1,930 a sample */
	for (int i = 1; i < 500 * FRAME; i++)
		assert_true(abs(cadence[i] - cadence[i - 1]) < 2000);
	assert_true(abs(cadence[0]) < 200);
	assert_true(abs(cadence[7999]) < 200);
}

static void no_tone_leaves_what_is_there(void **state)
{
	struct tone_player t;
	int16_t frame[FRAME] = { 1, 2, 3 };

	(void)state;
	tone_start(&t, TONE_NONE);
	tone_add(&t, frame, 8000);
	assert_int_equal(frame[2], 3);
	assert_false(tone_plays(&t));
}

static void rings_are_told_apart_by_their_cadence(void **state)
{
	struct tone_player t;

	(void)state;
	tone_start(&t, TONE_RING_3);
	for (int i = 0; i < 2; i++) {
		expect(&t, true, 400);
		expect(&t, false, 200);
		expect(&t, true, 400);
		expect(&t, false, 200);
		expect(&t, true, 800);
		expect(&t, false, 4000);
	}
	tone_start(&t, TONE_RING_5);
	expect(&t, true, 500);
	expect(&t, false, 3500);
	expect(&t, true, 500);
	assert_true(tone_plays(&t));
}

static void a_beep_is_two_short_tones_once(void **state)
{
	struct tone_player t;

	(void)state;
	tone_start(&t, TONE_BEEP);
	expect(&t, true, 150);
	expect(&t, false, 100);
	expect(&t, true, 150);
	expect(&t, false, 1000);
	assert_false(tone_plays(&t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ringback_is_one_second_in_five),
		cmocka_unit_test(busy_and_congestion_end_after_three_seconds),
		cmocka_unit_test(call_waiting_is_two_short_ones),
		cmocka_unit_test(a_ring_is_one_second_in_four),
		cmocka_unit_test(ringback_has_425_hz),
		cmocka_unit_test(a_tone_begins_and_ends_without_a_click),
		cmocka_unit_test(no_tone_leaves_what_is_there),
		cmocka_unit_test(rings_are_told_apart_by_their_cadence),
		cmocka_unit_test(a_beep_is_two_short_tones_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
