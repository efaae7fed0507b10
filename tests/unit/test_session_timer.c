/* A session that nobody refreshes ends (RFC 4028): both roles, both ways to
 * refresh, on a clock that jumps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip_party.h"

#define UPDATES "Allow: INVITE, ACK, BYE, UPDATE\r\n"
#define NO_UPDATES "Allow: INVITE, ACK, BYE\r\n"
#define TIMER "Supported: timer\r\n"
#define REQUIRED "Require: timer\r\n"

static struct loop *loop;
static struct party a, b;
static struct raw_peer raw;

static int open_all(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	a.session_timer = 300;
	b.session_timer = 200;
	return party_open(&a, loop, 32000) && party_open(&b, loop, 32000) &&
		raw_open(&raw) ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	party_close(&a, loop);
	party_close(&b, loop);
	raw_close(&raw);
	return 0;
}

/* The stack looks at its own clock once a second. */
static void pass(int seconds)
{
	while (seconds--)
		jump(loop, 1000);
}

/* What was sent again while time passed in steps is out of the way. */
static void expect(const char *first_line)
{
	assert_true(raw_expect(&raw, loop, first_line));
	raw_count(&raw, loop, "", 5);
}

static const char *header(const char *name)
{
	static char value[1024];

	return raw_header(&raw, name, value);
}

/* a has called raw, which answers with these headers. */
static void a_calls_raw(const char *headers)
{
	char uri[64];

	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_non_null(strstr(header("Supported"), "timer"));
	assert_string_equal(header("Session-Expires"), "300");
	assert_string_equal(header("Min-SE"), "90");
	raw_reply(&raw, "200 OK", headers, "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.answered, 1);
}

static void raw_calls_a(const char *headers)
{
	a.answer_at_once = true;
	raw_invite(&raw, ua_port(a.ua), headers, "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
}

static void raw_acknowledges(void)
{
	raw_request_as_uac(&raw, "ACK", 1000, "", "");
	assert_true(until(loop, &a.confirmed, 1));
}

static void the_two_agree_on_the_shorter_interval_and_one_refreshes(void **state)
{
	char uri[64];

	(void)state;
	b.answer_at_once = true;
	party_call(&a, party_uri(&b, uri));
	assert_true(until(loop, &b.confirmed, 1));
	assert_true(until(loop, &a.answered, 1));
	assert_int_equal(a.timer_s, 200);
	assert_int_equal(b.timer_s, 200);
	assert_true(a.timer_is_ours);
	assert_false(b.timer_is_ours);
	pass(1000);
	assert_int_equal(a.ended + b.ended, 0);
	assert_int_equal(a.timers, 1);
	assert_int_equal(b.timers, 1);
	assert_int_equal(a.refreshes + b.offers, 0);
}

static void we_refresh_at_half_of_it_by_update_without_sdp(void **state)
{
	(void)state;
	a_calls_raw(UPDATES TIMER REQUIRED "Session-Expires: 120;refresher=uac\r\n");
	assert_int_equal(a.timer_s, 120);
	assert_true(a.timer_is_ours);
	pass(50);
	assert_int_equal(raw_count(&raw, loop, "UPDATE ", 10), 0);
	pass(8);
	expect("UPDATE ");
	assert_string_equal(raw_body(&raw), "");
	assert_non_null(strstr(header("Session-Expires"), "refresher=uac"));
	assert_non_null(strstr(header("Contact"), "bob@"));
	raw_reply(&raw, "200 OK", REQUIRED "Session-Expires: 120;refresher=uac\r\n",
		"");
	pass(50);
	assert_int_equal(raw_count(&raw, loop, "UPDATE ", 10), 0);
	pass(8);
	expect("UPDATE ");
}

static void a_peer_without_update_is_refreshed_by_re_invite(void **state)
{
	(void)state;
	a_calls_raw(NO_UPDATES TIMER "Session-Expires: 120;refresher=uac\r\n");
	pass(58);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_string_equal(raw_body(&raw), "again");
	assert_int_equal(a.refreshes, 1);
	raw_reply(&raw, "200 OK", "Session-Expires: 120;refresher=uac\r\n",
		"fine");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_true(until(loop, &a.offer_answers, 1));
	pass(58);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_int_equal(a.refreshes, 2);
}

static void an_update_that_is_not_known_becomes_a_re_invite(void **state)
{
	static const char *const answers[] = {
		"405 Method Not Allowed", "501 Not Implemented"
	};

	for (int i = 0; i < 2; i++) {
		a_calls_raw(UPDATES "Session-Expires: 120;refresher=uac\r\n");
		pass(58);
		expect("UPDATE ");
		raw_reply(&raw, answers[i], "", "");
		assert_true(raw_expect(&raw, loop, "INVITE "));
		assert_int_equal(a.ended, 0);
		close_all(state);
		open_all(state);
	}
}

static void a_refresh_that_is_refused_is_tried_again_and_then_ends_it(void **state)
{
	(void)state;
	a_calls_raw(UPDATES "Session-Expires: 120;refresher=uac\r\n");
	pass(55);
	for (int i = 0; i < 70 && strncmp(raw.in, "BYE ", 4) != 0; i++) {
		if (raw_count(&raw, loop, "", 5) &&
			strncmp(raw.in, "ACK ", 4) != 0)
			raw_reply(&raw, "503 Service Unavailable", "", "");
		pass(1);
	}
	assert_non_null(strstr(header("Reason"), "Session timeout"));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 408);
	assert_non_null(strstr(a.reason, "could not be refreshed"));
}

static void a_refresh_that_finds_no_call_ends_ours(void **state)
{
	(void)state;
	a_calls_raw(UPDATES "Session-Expires: 120;refresher=uac\r\n");
	pass(58);
	expect("UPDATE ");
	raw_reply(&raw, "481 Call Does Not Exist", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 481);
}

static void a_refresh_that_nobody_answers_ends_it(void **state)
{
	(void)state;
	a_calls_raw(UPDATES "Session-Expires: 120;refresher=uac\r\n");
	for (int i = 0; i < 100 && !a.ended; i++)
		pass(1);
	assert_int_equal(a.ended, 1);
	assert_int_equal(a.status, 408);
}

static void a_peer_that_does_not_refresh_is_hung_up_in_words(void **state)
{
	(void)state;
	raw_calls_a(UPDATES TIMER "Session-Expires: 120;refresher=uac\r\n");
	assert_non_null(strstr(header("Session-Expires"), "120;refresher=uac"));
	assert_non_null(strstr(header("Require"), "timer"));
	raw_acknowledges();
	assert_false(a.timer_is_ours);
	pass(104);
	assert_int_equal(raw_count(&raw, loop, "BYE ", 5), 0);
	pass(4);
	expect("BYE ");
	assert_non_null(strstr(header("Reason"), "Session timeout"));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 408);
	assert_non_null(strstr(a.reason, "stopped refreshing"));
}

