/* A scripted server asks who we are, in all the ways that servers do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip/digest.h"
#include "sip_party.h"

static struct loop *loop;
static struct party a;
static struct raw_peer raw;

static int open_all(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	a.credentials = (struct credentials){ .user = "ali\"ce",
		.password = "se:cret" };
	return party_open(&a, loop, 4000) && raw_open(&raw) ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	party_close(&a, loop);
	raw_close(&raw);
	return 0;
}

static void a_calls(void)
{
	char uri[64];

	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
}

static void challenged(const char *status, const char *headers)
{
	char whole[1024];

	snprintf(whole, sizeof whole, "%s\r\n", headers);
	raw_reply(&raw, status, whole, "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_true(raw_expect(&raw, loop, "INVITE "));
}

/* name="value" or name=value of the answer in the last request. */
static const char *said(const char *header, const char *name, char value[1024])
{
	char line[1024], wanted[64], *at;

	snprintf(wanted, sizeof wanted, "%s=", name);
	raw_header(&raw, header, line);
	for (at = line; (at = strstr(at, wanted)); at++)
		if (at == line || at[-1] == ' ' || at[-1] == ',')
			break;
	value[0] = '\0';
	if (!at)
		return value;
	at += strlen(wanted);
	if (*at == '"')
		snprintf(value, 1024, "%.*s", (int)strcspn(at + 1, "\""),
			at + 1);
	else
		snprintf(value, 1024, "%.*s", (int)strcspn(at, ", \r"), at);
	return value;
}

/* What the answer should be, from what the request says of itself. */
static void assert_answered(const char *header, enum digest_algorithm algorithm,
	const char *realm, const char *nonce, unsigned nc)
{
	char cnonce[1024], value[1024], ha1[DIGEST_HEX], hex[DIGEST_HEX],
		count[16];

	digest_ha1(algorithm, "ali\"ce", realm, "se:cret", ha1);
	said(header, "cnonce", cnonce);
	snprintf(count, sizeof count, "%08x", nc);
	assert_string_equal(said(header, "nc", value), count);
	assert_string_equal(said(header, "nonce", value), nonce);
	assert_string_equal(said(header, "realm", value), realm);
	assert_string_equal(said(header, "qop", value), "auth");
	said(header, "uri", value);
	digest_response(&(struct digest_request){ .algorithm = algorithm,
				.ha1 = ha1,
				.nonce = nonce,
				.cnonce = cnonce,
				.nc = nc,
				.method = "INVITE",
				.uri = value },
		hex);
	assert_string_equal(said(header, "response", cnonce), hex);
}

static void a_server_that_asks_gets_the_answer(void **state)
{
	(void)state;
	a_calls();
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"n1\", qop=\"auth,auth-int\", algorithm=MD5, "
		"opaque=\"o p\"");
	assert_answered("Authorization", DIGEST_MD5, "home", "n1", 1);
	assert_non_null(strstr(raw.in, "opaque=\"o p\""));
	assert_non_null(strstr(raw.in, "username=\"ali\\\"ce\""));
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(until(loop, &a.answered, 1));
}

static void a_proxy_and_then_a_server_get_theirs(void **state)
{
	(void)state;
	a_calls();
	challenged("407 Proxy Authentication Required",
		"Proxy-Authenticate: Digest "
		"realm=\"proxy\", nonce=\"p1\", qop=\"auth\"");
	assert_answered("Proxy-Authorization", DIGEST_MD5, "proxy", "p1", 1);
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"n1\", qop=\"auth\"");
	assert_answered("Authorization", DIGEST_MD5, "home", "n1", 1);
	assert_answered("Proxy-Authorization", DIGEST_MD5, "proxy", "p1", 2);
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(until(loop, &a.answered, 1));
}

static void the_strongest_algorithm_is_taken(void **state)
{
	static const char md5[] = "WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"m\", qop=\"auth\", algorithm=MD5";
	static const char sha256[] = "WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"s\", qop=\"auth\", algorithm=SHA-256";
	char both[512];

	(void)state;
	a_calls();
	snprintf(both, sizeof both, "%s\r\n%s", md5, sha256);
	challenged("401 Unauthorized", both);
	assert_answered("Authorization", DIGEST_SHA256, "home", "s", 1);
	dialog_free(a.dialog);
	a_calls();
	snprintf(both, sizeof both, "%s\r\n%s", sha256, md5);
	challenged("401 Unauthorized", both);
	assert_answered("Authorization", DIGEST_SHA256, "home", "s", 1);
}

static void an_algorithm_of_tomorrow_does_not_spoil_that_of_today(void **state)
{
	(void)state;
	a_calls();
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"x\", qop=\"auth\", algorithm=SHA3-999\r\n"
		"WWW-Authenticate: Digest realm=\"home\", nonce=\"m\", "
		"qop=\"auth\"");
	assert_answered("Authorization", DIGEST_MD5, "home", "m", 1);
}

static void a_stale_nonce_is_answered_anew(void **state)
{
	(void)state;
	a_calls();
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"n1\", qop=\"auth\"");
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"n2\", stale=TRUE, qop=\"auth\"");
	assert_answered("Authorization", DIGEST_MD5, "home", "n2", 1);
}

static void a_wrong_password_is_offered_once(void **state)
{
	(void)state;
	a_calls();
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"n1\", qop=\"auth\"");
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"n2\", qop=\"auth\"\r\n",
		"");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.status, 401);
	assert_int_equal(a.by, DIALOG_BY_REMOTE);
	assert_int_equal(raw_count(&raw, loop, "INVITE ", 20), 0);
}

