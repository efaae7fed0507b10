/* The chain from microphone to bus, at every pair of rates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "media/level.h"
#include "media/voice.h"

static void nothing_asked_for_is_nothing_made(void **state)
{
	struct voice_params p = { .headset = true };

	(void)state;
	assert_null(voice_new(&p));
	voice_free(NULL);
}

/* A tone of 500 Hz goes through; its level in the last half second. */
static int level_through(struct voice *v, int from_hz, int to_hz, double echo)
{
	struct level level = { 0 };
	int16_t frame[MEDIA_FRAME_MAX], played[MEDIA_FRAME_MAX];
	size_t n = media_frame(from_hz);

	for (int t = 0; t < 400; t++) {
		for (size_t i = 0; i < n; i++) {
			double at = (double)((size_t)t * n + i) / from_hz;
			double swell = 0.6 + 0.4 * sin(at * 9);

			frame[i] = (int16_t)(8192 * swell *
				sin(2 * M_PI * 500 * at));
			played[i] = (int16_t)(echo * frame[i]);
		}
		voice_capture(v, frame, from_hz, to_hz);
		voice_playback(v, played, from_hz);
		if (t >= 350)
			level_add(&level, frame, media_frame(to_hz));
	}
	return level_take(&level, NULL);
}

static void speech_passes_at_every_rate(void **state)
{
	static const int rates[] = { 8000, 16000, 48000 };
	struct voice_params p = { .echo = true, .noise_db = 15 };

	(void)state;
	for (int i = 0; i < 9; i++) {
		struct voice *v = voice_new(&p);
		int dbfs = level_through(v, rates[i / 3], rates[i % 3], 0);

		assert_in_range(dbfs + 100, 100 - 20, 100 - 13);
		voice_free(v);
	}
}

static void gain_alone_needs_no_delay(void **state)
{
	struct voice_params p = { .gain = true };
	struct voice *v = voice_new(&p);
	int16_t frame[MEDIA_FRAME_MAX];

	(void)state;
	for (int i = 0; i < 160; i++)
		frame[i] = (int16_t)(i * 3 - 240);
	voice_capture(v, frame, 16000, 16000);
	for (int i = 0; i < 160; i++)
		assert_int_equal(frame[i], i * 3 - 240);
	voice_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_asked_for_is_nothing_made),
		cmocka_unit_test(speech_passes_at_every_rate),
		cmocka_unit_test(gain_alone_needs_no_delay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
