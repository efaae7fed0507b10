/* How a call is encrypted and which way it takes, in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "protection.h"

static void read_of(struct protection *p, const char *media)
{
	json_t *o = json_loads(media, JSON_DECODE_ANY, NULL);

	assert_non_null(o);
	protection_read(p, o);
	json_decref(o);
}

static void shown(const char *media, const char *words, const char *word,
	const char *said)
{
	char text[PROTECTION_TEXT];
	struct protection p;

	read_of(&p, media);
	protection_words(&p, text);
	assert_string_equal(text, words);
	assert_string_equal(protection_word(&p), word);
	protection_said(&p, text);
	assert_string_equal(text, said);
	protection_clear(&p);
}

static void the_suite_is_shown_as_people_know_it(void **state)
{
	(void)state;
	shown("{\"security\":\"dtls\",\"suite\":\"AEAD_AES_256_GCM\"}",
		"SRTP AES-256-GCM, DTLS", "dtls", "encrypted (dtls)");
	shown("{\"security\":\"sdes\",\"suite\":\"AES_CM_128_HMAC_SHA1_80\"}",
		"SRTP AES-128, SDES", "sdes", "encrypted (sdes)");
	shown("{\"security\":\"sdes\",\"suite\":\"AES_256_CM_HMAC_SHA1_32\"}",
		"SRTP AES-256, tag 32, SDES", "sdes", "encrypted (sdes)");
	shown("{\"security\":\"dtls\",\"suite\":\"SRTP_AEAD_AES_128_GCM\"}",
		"SRTP AES-128-GCM, DTLS", "dtls", "encrypted (dtls)");
	shown("{\"security\":\"dtls\",\"suite\":"
		"\"SRTP_AES128_CM_HMAC_SHA1_32\"}",
		"SRTP AES-128, tag 32, DTLS", "dtls", "encrypted (dtls)");
	shown("{\"security\":\"sdes\",\"suite\":\"NEW_ONE\"}",
		"SRTP NEW_ONE, SDES", "sdes", "encrypted (sdes)");
	shown("{\"security\":\"dtls\",\"suite\":null}", "DTLS, no keys yet",
		"dtls", "encrypted (dtls)");
	shown("{\"security\":\"dtls\",\"suite\":null,\"keying_problem\":"
		"\"no answer\"}", "DTLS, no keys yet", "fail",
		"NO keys (dtls)");
}

static void nothing_is_claimed_that_is_not_told(void **state)
{
	(void)state;
	shown("{\"security\":\"none\",\"suite\":null}", "no encryption",
		"open", "NOT encrypted");
	shown("{}", "", "", "");
	shown("null", "", "", "");
}

static void a_hostile_suite_is_cut(void **state)
{
	char media[600];
	char text[PROTECTION_TEXT];
	struct protection p;

	(void)state;
	strcpy(media, "{\"security\":\"sdes\",\"suite\":\"\\u001b[2J");
	memset(media + strlen(media), 'A', 400);
	strcpy(media + 430, "\"}");
	read_of(&p, media);
	protection_words(&p, text);
	assert_null(strchr(text, '\033'));
	assert_true(strlen(text) < sizeof text);
	protection_clear(&p);
}

static void path(const char *media, const char *words)
{
	struct protection p;

	read_of(&p, media);
	assert_string_equal(protection_path(&p), words);
	protection_clear(&p);
}

static void the_pair_tells_the_path(void **state)
{
	(void)state;
	path("{\"ice\":null}", "");
	path("{\"ice\":\"checking\"}", "ICE looks for a way");
	path("{\"ice\":\"failed\"}", "no way found by ICE");
	path("{\"ice\":\"connected\",\"ice_local\":{\"type\":\"host\"},"
		"\"ice_remote\":{\"type\":\"host\"}}", "direct");
	path("{\"ice\":\"connected\",\"ice_local\":{\"type\":\"host\"},"
		"\"ice_remote\":{\"type\":\"prflx\"}}", "through NAT");
	path("{\"ice\":\"connected\",\"ice_local\":{\"type\":\"srflx\"},"
		"\"ice_remote\":{\"type\":\"relay\"}}",
		"relayed by TURN there");
	path("{\"ice\":\"connected\",\"ice_local\":{\"type\":\"relay\"},"
		"\"ice_remote\":{\"type\":\"host\"}}", "relayed by TURN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_suite_is_shown_as_people_know_it),
		cmocka_unit_test(nothing_is_claimed_that_is_not_told),
		cmocka_unit_test(a_hostile_suite_is_cut),
		cmocka_unit_test(the_pair_tells_the_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
