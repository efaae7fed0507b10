/* Opus: what the other end says of it, loss, silence, two channels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <opus/opus.h>
#include <string.h>

#include "codec_support.h"
#include "media/codec.h"

#define PACKET 960		/* samples of 20 ms */

static const struct codec_params usual = { .ptime_ms = 20, .complexity = 5,
	.fec = true };

static struct codec_params read(const char *fmtp)
{
	struct codec_params p = usual;

	codec_read_fmtp(&codec_opus, &p, fmtp);
	return p;
}

static void their_wishes_bound_what_we_send(void **state)
{
	struct codec_params p = read("maxplaybackrate=16000; "
		"sprop-maxcapturerate=48000; maxaveragebitrate=20000; "
		"stereo=1; sprop-stereo=1; cbr=1; useinbandfec=1; usedtx=1");

	(void)state;
	assert_int_equal(p.max_rate_hz, 16000);
	assert_int_equal(p.max_bitrate, 20000);
	assert_true(p.cbr && p.fec && p.dtx);
}

/* RFC 7587 6.1: the defaults of what is not said. */
static void who_says_nothing_gets_no_fec(void **state)
{
	struct codec_params p = read("");

	(void)state;
	assert_false(p.fec || p.dtx || p.cbr);
	assert_int_equal(p.max_rate_hz, 0);
	assert_int_equal(p.max_bitrate, 0);
}

static void what_we_say_is_what_we_would_like(void **state)
{
	const struct codec_params narrow = { .max_rate_hz = 16000,
		.max_bitrate = 24000, .cbr = true, .dtx = true, .fec = true };
	char fmtp[128];

	(void)state;
	codec_write_fmtp(&codec_opus, &usual, fmtp, sizeof fmtp);
	assert_string_equal(fmtp, "useinbandfec=1");
	codec_write_fmtp(&codec_opus, &narrow, fmtp, sizeof fmtp);
	assert_string_equal(fmtp, "maxplaybackrate=16000;"
		"maxaveragebitrate=24000;cbr=1;useinbandfec=1;usedtx=1");
}

/* bit/s over a second of voice. */
static double bitrate_of(const struct codec_params *p,
	const struct codec_tuning *t)
{
	static int16_t said[SECOND];
	struct line l;
	size_t bytes = 0;

	voice(said, SECOND, SECOND);
	line_open(&l, &codec_opus, p);
	if (t)
		encoder_tune(l.encoder, t);
	for (size_t at = 0; at < SECOND; at += PACKET)
		bytes += line_say(&l, said + at, PACKET);
	line_close(&l);
	return 8.0 * (double)bytes;
}

static void the_usual_rate_is_that_of_speech(void **state)
{
	double rate = bitrate_of(&usual, NULL);

	(void)state;
	assert_true(rate > 20000 && rate < 34000);
}

static void a_wanted_rate_is_kept_and_theirs_not_passed(void **state)
{
	struct codec_params p = usual;
	struct codec_tuning high = { .bitrate = 64000 };

	(void)state;
	p.bitrate = 16000;
	assert_true(bitrate_of(&p, NULL) < 20000);
	assert_true(bitrate_of(&p, &high) > 40000);
	p.max_bitrate = 24000;
	assert_true(bitrate_of(&p, &high) < 30000);
}

static void packets_of_one_rate_have_one_size(void **state)
{
	struct codec_params p = usual;
	static int16_t said[SECOND];
	struct line l;
	size_t n;

	(void)state;
	p.cbr = true;
	voice(said, SECOND, SECOND);
	memset(said + SECOND / 2, 0, SECOND / 2 * sizeof *said);
	line_open(&l, &codec_opus, &p);
	n = line_say(&l, said, PACKET);
	for (size_t at = PACKET; at < SECOND; at += PACKET)
		assert_int_equal(line_say(&l, said + at, PACKET), n);
	line_close(&l);
}

static void what_they_cannot_play_is_not_sent(void **state)
{
	struct codec_params p = usual;
	static int16_t said[SECOND];
	struct line l;

	(void)state;
	p.max_rate_hz = 8000;
	voice(said, SECOND, SECOND);
	line_open(&l, &codec_opus, &p);
	for (size_t at = 0; at < SECOND; at += PACKET)
		line_say(&l, said + at, PACKET);
	assert_int_equal(opus_packet_get_bandwidth(l.payload),
		OPUS_BANDWIDTH_NARROWBAND);
	line_close(&l);
}

/* --- loss ---------------------------------------------------------------- */

/* Of a second of voice, how many packets hold the one before once more, where
 * the other end reports so much loss. */
