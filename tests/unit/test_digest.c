/* The sums of digest, against the examples of the RFCs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sip/digest.h"

/* RFC 7616 3.9.1 */
#define NONCE "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
#define CNONCE "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"

static void response_of_mufasa(
	enum digest_algorithm algorithm, char hex[DIGEST_HEX])
{
	char ha1[DIGEST_HEX];

	digest_ha1(algorithm, "Mufasa", "http-auth@example.org",
		"Circle of Life", ha1);
	digest_response(&(struct digest_request){ .algorithm = algorithm,
				.ha1 = ha1,
				.nonce = NONCE,
				.cnonce = CNONCE,
				.nc = 1,
				.method = "GET",
				.uri = "/dir/index.html" },
		hex);
}

static void the_examples_of_rfc_7616_come_out(void **state)
{
	char hex[DIGEST_HEX];

	(void)state;
	response_of_mufasa(DIGEST_MD5, hex);
	assert_string_equal(hex, "8ca523f5e9506fed4657c9700eebdbec");
	response_of_mufasa(DIGEST_SHA256, hex);
	assert_string_equal(hex,
		"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6"
		"c1");
}

/* RFC 2069 2.4, with the erratum's sum. */
static void a_challenge_without_qop_is_answered_the_old_way(void **state)
{
	char ha1[DIGEST_HEX], hex[DIGEST_HEX];

	(void)state;
	digest_ha1(DIGEST_MD5, "Mufasa", "testrealm@host.com", "CircleOfLife",
		ha1);
	digest_response(&(struct digest_request){ .algorithm = DIGEST_MD5,
				.ha1 = ha1,
				.nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
				.method = "GET",
				.uri = "/dir/index.html" },
		hex);
	assert_string_equal(hex, "1949323746fe6a43ef61f9606e7febea");
}

static void names_are_known_in_any_case(void **state)
{
	bool session;

	(void)state;
	assert_int_equal(digest_algorithm(NULL, &session), DIGEST_MD5);
	assert_int_equal(digest_algorithm("md5", &session), DIGEST_MD5);
	assert_false(session);
	assert_int_equal(digest_algorithm("MD5-Sess", &session), DIGEST_MD5);
	assert_true(session);
	assert_int_equal(digest_algorithm("sha-256", &session), DIGEST_SHA256);
	assert_int_equal(
		digest_algorithm("SHA-512-256", &session), DIGEST_SHA512_256);
	assert_int_equal(
		digest_algorithm("AKAv1-MD5", &session), DIGEST_UNKNOWN);
	assert_string_equal(digest_name(DIGEST_SHA256, true), "SHA-256-sess");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_rfc_7616_come_out),
		cmocka_unit_test(
			a_challenge_without_qop_is_answered_the_old_way),
		cmocka_unit_test(names_are_known_in_any_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
