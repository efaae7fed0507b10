/* Talkers who are too quiet and too loud. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "media/gain.h"

/* Words of 600 ms with pauses of 200: a tone of so many dBov. */
static float talk(struct gain *g, float dbov, int blocks, bool speech)
{
	float amplitude = 32768 * powf(10, dbov / 20) * sqrtf(2), out = 0;
	float block[VOICE_BLOCK];

	for (int n = 0; n < blocks; n++) {
		bool word = n % 80 < 60;

		for (int i = 0; i < VOICE_BLOCK; i++)
			block[i] = (word ? amplitude : 2) *
				sinf((float)M_PI * (float)i / 16);
		gain_run(g, block, speech);
		for (int i = 0; word && i < VOICE_BLOCK; i++)
			out = fmaxf(out, fabsf(block[i]));
	}
	return 20 * log10f(out / 32768 / sqrtf(2));
}

static void a_quiet_talker_becomes_louder_slowly(void **state)
{
	struct gain g;

	(void)state;
	gain_init(&g);
	talk(&g, -36, 100, true);
	assert_true(g.db > 1 && g.db < 3.1);
	talk(&g, -36, 900, true);
	assert_true(g.db > 8 && g.db < 11);
}

static void nobody_is_raised_by_more_than_12_db(void **state)
{
	struct gain g;

	(void)state;
	gain_init(&g);
	talk(&g, -50, 2000, true);
	assert_true(g.db > 11 && g.db <= 12);
}

static void a_loud_talker_becomes_softer_quickly(void **state)
{
	struct gain g;

	(void)state;
	gain_init(&g);
	talk(&g, -12, 100, true);
	assert_true(g.db < -10);
}

static void silence_is_not_made_loud(void **state)
{
	struct gain g;

	(void)state;
	gain_init(&g);
	talk(&g, -70, 1000, true);
	assert_true(g.db == 0);
	talk(&g, -40, 1000, false);
	assert_true(g.db == 0);
}

static void a_shout_after_a_whisper_does_not_clip(void **state)
{
	struct gain g;

	(void)state;
	gain_init(&g);
	talk(&g, -45, 1000, true);
	assert_true(talk(&g, -4, 1, true) <= -3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quiet_talker_becomes_louder_slowly),
		cmocka_unit_test(nobody_is_raised_by_more_than_12_db),
		cmocka_unit_test(a_loud_talker_becomes_softer_quickly),
		cmocka_unit_test(silence_is_not_made_loud),
		cmocka_unit_test(a_shout_after_a_whisper_does_not_clip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