static int repeated(const struct codec_params *p, int loss_percent)
{
	const struct codec_tuning t = { .loss_percent = loss_percent };
	static int16_t said[SECOND], heard[PACKET];
	struct line l;
	int n = 0;

	voice(said, SECOND, SECOND);
	line_open(&l, &codec_opus, p);
	encoder_tune(l.encoder, &t);
	for (size_t at = 0; at < SECOND; at += PACKET) {
		line_say(&l, said + at, PACKET);
		n += decoder_recover(l.decoder, l.payload, l.n, heard,
			PACKET) == PACKET;
	}
	line_close(&l);
	return n;
}

static void loss_brings_each_packet_twice(void **state)
{
	(void)state;
	assert_int_equal(repeated(&usual, 0), 0);
	assert_int_equal(repeated(&usual, 1), 0);
	assert_true(repeated(&usual, 10) > 30);
}

/* The last packet of a second of talk. */
static size_t last_packet(int complexity, int thrift, uint8_t *payload)
{
	struct codec_params p = usual;
	struct codec_tuning t = { .thrift = thrift };
	static int16_t said[SECOND];
	struct line l;
	size_t n;

	p.complexity = complexity;
	voice(said, SECOND, SECOND);
	line_open(&l, &codec_opus, &p);
	encoder_tune(l.encoder, &t);
	for (size_t at = 0; at < SECOND; at += PACKET)
		line_say(&l, said + at, PACKET);
	n = l.n;
	memcpy(payload, l.payload, n);
	line_close(&l);
	return n;
}

static void thrift_is_less_complexity_but_not_less_than_none(void **state)
{
	uint8_t plain[CODEC_PAYLOAD_MAX], thrifty[CODEC_PAYLOAD_MAX];
	size_t n = last_packet(0, 0, plain);

	(void)state;
	assert_int_equal(last_packet(5, 5, thrifty), n);
	assert_memory_equal(thrifty, plain, n);
	assert_int_equal(last_packet(5, 10, thrifty), n);
	assert_memory_equal(thrifty, plain, n);
	n = last_packet(5, 0, plain);
	assert_int_equal(last_packet(10, 5, thrifty), n);
	assert_memory_equal(thrifty, plain, n);
}

static void who_does_not_look_for_it_gets_none(void **state)
{
	struct codec_params p = usual;

	(void)state;
	p.fec = false;
	assert_int_equal(repeated(&p, 10), 0);
}

/* Every fifth packet is lost; how much of the voice is left, in dB, with what
 * the next one has of it, or without. */
static double heard_with_loss(bool recover)
{
	const struct codec_tuning t = { .loss_percent = 20 };
	static int16_t said[SECOND], heard[SECOND], whole[SECOND];
	struct line l, clear;

	voice(said, SECOND, SECOND);
	line_open(&l, &codec_opus, &usual);
	line_open(&clear, &codec_opus, &usual);
	encoder_tune(l.encoder, &t);
	for (size_t at = 0, i = 0; at < SECOND; at += PACKET, i++) {
		size_t before = at - PACKET;

		line_say(&l, said + at, PACKET);
		memcpy(clear.payload, l.payload, l.n);
		clear.n = l.n;
		line_hear(&clear, whole + at);
		if (i % 5 == 3)
			continue;
		if (i % 5 == 4 && (!recover || !decoder_recover(l.decoder,
		    l.payload, l.n, heard + before, PACKET)))
			assert_int_equal(decoder_conceal(l.decoder,
				heard + before, PACKET), PACKET);
		line_hear(&l, heard + at);
	}
	line_close(&l);
	line_close(&clear);
	return clean_at(whole, heard, SECOND, 0);
}

static void the_next_packet_gives_back_what_was_lost(void **state)
{
	double with = heard_with_loss(true), without = heard_with_loss(false);

	(void)state;
	assert_true(with > without + 3);
}

static void a_long_loss_fades(void **state)
{
	static int16_t said[SECOND], heard[SECOND];
	struct line l;

	(void)state;
	voice(said, SECOND, SECOND);
	line_open(&l, &codec_opus, &usual);
	for (size_t at = 0; at < SECOND / 2; at += PACKET) {
		line_say(&l, said + at, PACKET);
		line_hear(&l, heard + at);
	}
	assert_true(decoder_conceals(l.decoder));
	for (size_t at = 0; at < SECOND / 2; at += PACKET / 2)
		assert_int_equal(decoder_conceal(l.decoder, heard + at,
			PACKET / 2), PACKET / 2);
	assert_true(power(heard, PACKET) >
		10 * power(heard + SECOND / 2 - PACKET, PACKET));
	line_close(&l);
}

/* --- silence ------------------------------------------------------------- */

