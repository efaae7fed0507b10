/* What answers when no person does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clip.h"
#include "media/level.h"
#include "media/service.h"

#define FRAME 80

static void an_echo_without_delay_gives_back_what_it_hears(void **state)
{
	struct service *s = service_new(STREAM_ECHO, 0, 8000);
	int16_t frame[FRAME] = { 1, 2, 3 };

	(void)state;
	assert_true(service_listens(s));
	service_frame(s, frame);
	assert_int_equal(frame[2], 3);
	service_free(s);
}

static void an_echo_comes_after_its_delay(void **state)
{
	struct service *s = service_new(STREAM_ECHO, 1000, 8000);
	int16_t frame[FRAME];

	(void)state;
	for (int tick = 0; tick < 300; tick++) {
		memset(frame, 0, sizeof frame);
		frame[5] = (int16_t)(tick + 1);
		service_frame(s, frame);
		assert_int_equal(frame[5], tick < 100 ? 0 : tick - 99);
	}
	service_free(s);
}

static void a_tone_has_1_khz_at_minus_12(void **state)
{
	struct service *s = service_new(STREAM_TONE, 0, 8000);
	struct level l = { 0 };
	int16_t frame[FRAME] = { 9999 };

	(void)state;
	assert_false(service_listens(s));
	for (int tick = 0; tick < 100; tick++) {
		service_frame(s, frame);
		level_add(&l, frame, FRAME);
		/* a period is eight samples */
		for (int i = 8; i < FRAME; i++)
			assert_in_range(abs(frame[i] - frame[i - 8]), 0, 100);
	}
	assert_int_equal(level_take(&l, NULL), -12);
	service_free(s);
}

/* A minute of it: never silent for long, never too loud, no step in it. */
static void music_is_heard_and_does_not_click(void **state)
{
	struct service *s = service_new(STREAM_MUSIC, 0, 8000);
	int16_t frame[FRAME], last = 0;
	int quiet = 0;

	(void)state;
	for (int tick = 0; tick < 6000; tick++) {
		memset(frame, 1, sizeof frame);
		service_frame(s, frame);
		for (int i = 0; i < FRAME; last = frame[i++]) {
			assert_true(abs(frame[i]) <= 8000);
			assert_true(abs(frame[i] - last) < 4500);
		}
		quiet = level_dbfs(level_power(frame, FRAME),
			FRAME) < -40 ? quiet + 1 : 0;
		assert_true(quiet < 200);
	}
	service_free(s);
}

/* Two ticks and a half of 8 kHz that count. */
static struct clip *counting_clip(void)
{
	struct clip *c = clip_new();

	c->n[0] = 200;
	c->samples[0] = calloc(c->n[0], sizeof *c->samples[0]);
	for (int i = 0; i < 200; i++)
		c->samples[0][i] = (int16_t)(i + 1);
	return c;
}

static void music_may_be_a_clip_again_and_again(void **state)
{
	struct clip *clip = counting_clip();
	struct service *s = service_new(STREAM_MUSIC, 0, 8000);
	int16_t frame[FRAME];
	int expected = 0;

	(void)state;
	service_clip(s, clip);
	for (int tick = 0; tick < 10; tick++) {
		memset(frame, 1, sizeof frame);
		service_frame(s, frame);
		for (int i = 0; i < FRAME; i++)
			assert_int_equal(frame[i], expected++ % 200 + 1);
	}
	service_free(s);
	clip_release(clip);
}

/* So that nobody hears it begin anew whenever something is agreed. */
static void the_same_music_may_go_on_for_another(void **state)
{
	struct clip *clip = counting_clip();
	struct service *a = service_new(STREAM_MUSIC, 0, 8000);
	struct service *b = service_new(STREAM_MUSIC, 0, 8000);
	struct service *wide = service_new(STREAM_MUSIC, 0, 16000);
	struct service *tone = service_new(STREAM_TONE, 0, 8000);

	(void)state;
	assert_true(service_same(a, b));
	service_clip(a, clip);
	assert_false(service_same(a, b));
	service_clip(b, clip);
	assert_true(service_same(a, b));
	assert_false(service_same(a, wide));
	assert_false(service_same(a, tone));
	assert_false(service_same(a, NULL));
	service_free(a);
	service_free(b);
	service_free(wide);
	service_free(tone);
	clip_release(clip);
}

static void nothing_is_silence(void **state)
{
	struct service *s = service_new(STREAM_NOTHING, 0, 8000);
	int16_t frame[FRAME] = { 9999 };

	(void)state;
	assert_false(service_listens(s));
	service_frame(s, frame);
	assert_int_equal(frame[0], 0);
	service_free(s);
	service_free(NULL);
}

static void a_delay_out_of_all_bounds_is_cut(void **state)
{
	int16_t frame[FRAME] = { 0 };
	struct service *s = service_new(STREAM_ECHO, -5, 8000);

	(void)state;
	service_frame(s, frame);
	service_free(s);
	s = service_new(STREAM_ECHO, INT32_MAX, 8000);
	for (int tick = 0; tick <= 1000; tick++) {
		frame[0] = (int16_t)!tick;
		service_frame(s, frame);
	}
	assert_int_equal(frame[0], 1);
	service_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_echo_without_delay_gives_back_what_it_hears),
		cmocka_unit_test(an_echo_comes_after_its_delay),
		cmocka_unit_test(a_tone_has_1_khz_at_minus_12),
		cmocka_unit_test(music_is_heard_and_does_not_click),
		cmocka_unit_test(music_may_be_a_clip_again_and_again),
		cmocka_unit_test(the_same_music_may_go_on_for_another),
		cmocka_unit_test(nothing_is_silence),
		cmocka_unit_test(a_delay_out_of_all_bounds_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
