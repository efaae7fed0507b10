/* G.729: pauses after annex B, lost frames, payloads of odd lengths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "codec_support.h"
#include "media/codec.h"

#define RATE 8000
#define FRAME 80
#define PACKET 160		/* samples of 20 ms */

static bool pauses(bool ours, const char *theirs)
{
	struct codec_params p = { .dtx = ours };

	codec_read_fmtp(&codec_g729, &p, theirs);
	return p.dtx;
}

/* RFC 4856 2.1.9: annexb=yes is meant where nothing is said. */
static void annex_b_needs_both_ends(void **state)
{
	(void)state;
	assert_true(pauses(true, ""));
	assert_true(pauses(true, "annexb=yes"));
	assert_false(pauses(true, "annexb=no"));
	assert_false(pauses(false, "annexb=yes"));
}

static void what_we_want_of_annex_b_is_said(void **state)
{
	const struct codec_params without = { 0 }, with = { .dtx = true };
	char fmtp[32];

	(void)state;
	codec_write_fmtp(&codec_g729, &without, fmtp, sizeof fmtp);
	assert_string_equal(fmtp, "annexb=no");
	codec_write_fmtp(&codec_g729, &with, fmtp, sizeof fmtp);
	assert_string_equal(fmtp, "annexb=yes");
}

static void a_noise_frame_ends_a_payload(void **state)
{
	const uint8_t payload[24] = { 0 };

	(void)state;
	assert_int_equal(codec_g729.samples(payload, 2), 80);
	assert_int_equal(codec_g729.samples(payload, 10), 80);
	assert_int_equal(codec_g729.samples(payload, 12), 160);
	assert_int_equal(codec_g729.samples(payload, 20), 160);
	assert_int_equal(codec_g729.samples(payload, 11), 0);
	assert_int_equal(codec_g729.samples(payload, 18), 0);
}

/* Speech, a pause, and speech again: every payload is whole frames of voice
 * and at most one of noise, and few are sent in the pause. */
static void a_pause_is_told_in_few_bytes(void **state)
{
	const struct codec_params p = { .ptime_ms = 20, .dtx = true };
	static int16_t said[4 * RATE], heard[PACKET];
	size_t pause = 0, n;
	uint32_t seed = 5;
	struct line l;

	(void)state;
	voice(said, 4 * RATE, RATE);
	noise(said + RATE, 2 * RATE, 8, &seed);
	line_open(&l, &codec_g729, &p);
	for (size_t at = 0; at < 4 * RATE; at += PACKET) {
		n = line_say(&l, said + at, PACKET);
		assert_true(n == 0 || n == 2 || n == 10 || n == 12 || n == 20);
		if (at > RATE + RATE / 2 && at < 3 * RATE)
			pause += n;
		if (n)
			assert_true(line_hear(&l, heard) >= FRAME);
	}
	line_close(&l);
	assert_true(pause < 75 * 20 / 4);
}

static void without_annex_b_all_is_sent(void **state)
{
	const struct codec_params p = { .ptime_ms = 20 };
	static int16_t said[PACKET];
	struct line l;

	(void)state;
	line_open(&l, &codec_g729, &p);
	for (int i = 0; i < 100; i++)
		assert_int_equal(line_say(&l, said, PACKET), 20);
	line_close(&l);
}

/* By the codec's own means: the voice goes on, and fades. */
static void what_is_lost_is_guessed(void **state)
{
	const struct codec_params p = { .ptime_ms = 20 };
	static int16_t said[RATE], heard[RATE];
	struct line l;

	(void)state;
	voice(said, RATE, RATE);
	line_open(&l, &codec_g729, &p);
	for (size_t at = 0; at < RATE / 8; at += PACKET) {
		line_say(&l, said + at, PACKET);
		line_hear(&l, heard + at);
	}
	assert_true(decoder_conceals(l.decoder));
	assert_int_equal(decoder_conceal(l.decoder, heard, RATE / 4), RATE / 4);
	line_close(&l);
	assert_true(power(heard, FRAME) >
		0.2 * power(said + RATE / 8 - FRAME, FRAME));
	assert_true(power(heard + RATE / 4 - FRAME, FRAME) <
		0.1 * power(heard, FRAME));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(annex_b_needs_both_ends),
		cmocka_unit_test(what_we_want_of_annex_b_is_said),
		cmocka_unit_test(a_noise_frame_ends_a_payload),
		cmocka_unit_test(a_pause_is_told_in_few_bytes),
		cmocka_unit_test(without_annex_b_all_is_sent),
		cmocka_unit_test(what_is_lost_is_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
