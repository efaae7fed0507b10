/* Frames of every format become samples and samples frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "audio/sample.h"

static const enum sample_format formats[] = { SAMPLE_S16, SAMPLE_S32,
	SAMPLE_FLOAT, SAMPLE_S24, SAMPLE_S24_3 };
#define FORMATS (sizeof formats / sizeof *formats)

static void every_sample_survives_every_format(void **state)
{
	unsigned char frame[8];

	(void)state;
	for (size_t f = 0; f < FORMATS; f++)
		for (int s = INT16_MIN; s <= INT16_MAX; s++) {
			int16_t in = s, out = ~s;

			sample_from_mono(formats[f], 1, &in, frame, 1);
			sample_to_mono(formats[f], 1, frame, &out, 1);
			assert_int_equal(in, out);
		}
}

static void frames_are_as_large_as_their_format_says(void **state)
{
	static const size_t bytes[] = { 2, 4, 4, 4, 3 };
	unsigned char frames[64];
	int16_t mono[4] = { 1, 2, 3, 4 };

	(void)state;
	for (size_t f = 0; f < FORMATS; f++) {
		size_t size = bytes[f] * 2 * 4;

		assert_int_equal(sample_bytes(formats[f]), bytes[f]);
		memset(frames, 0xa5, sizeof frames);
		sample_from_mono(formats[f], 2, mono, frames, 4);
		assert_int_equal(frames[size], 0xa5);
	}
}

static void channels_are_averaged_and_the_first_two_speak(void **state)
{
	int16_t in[4] = { 1000, 3000, -500, 500 }, frames[8];
	int16_t mono[4] = { 7, -7, 7, -7 };

	(void)state;
	sample_to_mono(SAMPLE_S16, 4, in, frames, 1);
	assert_int_equal(frames[0], 1000);
	sample_from_mono(SAMPLE_S16, 4, mono, frames, 2);
	assert_int_equal(frames[0], 7);
	assert_int_equal(frames[1], 7);
	assert_int_equal(frames[2], 0);
	assert_int_equal(frames[3], 0);
	assert_int_equal(frames[5], -7);
}

static void floats_beyond_full_scale_are_cut(void **state)
{
	float in[] = { 1, 7e9f, -1, -7e9f, NAN, INFINITY, -INFINITY };
	int16_t want[] = { INT16_MAX, INT16_MAX, INT16_MIN, INT16_MIN, 0,
		INT16_MAX, INT16_MIN }, out[7];

	(void)state;
	sample_to_mono(SAMPLE_FLOAT, 1, in, out, 7);
	assert_memory_equal(out, want, sizeof want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sample_survives_every_format),
		cmocka_unit_test(frames_are_as_large_as_their_format_says),
		cmocka_unit_test(channels_are_averaged_and_the_first_two_speak),
		cmocka_unit_test(floats_beyond_full_scale_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
