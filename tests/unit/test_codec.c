/* The table of codecs, and that each says what it heard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <config.h>
#include <spandsp/telephony.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>
#include <string.h>

#include "codec_support.h"
#include "media/codec.h"
#include "media/media.h"

#define PTIMES 6

static void codecs_are_found_by_name_whatever_its_case(void **state)
{
	(void)state;
	assert_ptr_equal(codec_find("PCMU", 8000, 1), &codec_pcmu);
	assert_ptr_equal(codec_find("pcma", 8000, 1), &codec_pcma);
	assert_ptr_equal(codec_find("g722", 8000, 1), &codec_g722);
	assert_ptr_equal(codec_find("L16", 16000, 1), &codec_l16_16k);
	assert_ptr_equal(codec_find("L16", 8000, 1), &codec_l16_8k);
	assert_null(codec_find("L16", 44100, 1));
	assert_null(codec_find("PCMU", 16000, 1));
	assert_null(codec_find("PCMU", 8000, 2));
	assert_null(codec_find("PCM", 8000, 1));
	assert_null(codec_find("opus", 48000, 1));
	assert_null(codec_find("", 8000, 1));
}

static void the_table_ends(void **state)
{
	int n = 0;

	(void)state;
	assert_null(codec_at(-1));
	while (codec_at(n))
		n++;
	assert_true(n >= 6);
	for (int i = 0; i < n; i++)
		assert_ptr_equal(codec_find(codec_name(codec_at(i)),
			codec_clock_hz(codec_at(i)),
			codec_channels(codec_at(i))), codec_at(i));
}

/* RFC 3551 6. */
static void fixed_numbers_are_those_of_the_standard(void **state)
{
	(void)state;
	assert_int_equal(codec_static_type(&codec_pcmu), 0);
	assert_int_equal(codec_static_type(&codec_gsm), 3);
	assert_int_equal(codec_static_type(&codec_pcma), 8);
	assert_int_equal(codec_static_type(&codec_g722), 9);
	assert_int_equal(codec_static_type(&codec_l16_16k), -1);
}

static void what_the_libraries_are_there_for_is_in_the_table(void **state)
{
	(void)state;
#ifdef HAVE_OPUS
	assert_ptr_equal(codec_find("opus", 48000, 2), &codec_opus);
#else
	assert_null(codec_find("opus", 48000, 2));
#endif
#ifdef HAVE_BCG729
	assert_ptr_equal(codec_find("G729", 8000, 1), &codec_g729);
#else
	assert_null(codec_find("G729", 8000, 1));
#endif
}

/* G.711 keeps all of a small sample and the upper 5 bits of a large one. */
static void every_sample_of_g711_is_heard_again(void **state)
{
	const struct codec *const g711[] = { &codec_pcma, &codec_pcmu };

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct codec *c = g711[i];

		for (int v = INT16_MIN; v <= INT16_MAX; v += 37) {
			int16_t said = (int16_t)v, heard;
			uint8_t payload[2];

			assert_int_equal(c->encode(NULL, &said, 1, payload,
				1), 1);
			assert_int_equal(c->samples(payload, 1), 1);
			c->decode(NULL, payload, 1, &heard);
			assert_true(abs(heard - v) <= 16 + abs(v) / 32);
		}
	}
}

/* ITU-T G.711: the code of silence, and of the loudest. */
static void the_codes_of_g711_are_those_of_the_standard(void **state)
{
	const int16_t samples[] = { 0, 32124, -32124 };
	uint8_t payload[6];

	(void)state;
	codec_pcmu.encode(NULL, samples, 3, payload, sizeof payload);
	assert_memory_equal(payload, "\xff\x80\x00", 3);
	codec_pcma.encode(NULL, samples, 3, payload, sizeof payload);
	assert_memory_equal(payload, "\xd5\xaa\x2a", 3);
}

static void each_sample_has_the_code_that_spandsp_gives_it(void **state)
{
	(void)state;
	for (int v = INT16_MIN; v <= INT16_MAX; v++) {
		int16_t said = (int16_t)v;
		uint8_t ulaw, alaw;

		codec_pcmu.encode(NULL, &said, 1, &ulaw, 1);
		codec_pcma.encode(NULL, &said, 1, &alaw, 1);
		assert_int_equal(ulaw, linear_to_ulaw(v));
		assert_int_equal(alaw, linear_to_alaw(v));
	}
}

