/* A scripted registrar accepts, asks, refuses, falls silent, comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip/registration.h"
#include "sip_party.h"

#define T1X64 2000
#define RETRY_S 30
#define RETRY_MAX_S 600

static struct loop *loop;
static struct party a;
static struct raw_peer raw;
static struct registration *registration;
static struct {
	int changes, state, status;
	char reason[128], contact[128], peer[64];
	int64_t expires_at_ms, next_attempt_ms;
} seen;

static void on_changed(void *arg, const struct registration_status *s)
{
	(void)arg;
	seen.changes++;
	seen.state = s->state;
	seen.status = s->status;
	snprintf(seen.reason, sizeof seen.reason, "%s",
		s->reason ? s->reason : "");
	snprintf(seen.contact, sizeof seen.contact, "%s",
		s->contact ? s->contact : "");
	seen.expires_at_ms = s->expires_at_ms;
	seen.next_attempt_ms = s->next_attempt_ms;
}

static void on_peer(void *arg, const char *ip)
{
	(void)arg;
	snprintf(seen.peer, sizeof seen.peer, "%s", ip);
}

static void make(const char *next_hop, const char *password)
{
	static const struct registration_handlers handlers = { on_changed,
		on_peer };
	struct registration_params params = { .aor = "sip:bob@example.org",
		.registrar = "sip:example.org",
		.next_hop = next_hop,
		.expires_s = 3600,
		.retry_s = RETRY_S,
		.retry_max_s = RETRY_MAX_S,
		.credentials = { .user = "bob", .password = password } };

	registration = registration_new(a.ua, &params, &handlers, NULL);
}

static int open_all(void **state)
{
	char uri[64];

	(void)state;
	memset(&a, 0, sizeof a);
	memset(&seen, 0, sizeof seen);
	if (!party_open(&a, loop, T1X64) || !raw_open(&raw))
		return -1;
	make(raw_uri(&raw, uri), "secret");
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	registration_free(registration);
	party_close(&a, loop);
	raw_close(&raw);
	return 0;
}

static void accepted(const char *expires)
{
	char contact[1024], headers[1200];

	raw_header(&raw, "Contact", contact);
	snprintf(headers, sizeof headers,
		"Contact: <sip:other@192.0.2.9>;expires=77\r\n"
		"Contact: %s;expires=%s\r\n",
		contact, expires);
	raw_reply(&raw, "200 OK", headers, "");
}

static void registers(void)
{
	registration_start(registration);
	assert_int_equal(seen.state, REGISTRATION_REGISTERING);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
}

static int wait_s(void)
{
	return (int)((seen.next_attempt_ms - clock_ms() + 500) / 1000);
}

static void time_passes(int s)
{
	for (int i = 0; i < s; i++)
		jump(loop, 1000);
}

static void fails_in_silence(void)
{
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	time_passes(T1X64 / 1000 + 1);
	assert_int_equal(seen.state, REGISTRATION_FAILED);
	raw_count(&raw, loop, "REGISTER ", 0);	/* repeated ones lie there */
}

static void a_registrar_that_accepts_is_told(void **state)
{
	char value[1024], contact[128];

	(void)state;
	registers();
	assert_non_null(strstr(raw.in, "REGISTER sip:example.org SIP/2.0"));
	assert_string_equal(raw_header(&raw, "Expires", value), "3600");
	assert_non_null(
		strstr(raw_header(&raw, "To", value), "sip:bob@example.org"));
	snprintf(
		contact, sizeof contact, "sip:bob@127.0.0.1:%d", ua_port(a.ua));
	assert_string_equal(seen.contact, contact);
	assert_int_equal(seen.status, 200);
	assert_in_range(seen.expires_at_ms - clock_ms(), 1799000, 1800000);
	assert_int_equal(seen.next_attempt_ms, 0);
	assert_string_equal(seen.peer, "127.0.0.1");
}

static void the_binding_is_refreshed_before_it_ends(void **state)
{
	(void)state;
	registers();
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
	accepted("600");
	assert_true(until(loop, &seen.changes, 3));
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
	assert_in_range(seen.expires_at_ms - clock_ms(), 599000, 600000);
}

static void a_binding_under_another_name_is_refreshed_in_time(
	void **state)
{
	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "200 OK", "Expires: 60\r\n", "");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	assert_in_range(seen.expires_at_ms - clock_ms(), 59000, 60000);
	time_passes(46);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_int_equal(seen.state, REGISTRATION_REGISTERED);
}

static void a_password_is_given_when_asked_for(void **state)
{
	char value[1024];

	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\", qop=\"auth\"\r\n",
		"");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_non_null(
		strstr(raw_header(&raw, "Authorization", value), "\"n1\""));
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_non_null(strstr(
		raw_header(&raw, "Authorization", value), "nc=00000002"));
}

static void is_asked_twice(void)
{
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\", qop=\"auth\"\r\n",
		"");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n2\", qop=\"auth\"\r\n",
		"");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
}

static void a_wrong_password_is_said_and_not_repeated(void **state)
{
	(void)state;
	registration_start(registration);
	is_asked_twice();
	assert_int_equal(seen.status, 401);
	assert_string_equal(seen.reason, "wrong user or password");
	assert_in_range(wait_s(), RETRY_S, RETRY_S * 5 / 4 + 1);
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
	time_passes(RETRY_S * 5 / 4 + 2);
	is_asked_twice();
}

static void a_missing_password_is_said(void **state)
{
	char uri[64];

	(void)state;
	registration_free(registration);
	make(raw_uri(&raw, uri), NULL);
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\", qop=\"auth\"\r\n",
		"");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_string_equal(
		seen.reason, "a password is asked for, and none is set");
}