/* Packets sent of two seconds without a word. */
static int sent_of_silence(const struct codec_params *p)
{
	static int16_t said[SECOND];
	uint32_t seed = 3;
	struct line l;
	int sent = 0;

	voice(said, SECOND, SECOND);
	line_open(&l, &codec_opus, p);
	for (size_t at = 0; at < SECOND; at += PACKET)
		assert_true(line_say(&l, said + at, PACKET) > 2);
	for (int i = 0; i < 100; i++) {
		noise(said, PACKET, 3, &seed);
		sent += line_say(&l, said, PACKET) > 0;
	}
	line_close(&l);
	return sent;
}

static void silence_is_not_sent_where_that_is_wanted(void **state)
{
	struct codec_params p = usual;

	(void)state;
	assert_int_equal(sent_of_silence(&p), 100);
	p.dtx = true;
	assert_true(sent_of_silence(&p) < 40);
}

/* --- two channels -------------------------------------------------------- */

static void of_two_channels_one_is_made(void **state)
{
	static int16_t both[2 * SECOND], heard[SECOND];
	uint8_t payload[CODEC_PAYLOAD_MAX];
	int error;
	OpusEncoder *e = opus_encoder_create(48000, 2,
		OPUS_APPLICATION_AUDIO, &error);
	struct decoder *d = decoder_new(&codec_opus);
	double level;

	(void)state;
	for (size_t i = 0; i < SECOND; i++) {
		both[2 * i] = (int16_t)(8000 *
			sin(2 * PI * 440 * (double)i / SECOND));
		both[2 * i + 1] = (int16_t)(8000 *
			sin(2 * PI * 1000 * (double)i / SECOND));
	}
	decoder_restart(d);
	for (size_t at = 0; at < SECOND; at += PACKET) {
		int n = opus_encode(e, both + 2 * at, PACKET, payload,
			sizeof payload);

		assert_int_equal(decoder_samples(d, payload, (size_t)n),
			PACKET);
		assert_int_equal(decoder_decode(d, payload, (size_t)n,
			heard + at), PACKET);
	}
	level = 20 * log10(8000 / sqrt(2) / 2);
	assert_true(fabs(level_of(heard + SECOND / 2, SECOND / 2, SECOND, 440) -
		level) < 2);
	assert_true(fabs(level_of(heard + SECOND / 2, SECOND / 2, SECOND, 1000)
		- level) < 2);
	opus_encoder_destroy(e);
	decoder_free(d);
}

/* --- sizes --------------------------------------------------------------- */

static void packets_have_the_lengths_of_the_standard(void **state)
{
	(void)state;
	assert_int_equal(codec_ptime_ms(&codec_opus, 10), 10);
	assert_int_equal(codec_ptime_ms(&codec_opus, 30), 20);
	assert_int_equal(codec_ptime_ms(&codec_opus, 50), 40);
	assert_int_equal(codec_ptime_ms(&codec_opus, 60), 60);
}

static void a_broken_packet_is_none(void **state)
{
	struct decoder *d = decoder_new(&codec_opus);
	int16_t heard[SECOND * CODEC_MAX_MS / 1000];

	(void)state;
	decoder_restart(d);
	/* 63 frames of 20 ms; two frames of one size in 2 bytes */
	assert_int_equal(decoder_samples(d, (const uint8_t *)"\x7b\x3f", 2), 0);
	assert_int_equal(decoder_decode(d, (const uint8_t *)"\x79\x01", 2,
		heard), 0);
	decoder_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(their_wishes_bound_what_we_send),
		cmocka_unit_test(who_says_nothing_gets_no_fec),
		cmocka_unit_test(what_we_say_is_what_we_would_like),
		cmocka_unit_test(the_usual_rate_is_that_of_speech),
		cmocka_unit_test(a_wanted_rate_is_kept_and_theirs_not_passed),
		cmocka_unit_test(packets_of_one_rate_have_one_size),
		cmocka_unit_test(what_they_cannot_play_is_not_sent),
		cmocka_unit_test(loss_brings_each_packet_twice),
		cmocka_unit_test(thrift_is_less_complexity_but_not_less_than_none),
		cmocka_unit_test(who_does_not_look_for_it_gets_none),
		cmocka_unit_test(the_next_packet_gives_back_what_was_lost),
		cmocka_unit_test(a_long_loss_fades),
		cmocka_unit_test(silence_is_not_sent_where_that_is_wanted),
		cmocka_unit_test(of_two_channels_one_is_made),
		cmocka_unit_test(packets_have_the_lengths_of_the_standard),
		cmocka_unit_test(a_broken_packet_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
