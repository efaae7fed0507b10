/* A clip is played at whatever rate is wanted, once or again and again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/player.h"

#define LENGTH 200	/* samples at 8 kHz: two ticks and a half */

/* Samples that count, so that each can be told. */
static struct clip *counting_clip(void)
{
	struct clip *c = clip_new();

	for (int i = 0; i < CLIP_RATES; i++) {
		c->n[i] = (size_t)(LENGTH * clip_rates[i] / 8000);
		c->samples[i] = mem_new(c->n[i] * sizeof *c->samples[i]);
		for (size_t at = 0; at < c->n[i]; at++)
			c->samples[i][at] = (int16_t)(at + 1);
	}
	return c;
}

static struct player *player(const struct player_params *p)
{
	struct player_params params = *p;
	struct player *made;

	params.clip = counting_clip();
	made = player_new(&params);
	clip_release(params.clip);	/* the player uses it */
	return made;
}

static void they_hear_it_to_its_end(void **state)
{
	const struct player_params params = { .to_them = true };
	struct player *p = player(&params);
	int16_t frame[80];

	(void)state;
	for (int tick = 0; tick < 3; tick++) {
		assert_false(player_is_over(p));
		memset(frame, 0, sizeof frame);
		player_to_us(p, frame, 8000);
		assert_int_equal(frame[0], 0);
		player_to_them(p, frame, 8000);
		for (int i = 0; i < 80; i++)
			assert_int_equal(frame[i], tick * 80 + i < LENGTH ?
				tick * 80 + i + 1 : 0);
	}
	assert_true(player_is_over(p));
	player_free(p);
}

static void each_side_hears_it_at_its_own_rate(void **state)
{
	const struct player_params params = { .to_them = true, .to_us = true };
	struct player *p = player(&params);
	int16_t ours[MEDIA_FRAME_MAX] = { 0 }, theirs[80] = { 0 };

	(void)state;
	player_to_us(p, ours, 48000);
	player_to_them(p, theirs, 8000);
	assert_int_equal(ours[479], 480);
	assert_int_equal(theirs[79], 80);
	memset(ours, 0, sizeof ours);
	player_to_us(p, ours, 16000);
	assert_int_equal(ours[0], 161);
	player_free(p);
}

static void it_is_mixed_with_what_is_said(void **state)
{
	const struct player_params params = { .to_them = true };
	struct player *p = player(&params);
	int16_t frame[80];

	(void)state;
	for (int i = 0; i < 80; i++)
		frame[i] = i ? 1000 : INT16_MAX;
	player_to_them(p, frame, 8000);
	assert_int_equal(frame[0], INT16_MAX);	/* not turned over */
	assert_int_equal(frame[79], 1080);
	player_free(p);
}

static void alone_it_takes_the_place_of_what_is_said(void **state)
{
	const struct player_params params = { .to_them = true, .alone = true };
	struct player *p = player(&params);
	int16_t frame[80];

	(void)state;
	for (int i = 0; i < 80; i++)
		frame[i] = 1000;
	player_to_them(p, frame, 8000);
	assert_int_equal(frame[79], 80);
	player_free(p);
}

static void again_and_again_without_a_gap(void **state)
{
	const struct player_params params = { .to_them = true, .loop = true };
	struct player *p = player(&params);
	int16_t frame[MEDIA_FRAME_MAX];
	int expected = 0;

	(void)state;
	for (int tick = 0; tick < 1000; tick++) {
		memset(frame, 0, sizeof frame);
		player_to_them(p, frame, 16000);
		for (int i = 0; i < 160; i++)
			assert_int_equal(frame[i],
				expected++ % (2 * LENGTH) + 1);
		assert_false(player_is_over(p));
	}
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_hear_it_to_its_end),
		cmocka_unit_test(each_side_hears_it_at_its_own_rate),
		cmocka_unit_test(it_is_mixed_with_what_is_said),
		cmocka_unit_test(alone_it_takes_the_place_of_what_is_said),
		cmocka_unit_test(again_and_again_without_a_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