static void l16_goes_in_network_order(void **state)
{
	const int16_t samples[] = { 1, -2, INT16_MIN };
	uint8_t payload[6];

	(void)state;
	assert_int_equal(codec_l16_16k.encode(NULL, samples, 3, payload,
		sizeof payload), 6);
	assert_memory_equal(payload, "\x00\x01\xff\xfe\x80\x00", 6);
}

/* dB that are left of a voice's wave; G.729 and Opus keep how it sounds, and
 * not its wave. */
static double promised(const char *name)
{
	static const struct { const char *name; double db; } all[] = {
		{ "opus", 3 }, { "G722", 35 }, { "PCMA", 35 }, { "PCMU", 35 },
		{ "G729", -1 }, { "L16", 90 }, { "GSM", 18 },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(all[i].name, name))
			return all[i].db;
	return 1000;
}

/* A second in packets of so many ms. */
static void talk(const struct codec *c, int ptime_ms)
{
	struct codec_params p = { .ptime_ms = ptime_ms, .complexity = 5 };
	size_t each = (size_t)(c->rate_hz / 1000 * ptime_ms), all = 0;
	static int16_t said[SECOND], heard[SECOND + SECOND / 10];
	struct line l;

	voice(said, SECOND, c->rate_hz);
	line_open(&l, c, &p);
	for (; all + each <= (size_t)c->rate_hz; all += each) {
		assert_true(line_say(&l, said + all, each) > 0);
		assert_int_equal(decoder_samples(l.decoder, l.payload, l.n),
			each);
		assert_int_equal(line_hear(&l, heard + all), each);
	}
	line_close(&l);
	assert_true(clean(said, heard, all, c->rate_hz) >
		promised(codec_name(c)));
}

static void what_is_said_is_heard_in_packets_of_any_length(void **state)
{
	(void)state;
	for (int i = 0; codec_at(i); i++)
		for (int n = 1; n <= PTIMES; n++)
			talk(codec_at(i), codec_ptime_ms(codec_at(i), 10 * n));
}

/* As loud as it was, and little else beside it. */
static void sound_of(const struct codec *c, double hz)
{
	struct codec_params p = { .ptime_ms = 20, .complexity = 5 };
	size_t each = (size_t)c->rate_hz / 50, half = (size_t)c->rate_hz / 2;
	static int16_t said[SECOND], heard[SECOND];
	struct line l;

	tone(said, SECOND, c->rate_hz, hz);
	line_open(&l, c, &p);
	for (size_t all = 0; all < (size_t)c->rate_hz; all += each) {
		line_say(&l, said + all, each);
		line_hear(&l, heard + all);
	}
	line_close(&l);
	assert_true(fabs(level_of(heard + half, half, c->rate_hz, hz) -
		level_of(said + half, half, c->rate_hz, hz)) < 2);
	assert_true(level_of(heard + half, half, c->rate_hz, hz) >
		10 * log10(power(heard + half, half)) - 1);
}

static void a_tone_stays_one(void **state)
{
	(void)state;
	for (int i = 0; codec_at(i); i++) {
		sound_of(codec_at(i), 440);
		sound_of(codec_at(i), 1000);
		if (codec_rate_hz(codec_at(i)) > 8000)
			sound_of(codec_at(i), 5000);
	}
}

/* A second coder knows nothing of the first, and begins as that one did. */
static void a_state_is_one_calls_own(void **state)
{
	static int16_t said[SECOND], one[SECOND], two[SECOND];

	(void)state;
	for (int i = 0; codec_at(i); i++) {
		const struct codec *c = codec_at(i);
		struct codec_params p = { .ptime_ms = 20, .complexity = 5 };
		size_t n = (size_t)c->rate_hz / 50, got;
		struct line a, b;

		voice(said, SECOND, c->rate_hz);
		line_open(&a, c, &p);
		for (size_t at = 0; at < 20 * n; at += n) {
			line_say(&a, said + at, n);
			line_hear(&a, one + at);
		}
		line_open(&b, c, &p);
		for (size_t at = 0; at < 20 * n; at += n) {
			line_say(&b, said + at, n);
			got = line_hear(&b, two + at);
			assert_int_equal(got, n);
		}
		assert_memory_equal(one, two, 20 * n * sizeof *one);
		line_close(&a);
		line_close(&b);
	}
}