static void waits_grow_up_to_the_longest(void **state)
{
	int last = 0;

	(void)state;
	registration_start(registration);
	for (int i = 0; i < 7; i++) {
		int expected =
			RETRY_S << i < RETRY_MAX_S ? RETRY_S << i : RETRY_MAX_S;

		fails_in_silence();
		assert_int_equal(seen.status, 408);
		assert_string_equal(seen.reason, "no answer");
		last = wait_s();
		/* whole seconds, and a loaded machine loses some of them */
		assert_in_range(last, RETRY_S / 2, RETRY_MAX_S);
		assert_in_range(
			last, expected * 3 / 4 - 5, expected * 5 / 4 + 1);
		time_passes(last + 1);
	}
	assert_true(last >= RETRY_MAX_S * 3 / 4 - 5);
}

static void a_registrar_that_comes_back_is_found(void **state)
{
	(void)state;
	registration_start(registration);
	fails_in_silence();
	time_passes(wait_s() + 1);
	assert_int_equal(seen.state, REGISTRATION_REGISTERING);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	assert_int_equal(seen.next_attempt_ms, 0);
}

static void starting_again_does_not_wait(void **state)
{
	(void)state;
	registration_start(registration);
	fails_in_silence();
	registers();
}

static void retry_after_is_honoured(void **state)
{
	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "503 Service Unavailable", "Retry-After: 7\r\n", "");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(seen.status, 503);
	assert_string_equal(seen.reason, "Service Unavailable");
	assert_in_range(wait_s(), 7, 8);
	time_passes(9);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
}

static void too_short_an_expiry_is_corrected(void **state)
{
	char value[1024];

	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "423 Interval Too Brief", "Min-Expires: 7200\r\n", "");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "7200");
}

static void a_refused_account_says_why(void **state)
{
	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "403 You Are\tNot Welcome", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(seen.status, 403);
	assert_string_equal(seen.reason, "You Are Not Welcome");
}

static void a_refused_connection_is_told_at_once(void **state)
{
	struct raw_peer closed;
	char uri[64], tcp[96];

	(void)state;
	assert_true(raw_open(&closed));
	snprintf(tcp, sizeof tcp, "%s;transport=tcp", raw_uri(&closed, uri));
	raw_close(&closed);
	registration_free(registration);
	make(tcp, "secret");
	registration_start(registration);
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(seen.status, 503);
	assert_true(seen.next_attempt_ms > 0);
}

static void stopping_unbinds(void **state)
{
	char value[1024];

	(void)state;
	registers();
	registration_stop(registration);
	assert_int_equal(seen.state, REGISTRATION_UNREGISTERING);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "0");
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_UNREGISTERED));
	assert_string_equal(seen.contact, "");
	registers();
}

static void stopping_while_registering_unbinds_as_well(void **state)
{
	char value[1024];

	(void)state;
	registration_start(registration);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	registration_stop(registration);
	registration_stop(registration);
	accepted("1800");
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "0");
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_UNREGISTERED));
}

static void stopping_what_waits_plans_nothing_more(void **state)
{
	(void)state;
	registration_start(registration);
	fails_in_silence();
	registration_stop(registration);
	assert_int_equal(seen.state, REGISTRATION_UNREGISTERED);
	time_passes(RETRY_S * 2);
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
}

static void a_refresh_that_fails_is_tried_again_and_nothing_unbound(
	void **state)
{
	char value[1024];

	(void)state;
	registers();
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	raw_reply(&raw, "503 Service Unavailable", "", "");
	assert_true(until(loop, &seen.state, REGISTRATION_FAILED));
	assert_int_equal(raw_count(&raw, loop, "REGISTER ", 20), 0);
	time_passes(wait_s() + 1);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "3600");
	accepted("1800");
	assert_true(until(loop, &seen.state, REGISTRATION_REGISTERED));
	/* and it is refreshed as before */
	jump(loop, 1750 * 1000);
	assert_true(raw_expect(&raw, loop, "REGISTER "));
}

static void freeing_unbinds_without_a_word(void **state)
{
	char value[1024];
	int changes;

	(void)state;
	registers();
	changes = seen.changes;
	registration_free(registration);
	registration = NULL;
	assert_true(raw_expect(&raw, loop, "REGISTER "));
	assert_string_equal(raw_header(&raw, "Expires", value), "0");
	raw_reply(&raw, "401 Unauthorized",
		"WWW-Authenticate: Digest realm=\"r\", "
		"nonce=\"n1\"\r\n",
		"");
	jump(loop, 10);
	assert_int_equal(seen.changes, changes);
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
		STORY(a_registrar_that_accepts_is_told),
		STORY(the_binding_is_refreshed_before_it_ends),
		STORY(a_binding_under_another_name_is_refreshed_in_time),
		STORY(a_password_is_given_when_asked_for),
		STORY(a_wrong_password_is_said_and_not_repeated),
		STORY(a_missing_password_is_said),
		STORY(waits_grow_up_to_the_longest),
		STORY(a_registrar_that_comes_back_is_found),
		STORY(starting_again_does_not_wait),
		STORY(retry_after_is_honoured),
		STORY(too_short_an_expiry_is_corrected),
		STORY(a_refused_account_says_why),
		STORY(a_refused_connection_is_told_at_once),
		STORY(stopping_unbinds),
		STORY(stopping_while_registering_unbinds_as_well),
		STORY(stopping_what_waits_plans_nothing_more),
		STORY(a_refresh_that_fails_is_tried_again_and_nothing_unbound),
		STORY(freeing_unbinds_without_a_word),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
