/* What nobody may read is left out of a message, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "sip/mask.h"

static void masks(const char *text, const char *wanted)
{
	size_t n = strlen(text);
	char *masked = mask_message(text, &n);

	assert_string_equal(masked, wanted);
	assert_int_equal(n, strlen(wanted));
	free(masked);
}

static void the_rest_stays_as_it_is(void **state)
{
	(void)state;
	masks("", "");
	masks("BYE sip:a SIP/2.0\r\nFrom: <sip:b>\r\n\r\n",
		"BYE sip:a SIP/2.0\r\nFrom: <sip:b>\r\n\r\n");
	masks("WWW-Authenticate: Digest\r\nAuthorizations: x\r\nno end",
		"WWW-Authenticate: Digest\r\nAuthorizations: x\r\nno end");
}

static void credentials_are_left_out(void **state)
{
	(void)state;
	masks("Authorization: Digest response=\"1\"\r\nTo: <sip:a>\r\n",
		"Authorization: (left out)\r\nTo: <sip:a>\r\n");
	masks("A: b\r\nPROXY-AUTHORIZATION \t: Digest x",
		"A: b\r\nPROXY-AUTHORIZATION: (left out)\r\n");
}

static void folds_belong_to_it(void **state)
{
	(void)state;
	masks("Authorization: Digest\r\n response=\"1\",\r\n\tnc=1\r\nTo: a\r\n",
		"Authorization: (left out)\r\nTo: a\r\n");
}

static void keys_in_a_description_too(void **state)
{
	(void)state;
	masks("m=audio 1 RTP/SAVP 0\na=crypto:1 X inline:abc\na=sendrecv\n",
		"m=audio 1 RTP/SAVP 0\na=crypto: (left out)\r\na=sendrecv\n");
	masks("k=clear:abc\nk=prompt\na=ice-pwd:abc\na=ice-ufrag:F\n",
		"k=clear: (left out)\r\nk=prompt\n"
		"a=ice-pwd: (left out)\r\na=ice-ufrag:F\n");
}

static void however_they_are_written(void **state)
{
	(void)state;
	masks("A=Crypto : 1 X inline:abc\r\na= crypto:2 X inline:abc\r\n",
		"A=Crypto: (left out)\r\na= crypto: (left out)\r\n");
	masks("v=0\ra=crypto:1 X inline:abc\ra=sendrecv",
		"v=0\ra=crypto: (left out)\r\na=sendrecv");
	masks("--b\r\nContent-Type: application/sdp\r\n\r\n"
		"a=crypto:1 X inline:abc\r\n--b--\r\n",
		"--b\r\nContent-Type: application/sdp\r\n\r\n"
		"a=crypto: (left out)\r\n--b--\r\n");
}

/* In other bodies, and in what a URI carries along. */
static void keys_within_a_line(void **state)
{
	(void)state;
	masks("{\"sdp\":\"v=0\\r\\na=crypto:1 X INLINE:abc|2^31\\r\\na=ice-pwd:x"
		"\\r\\n\"}",
		"{\"sdp\":\"v=0\\r\\na=crypto:1 X INLINE:(left out)\\r\\n"
		"a=ice-pwd:(left out)\\r\\n\"}");
	masks("Refer-To: <sip:b?Authorization=Digest%20x&body=a%3Dcrypto%3A1%20"
		"X%20inline%3Aabc>\r\n",
		"Refer-To: <sip:b?Authorization=(left out)&body=a%3Dcrypto%3A1"
		"%20X%20inline%3A(left out)>\r\n");
	masks("an inline: remark\r\n", "an inline: remark\r\n");
}

static void many_short_ones_fit(void **state)
{
	static char text[900 * 10 + 1];

	(void)state;
	for (int i = 0; i < 900; i++)
		strcat(text, "k=uri:\n");
	size_t n = strlen(text);
	char *masked = mask_message(text, &n);

	assert_int_equal(n, 900 * strlen("k=uri: (left out)\r\n"));
	free(masked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rest_stays_as_it_is),
		cmocka_unit_test(credentials_are_left_out),
		cmocka_unit_test(folds_belong_to_it),
		cmocka_unit_test(keys_in_a_description_too),
		cmocka_unit_test(however_they_are_written),
		cmocka_unit_test(keys_within_a_line),
		cmocka_unit_test(many_short_ones_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