static void a_packet_is_as_long_as_the_codec_can_make_it(void **state)
{
	(void)state;
	assert_int_equal(codec_ptime_ms(&codec_pcma, 20), 20);
	assert_int_equal(codec_ptime_ms(&codec_pcma, 35), 30);
	assert_int_equal(codec_ptime_ms(&codec_pcma, 200), 60);
	assert_int_equal(codec_ptime_ms(&codec_pcma, 0), 10);
	assert_int_equal(codec_ptime_ms(&codec_gsm, 10), 20);
	assert_int_equal(codec_ptime_ms(&codec_gsm, 50), 40);
	assert_int_equal(codec_ptime_ms(&codec_l16_16k, 60), 40);
	assert_int_equal(codec_ptime_ms(&codec_l16_8k, 60), 60);
}

/* Nothing is read or written beside what there is: ASan looks on. */
static void hear_nonsense(struct decoder *d, uint32_t *seed)
{
	static int16_t heard[SECOND * CODEC_MAX_MS / 1000];
	size_t n = 1 + chance(seed) % (chance(seed) % 8 ? 200 :
		CODEC_PAYLOAD_MAX);
	uint8_t *payload = malloc(n);
	size_t samples, got;

	for (size_t i = 0; i < n; i++)
		payload[i] = (uint8_t)chance(seed);
	samples = decoder_samples(d, payload, n);
	assert_true(samples <= sizeof heard / sizeof *heard);
	if (samples) {
		decoder_recover(d, payload, n, heard, media_frame(
			d->codec->rate_hz));
		got = decoder_decode(d, payload, n, heard);
		assert_true(got == samples || got == 0);
	}
	free(payload);
}

static void nonsense_does_no_harm(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (int i = 0; codec_at(i); i++) {
		struct decoder *d = decoder_new(codec_at(i));

		decoder_restart(d);
		for (int n = 0; n < 2000; n++)
			hear_nonsense(d, &seed);
		decoder_free(d);
	}
}

/* What would not fit is not begun. */
static void a_payload_never_outgrows_its_room(void **state)
{
	static int16_t said[SECOND];
	uint8_t *payload;

	(void)state;
	voice(said, SECOND, SECOND);
	for (int i = 0; codec_at(i); i++) {
		const struct codec *c = codec_at(i);
		struct codec_params p = { .ptime_ms = 20, .complexity = 5 };
		struct encoder *e = encoder_new(c, &p);

		for (size_t room = 1; room < 700; room += 13) {
			payload = malloc(room);
			assert_true(encoder_code(e, said,
				(size_t)c->rate_hz / 50, payload, room) <=
				room);
			free(payload);
		}
		encoder_free(e);
	}
}

/* More than CODEC_MAX_MS is refused before anything is decoded. */
static void too_long_a_payload_is_none(void **state)
{
	uint8_t payload[CODEC_PAYLOAD_MAX] = { 0 };
	struct decoder *d = decoder_new(&codec_pcma);

	(void)state;
	assert_int_equal(decoder_samples(d, payload, 960), 960);
	assert_int_equal(decoder_samples(d, payload, 961), 0);
	assert_int_equal(decoder_samples(d, payload, 0), 0);
	decoder_free(d);
}

static void clocks_and_rates_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(codec_samples_of(&codec_g722, 160), 320);
	assert_int_equal(codec_ticks_of(&codec_g722, 320), 160);
	assert_int_equal(codec_samples_of(&codec_pcma, 160), 160);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codecs_are_found_by_name_whatever_its_case),
		cmocka_unit_test(the_table_ends),
		cmocka_unit_test(fixed_numbers_are_those_of_the_standard),
		cmocka_unit_test(
			what_the_libraries_are_there_for_is_in_the_table),
		cmocka_unit_test(every_sample_of_g711_is_heard_again),
		cmocka_unit_test(the_codes_of_g711_are_those_of_the_standard),
		cmocka_unit_test(each_sample_has_the_code_that_spandsp_gives_it),
		cmocka_unit_test(l16_goes_in_network_order),
		cmocka_unit_test(what_is_said_is_heard_in_packets_of_any_length),
		cmocka_unit_test(a_tone_stays_one),
		cmocka_unit_test(a_state_is_one_calls_own),
		cmocka_unit_test(a_packet_is_as_long_as_the_codec_can_make_it),
		cmocka_unit_test(nonsense_does_no_harm),
		cmocka_unit_test(a_payload_never_outgrows_its_room),
		cmocka_unit_test(too_long_a_payload_is_none),
		cmocka_unit_test(clocks_and_rates_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
