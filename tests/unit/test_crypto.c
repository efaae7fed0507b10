/* a=crypto lines: taken, refused, written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sdp/crypto.h"

#define KEY "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"	/* 30 bytes */

static bool take(struct sdp_crypto *c, const char *text)
{
	return !crypto_read(c, (struct span){ text, text + strlen(text) });
}

static void the_lines_of_the_field(void **state)
{
	struct sdp_crypto c;

	(void)state;
	assert_true(take(&c, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY));
	assert_int_equal(c.tag, 1);
	assert_int_equal(c.suite, SDP_AES_CM_128_80);
	assert_memory_equal(c.key, "wDfvg&T+)xG7@fb5jU,RaA}\\|p0%*#", 30);
	assert_true(take(&c, "999999999 aes_cm_128_hmac_sha1_32 inline:" KEY
		"|2^20 WSH=128"));
	assert_true(take(&c, "2 AEAD_AES_128_GCM "
		"inline:bm90IGEgc2VjcmV0IGF0IGFsbCwgMjggYnl0ZQ=="));
	assert_true(take(&c, "2 AEAD_AES_128_GCM "
		"inline:bm90IGEgc2VjcmV0IGF0IGFsbCwgMjggYnl0ZQ"));
	assert_true(take(&c, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY
		"|281474976710656"));
	assert_true(take(&c, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^48"));
	assert_true(take(&c, "1 AES_CM_128_HMAC_SHA1_80 inline:" KEY
		" -FUTURE=1 WSH=64"));
}

static void what_we_cannot_do_is_no_line(void **state)
{
	static const char *const lines[] = {
		"", "1", "x AES_CM_128_HMAC_SHA1_80 inline:" KEY,
		"1 F8_128_HMAC_SHA1_80 inline:" KEY,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^20|1:4",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|1:4",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^20|1",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^49",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|ever",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "|2^20|1:4;inline:"
			KEY "|2^20|2:4",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY ";inline:" KEY,
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " KDR=1",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " KDR=0",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " FUTURE=1",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " UNENCRYPTED_SRTCP",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " UNAUTHENTICATED_SRTP",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " FEC_ORDER=FEC_SRTP",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY " UNENCRYPTED_SRTP",
		"1 AES_CM_128_HMAC_SHA1_80 inline:" KEY "AAAA",
		"1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
		"1 AES_CM_128_HMAC_SHA1_80 inline:\x01\x02",
		"1 AES_CM_128_HMAC_SHA1_80 inline",
		"1 AES_CM_128_HMAC_SHA1_80 outline:" KEY,
		"1 AEAD_AES_128_GCM inline:" KEY,
		"1 AES_256_CM_HMAC_SHA1_80 inline:" KEY,
		"1000000000 AES_CM_128_HMAC_SHA1_80 inline:" KEY,
	};
	struct sdp_crypto c;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (take(&c, lines[i]))
			fail_msg("taken: %s", lines[i]);
}

static void what_is_written_can_be_read(void **state)
{
	struct sdp_crypto c = { .tag = 4 }, back;
	char text[SDP_CRYPTO_TEXT];

	(void)state;
	for (int i = 0; i < SDP_KEY_MAX; i++)
		c.key[i] = (uint8_t)(i * 37);
	for (c.suite = SDP_CLEAR + 1; c.suite < SDP_SUITES; c.suite++) {
		crypto_write(&c, text);
		assert_true(take(&back, text));
		assert_int_equal(back.suite, c.suite);
		assert_memory_equal(back.key, c.key,
			(size_t)sdp_suite_key(c.suite));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lines_of_the_field),
		cmocka_unit_test(what_we_cannot_do_is_no_line),
		cmocka_unit_test(what_is_written_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
