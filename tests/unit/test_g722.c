/* G.722: after a loss the decoder stands where the sender's does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "codec_support.h"
#include "media/codec.h"

#define RATE 16000
#define PACKET 320		/* samples of 20 ms */
#define DELAY 22		/* samples, of both filters */
#define QUIET 6			/* of 32767, in a pause */

/* Half a second of voice, a pause none of whose packets comes, and voice again:
 * how clean its first 40 ms are, where the decoder follows what is played in
 * the pause or stands still. */
static double after_a_pause(int pause_ms, bool follow)
{
	const struct codec_params p = { .ptime_ms = 20 };
	static int16_t said[2 * RATE], heard[2 * RATE];
	size_t first = RATE / 2, last = first + (size_t)pause_ms * RATE / 1000;
	uint32_t theirs = 3, ours = 5;
	struct line l;

	voice(said, 2 * RATE, RATE);
	noise(said + first, last - first, QUIET, &theirs);
	noise(heard + first, last - first, QUIET, &ours);
	line_open(&l, &codec_g722, &p);
	for (size_t at = 0; at < last + 3 * PACKET; at += PACKET) {
		line_say(&l, said + at, PACKET);
		if (at < first || at >= last)
			line_hear(&l, heard + at);
		else if (follow)
			decoder_follow(l.decoder, heard + at, PACKET);
	}
	line_close(&l);
	return clean_at(said + last, heard + last + DELAY, 2 * PACKET, 0);
}

static void after_a_pause_the_first_word_is_clear(void **state)
{
	(void)state;
	for (int ms = 40; ms <= 640; ms *= 2) {
		assert_true(after_a_pause(ms, true) > 10);
		assert_true(after_a_pause(ms, false) < 5);
	}
}

/* The state after it is that of one who heard all, as far as can be told. */
static void to_follow_what_was_said_is_to_hear_it(void **state)
{
	const struct codec_params p = { .ptime_ms = 20 };
	static int16_t said[RATE], heard[RATE];
	struct line l;

	(void)state;
	voice(said, RATE, RATE);
	line_open(&l, &codec_g722, &p);
	for (size_t at = 0; at < RATE; at += PACKET) {
		line_say(&l, said + at, PACKET);
		if (at >= RATE / 2 && at < RATE / 2 + 5 * PACKET)
			decoder_follow(l.decoder, said + at, PACKET);
		else
			line_hear(&l, heard + at);
	}
	line_close(&l);
	assert_true(clean_at(said + 3 * RATE / 4, heard + 3 * RATE / 4 + DELAY,
		RATE / 4 - DELAY, 0) > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_a_pause_the_first_word_is_clear),
		cmocka_unit_test(to_follow_what_was_said_is_to_hear_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
