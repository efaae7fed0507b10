/* What is made up sounds like what was said, and fades. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "media/conceal.h"
#include "media/media.h"

#define PERIOD 73		/* samples: 110 Hz */

/* A voice: three harmonics. */
static int16_t voice(int at)
{
	double w = 2 * M_PI * at / PERIOD;

	return (int16_t)(4000 * sin(w) + 2000 * sin(2 * w + 1) +
		1000 * sin(5 * w + 2));
}

static void say(struct conceal *c, int from, int frames, int16_t *last)
{
	for (int f = 0; f < frames; f++) {
		for (int i = 0; i < MEDIA_FRAME; i++)
			last[i] = voice(from + f * MEDIA_FRAME + i);
		conceal_said(c, last, MEDIA_FRAME);
	}
}

static int loudest(const int16_t *frame)
{
	int peak = 0;

	for (int i = 0; i < MEDIA_FRAME; i++)
		peak = abs(frame[i]) > peak ? abs(frame[i]) : peak;
	return peak;
}

static void before_anything_was_said_it_is_silent(void **state)
{
	struct conceal c;
	int16_t frame[MEDIA_FRAME];

	(void)state;
	conceal_restart(&c);
	assert_true(conceal_is_silent(&c));
	conceal_lost(&c, frame, MEDIA_FRAME);
	assert_int_equal(loudest(frame), 0);
}

static void a_voice_goes_on_as_it_was_for_20_ms(void **state)
{
	struct conceal c;
	int16_t frame[MEDIA_FRAME];

	(void)state;
	conceal_restart(&c);
	say(&c, 0, 10, frame);
	for (int f = 0; f < 2; f++) {
		conceal_lost(&c, frame, MEDIA_FRAME);
		for (int i = 0; i < MEDIA_FRAME; i++)
			assert_in_range(frame[i] + 10000 - voice(800 +
				f * MEDIA_FRAME + i), 9700, 10300);
	}
	assert_int_equal(c.period % PERIOD, 0);
}

static void it_fades_to_silence_within_100_ms(void **state)
{
	struct conceal c;
	int16_t frame[MEDIA_FRAME];
	int last = 30000;

	(void)state;
	conceal_restart(&c);
	say(&c, 0, 10, frame);
	for (int f = 0; f < 10; f++) {
		assert_false(conceal_is_silent(&c));
		conceal_lost(&c, frame, MEDIA_FRAME);
		assert_true(loudest(frame) <= last + 200);
		last = loudest(frame);
	}
	assert_true(last < 900);
	assert_true(conceal_is_silent(&c));
	conceal_lost(&c, frame, MEDIA_FRAME);
	assert_int_equal(loudest(frame), 0);
}

/* The same voice, but somewhere else in its period: no step is heard. */
static void what_comes_back_is_faded_in(void **state)
{
	struct conceal c;
	int16_t lost[MEDIA_FRAME], said[MEDIA_FRAME];

	(void)state;
	conceal_restart(&c);
	say(&c, 0, 10, said);
	conceal_lost(&c, lost, MEDIA_FRAME);
	say(&c, 900 + PERIOD / 2, 1, said);
	assert_in_range(abs(said[0] - lost[MEDIA_FRAME - 1]), 0, 1200);
	/* and after 5 ms it is itself */
	for (int i = 40; i < MEDIA_FRAME; i++)
		assert_int_equal(said[i], voice(900 + PERIOD / 2 + i));
	conceal_lost(&c, lost, MEDIA_FRAME);
	assert_true(loudest(lost) > 4000);
}

static void full_scale_does_not_overflow(void **state)
{
	struct conceal c;
	int16_t frame[MEDIA_FRAME];

	(void)state;
	conceal_restart(&c);
	for (int f = 0; f < 10; f++) {
		for (int i = 0; i < MEDIA_FRAME; i++)
			frame[i] = i & 8 ? INT16_MIN : INT16_MAX;
		conceal_said(&c, frame, MEDIA_FRAME);
	}
	conceal_lost(&c, frame, MEDIA_FRAME);
	assert_true(loudest(frame) >= 32767);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_anything_was_said_it_is_silent),
		cmocka_unit_test(a_voice_goes_on_as_it_was_for_20_ms),
		cmocka_unit_test(it_fades_to_silence_within_100_ms),
		cmocka_unit_test(what_comes_back_is_faded_in),
		cmocka_unit_test(full_scale_does_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
