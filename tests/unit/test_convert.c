/* Frames of one rate become frames of another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "media/convert.h"
#include "media/media.h"

#define HZ 440.0
#define TICKS 20

static int16_t sine(size_t i, int rate_hz)
{
	return (int16_t)lrint(8000 * sin(2 * M_PI * HZ * (double)i / rate_hz));
}

/* The loudest sample of the last tick, and the mean step between two. */
static void convert_a_sine(int from_hz, int to_hz, int *loudest, double *step)
{
	struct convert *c = convert_new(convert_rate_set(from_hz),
		convert_rate_set(to_hz));
	int16_t frame[MEDIA_FRAME_MAX];

	for (size_t tick = 0; tick < TICKS; tick++) {
		for (size_t i = 0; i < media_frame(from_hz); i++)
			frame[i] = sine(tick * media_frame(from_hz) + i,
				from_hz);
		assert_true(convert_frame(c, from_hz, to_hz, frame));
	}
	*loudest = 0;
	*step = 0;
	for (size_t i = 1; i < media_frame(to_hz); i++) {
		*loudest = abs(frame[i]) > *loudest ? abs(frame[i]) : *loudest;
		*step += abs(frame[i] - frame[i - 1]);
	}
	*step /= (double)media_frame(to_hz);
	convert_free(c);
}

static void a_sine_stays_what_it_is(void **state)
{
	const int rates[] = { 8000, 16000, 48000 };

	(void)state;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			double wanted = 8000 * 4 * HZ / rates[j], step;
			int loudest;

			convert_a_sine(rates[i], rates[j], &loudest, &step);
			assert_in_range(loudest, 7600, 8400);
			assert_true(fabs(step - wanted) < wanted * 0.15);
		}
}

static void what_was_not_asked_for_cannot_be_had(void **state)
{
	struct convert *c = convert_new(CONVERT_8K, CONVERT_48K);
	int16_t frame[MEDIA_FRAME_MAX] = { 7 };

	(void)state;
	assert_null(convert_new(CONVERT_8K, CONVERT_8K));
	assert_true(convert_frame(NULL, 16000, 16000, frame));
	assert_false(convert_frame(NULL, 8000, 16000, frame));
	assert_false(convert_frame(c, 8000, 16000, frame));
	assert_false(convert_frame(c, 48000, 8000, frame));
	assert_int_equal(frame[0], 7);
	assert_true(convert_frame(c, 8000, 48000, frame));
	convert_free(c);
	convert_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sine_stays_what_it_is),
		cmocka_unit_test(what_was_not_asked_for_cannot_be_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