static void the_peers_refreshes_keep_it(void **state)
{
	(void)state;
	raw_calls_a(UPDATES TIMER "Session-Expires: 120;refresher=uac\r\n");
	raw_acknowledges();
	a.accept_at_once = true;
	for (int i = 0; i < 4; i++) {
		pass(90);
		raw_request_as_uac(&raw, i % 2 ? "INVITE" : "UPDATE", 1001 + i,
			TIMER "Session-Expires: 120;refresher=uac\r\n",
			i % 2 ? "offer" : "");
		assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
		assert_non_null(strstr(header("Session-Expires"), "120"));
		if (i % 2)
			raw_request_as_uac(&raw, "ACK", 1001 + i, "", "");
		pass(1);
	}
	assert_int_equal(a.ended, 0);
	assert_int_equal(raw_count(&raw, loop, "BYE ", 5), 0);
}

static void called_we_refresh_where_the_caller_wants_it(void **state)
{
	(void)state;
	raw_calls_a(UPDATES TIMER "Session-Expires: 120;refresher=uas\r\n");
	raw_acknowledges();
	assert_true(a.timer_is_ours);
	pass(58);
	expect("UPDATE ");
}

static void a_caller_without_timers_is_refreshed_by_us(void **state)
{
	(void)state;
	raw_calls_a("");
	raw_acknowledges();
	assert_int_equal(a.timer_s, 300);
	assert_true(a.timer_is_ours);
	pass(148);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_int_equal(a.refreshes, 1);
}

static void an_interval_too_short_for_us_gets_422(void **state)
{
	(void)state;
	raw_invite(&raw, ua_port(a.ua), TIMER "Session-Expires: 60\r\n", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 422"));
	assert_string_equal(header("Min-SE"), "90");
	assert_int_equal(a.invites, 0);
}

static void a_422_is_followed_now_and_later(void **state)
{
	char uri[64];

	(void)state;
	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "422 Session Interval Too Small", "Min-SE: 500\r\n", "");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_string_equal(header("Session-Expires"), "500");
	raw_reply(&raw, "200 OK",
		UPDATES TIMER "Session-Expires: 500;refresher=uac\r\n", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.timer_s, 500);
	pass(248);
	expect("UPDATE ");
	assert_string_equal(header("Session-Expires"), "500;refresher=uac");
	assert_int_equal(a.ended, 0);
}

static void a_refused_hold_does_not_stop_the_clock(void **state)
{
	(void)state;
	a_calls_raw(UPDATES TIMER "Session-Expires: 120;refresher=uas\r\n");
	assert_false(a.timer_is_ours);
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "488 Not Acceptable Here", "", "");
	assert_true(until(loop, &a.offer_answers, 1));
	pass(108);
	expect("BYE ");
}

static void our_own_re_invite_counts_as_a_refresh(void **state)
{
	(void)state;
	a_calls_raw(UPDATES TIMER "Session-Expires: 120;refresher=uac\r\n");
	pass(50);
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "200 OK", "Session-Expires: 120;refresher=uac\r\n",
		"held");
	assert_true(raw_expect(&raw, loop, "ACK "));
	pass(50);
	assert_int_equal(raw_count(&raw, loop, "UPDATE ", 5), 0);
	pass(8);
	expect("UPDATE ");
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
		STORY(the_two_agree_on_the_shorter_interval_and_one_refreshes),
		STORY(we_refresh_at_half_of_it_by_update_without_sdp),
		STORY(a_peer_without_update_is_refreshed_by_re_invite),
		STORY(an_update_that_is_not_known_becomes_a_re_invite),
		STORY(a_refresh_that_is_refused_is_tried_again_and_then_ends_it),
		STORY(a_refresh_that_finds_no_call_ends_ours),
		STORY(a_refresh_that_nobody_answers_ends_it),
		STORY(a_peer_that_does_not_refresh_is_hung_up_in_words),
		STORY(the_peers_refreshes_keep_it),
		STORY(called_we_refresh_where_the_caller_wants_it),
		STORY(a_caller_without_timers_is_refreshed_by_us),
		STORY(an_interval_too_short_for_us_gets_422),
		STORY(a_422_is_followed_now_and_later),
		STORY(a_refused_hold_does_not_stop_the_clock),
		STORY(our_own_re_invite_counts_as_a_refresh),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
