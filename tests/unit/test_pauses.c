/* What is not worth sending: pauses, as far as one can tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "codec_support.h"
#include "media/pauses.h"

#define RATE 8000
#define PACKET 160		/* samples of 20 ms */
#define PACKET_MS 20

struct count {
	int sound, noise, nothing;
};

static struct count say(struct pauses *s, const int16_t *samples, size_t n)
{
	struct count c = { 0 };

	for (size_t at = 0; at + PACKET <= n; at += PACKET)
		switch (pauses_packet(s, samples + at, PACKET, PACKET_MS)) {
		case PAUSES_SOUND:
			c.sound++;
			break;
		case PAUSES_NOISE:
			c.noise++;
			break;
		case PAUSES_NOTHING:
			c.nothing++;
			break;
		}
	return c;
}

static struct count noise_of(struct pauses *s, int amplitude, int seconds)
{
	static int16_t samples[RATE];
	static uint32_t seed = 1;
	struct count all = { 0 };

	while (seconds--) {
		struct count c;

		noise(samples, RATE, amplitude, &seed);
		c = say(s, samples, RATE);
		all.sound += c.sound;
		all.noise += c.noise;
		all.nothing += c.nothing;
	}
	return all;
}

static struct count voice_of(struct pauses *s)
{
	static int16_t samples[RATE];

	voice(samples, RATE, RATE);
	return say(s, samples, RATE);
}

static void of_a_pause_its_noise_is_told_and_then_nothing(void **state)
{
	struct pauses s = { 0 };
	struct count c;

	(void)state;
	noise_of(&s, 100, 3);
	c = noise_of(&s, 100, 4);
	assert_int_equal(c.sound, 0);
	assert_in_range(c.noise, 0, 3);
	assert_in_range(c.nothing, 190, 200);
}

static void every_packet_of_a_voice_is_sent(void **state)
{
	struct pauses s = { 0 };
	struct count c;

	(void)state;
	assert_int_equal(voice_of(&s).sound, 50);
	noise_of(&s, 100, 5);
	c = voice_of(&s);
	assert_int_equal(c.sound, 50);
}

/* The end of a word is softer than its middle. */
static void what_follows_a_voice_is_sent_for_a_while(void **state)
{
	struct pauses s = { 0 };
	struct count c;

	(void)state;
	noise_of(&s, 50, 3);
	voice_of(&s);
	c = noise_of(&s, 50, 1);
	assert_in_range(c.sound, 10, 13);
	assert_int_equal(c.noise, 1);
}

static void a_soft_voice_is_one_where_it_is_quiet(void **state)
{
	struct pauses s = { 0 };
	static int16_t samples[RATE];

	(void)state;
	noise_of(&s, 3, 3);
	voice(samples, RATE, RATE);
	for (int i = 0; i < RATE; i++)
		samples[i] = (int16_t)(samples[i] / 40);
	assert_in_range(say(&s, samples, RATE).sound, 48, 50);
}

/* A fan that is switched on is a voice for two seconds, and then is not. */
static void louder_noise_becomes_the_floor(void **state)
{
	struct pauses s = { 0 };

	(void)state;
	noise_of(&s, 20, 3);
	assert_int_equal(noise_of(&s, 400, 1).sound, 50);
	noise_of(&s, 400, 3);
	assert_int_equal(noise_of(&s, 400, 1).sound, 0);
}

static void noise_that_has_changed_is_told(void **state)
{
	struct pauses s = { 0 };

	(void)state;
	noise_of(&s, 100, 4);
	assert_in_range(noise_of(&s, 25, 1).noise, 1, 2);
}

/* RFC 3389 3.1: -dBov. */
static void the_level_is_that_of_the_noise(void **state)
{
	struct pauses s = { 0 };
	uint8_t payload[PAUSES_NOISE_SIZE];
	double level = -10 * log10(327 * 327 / 3.0 / 32768 / 32768);

	(void)state;
	noise_of(&s, 327, 4);
	pauses_noise(&s, payload);
	assert_true(fabs(payload[0] - level) <= 2);
	memset(&s, 0, sizeof s);
	noise_of(&s, 0, 4);
	pauses_noise(&s, payload);
	assert_in_range(payload[0], 80, 127);
}

static void silence_is_no_voice(void **state)
{
	struct pauses s = { 0 };

	(void)state;
	noise_of(&s, 0, 1);
	assert_int_equal(noise_of(&s, 0, 5).sound, 0);
	assert_int_equal(voice_of(&s).sound, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_pause_its_noise_is_told_and_then_nothing),
		cmocka_unit_test(every_packet_of_a_voice_is_sent),
		cmocka_unit_test(what_follows_a_voice_is_sent_for_a_while),
		cmocka_unit_test(a_soft_voice_is_one_where_it_is_quiet),
		cmocka_unit_test(louder_noise_becomes_the_floor),
		cmocka_unit_test(noise_that_has_changed_is_told),
		cmocka_unit_test(the_level_is_that_of_the_noise),
		cmocka_unit_test(silence_is_no_voice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