static void a_server_that_always_says_stale_is_given_up(void **state)
{
	int invites = 1;

	(void)state;
	a_calls();
	while (!a.ended && invites < 20) {
		char headers[128];

		snprintf(headers, sizeof headers,
			"WWW-Authenticate: Digest "
			"realm=\"home\", nonce=\"n%d\", stale=true, "
			"qop=\"auth\"\r\n",
			invites);
		raw_reply_invite(&raw, "401 Unauthorized", headers, "");
		invites += raw_count(&raw, loop, "INVITE ", 10);
	}
	assert_int_equal(a.ended, 1);
	assert_int_equal(a.status, 401);
	assert_true(invites < 8);
}

static void without_credentials_the_call_ends_with_the_question(void **state)
{
	(void)state;
	a.credentials = (struct credentials){ 0 };
	a_calls();
	raw_reply(&raw, "407 Proxy Authentication Required",
		"Proxy-Authenticate: Digest realm=\"home\", nonce=\"n1\"\r\n",
		"");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.status, 407);
	assert_string_equal(a.reason, "Proxy Authentication Required");
}

static void a_basic_password_is_never_given(void **state)
{
	(void)state;
	a_calls();
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Basic realm=\"home\"\r\n", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.status, 401);
	assert_int_equal(raw_count(&raw, loop, "INVITE ", 20), 0);
}

static void ha1_serves_in_place_of_the_password(void **state)
{
	char ha1[DIGEST_HEX];

	(void)state;
	digest_ha1(DIGEST_MD5, "ali\"ce", "home", "se:cret", ha1);
	a.credentials = (struct credentials){ .user = "ali\"ce", .ha1 = ha1 };
	a_calls();
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"s\", qop=\"auth\", algorithm=SHA-256\r\n"
		"WWW-Authenticate: Digest realm=\"home\", nonce=\"m\", "
		"qop=\"auth\"");
	assert_answered("Authorization", DIGEST_MD5, "home", "m", 1);
}

static void what_follows_in_the_dialog_is_authorized_too(void **state)
{
	char value[1024];

	(void)state;
	a_calls();
	challenged("401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", "
		"nonce=\"n1\", qop=\"auth\"");
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(until(loop, &a.answered, 1));
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_answered("Authorization", DIGEST_MD5, "home", "n1", 2);
	raw_reply(&raw, "200 OK", "Authentication-Info: nextnonce=\"n2\"\r\n",
		"held");
	assert_true(until(loop, &a.offer_answers, 1));
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "BYE "));
	assert_string_equal(said("Authorization", "nonce", value), "n2");
	assert_string_equal(said("Authorization", "nc", value), "00000001");
	/* its nonce ran out meanwhile, and it does not say so */
	raw_reply(&raw, "401 Unauthorized", "WWW-Authenticate: Digest "
		"realm=\"home\", nonce=\"n3\", qop=\"auth\"\r\n", "");
	assert_true(raw_expect(&raw, loop, "BYE "));
	assert_string_equal(said("Authorization", "nonce", value), "n3");
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
}

static void a_call_outlives_a_re_invite_that_is_not_authorized(void **state)
{
	(void)state;
	a.credentials = (struct credentials){ 0 };
	a_calls();
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(until(loop, &a.answered, 1));
	for (int i = 1; i <= 2; i++) {
		dialog_offer(a.dialog, "hold");
		if (i == 1) {
			assert_true(raw_expect(&raw, loop, "INVITE "));
			raw_reply(&raw, "407 Proxy Authentication Required",
				"Proxy-Authenticate: Digest realm=\"p\", "
				"nonce=\"n\"\r\n",
				"");
		}
		assert_true(until(loop, &a.offer_answers, i));
		assert_int_equal(a.offer_status, 407);
	}
	assert_int_equal(a.ended, 0);
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "BYE "));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
}

static void a_call_freed_while_asked_does_not_hold_up_the_end(
	void **state)
{
	(void)state;
	a.credentials = (struct credentials){ 0 };
	a_calls();
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"home\", nonce=\"n1\"\r\n",
		"");
	assert_true(until(loop, &a.ended, 1));
	party_close(&a, loop);
	assert_true(a.down);
}

static int make_loop(void **state)
{
	(void)state;
	log_configure("error");
	loop = loop_new();
	return loop ? 0 : -1;
}

static int end_loop(void **state)
{
	(void)state;
	finish_loop(loop);
	return 0;
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_server_that_asks_gets_the_answer),
		STORY(a_proxy_and_then_a_server_get_theirs),
		STORY(the_strongest_algorithm_is_taken),
		STORY(an_algorithm_of_tomorrow_does_not_spoil_that_of_today),
		STORY(a_stale_nonce_is_answered_anew),
		STORY(a_wrong_password_is_offered_once),
		STORY(a_server_that_always_says_stale_is_given_up),
		STORY(without_credentials_the_call_ends_with_the_question),
		STORY(a_basic_password_is_never_given),
		STORY(ha1_serves_in_place_of_the_password),
		STORY(what_follows_in_the_dialog_is_authorized_too),
		STORY(a_call_outlives_a_re_invite_that_is_not_authorized),
		STORY(a_call_freed_while_asked_does_not_hold_up_the_end),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
