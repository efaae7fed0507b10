/* Calls that nobody refreshes end, those that somebody does go on: hours in
 * seconds, between two phones and with a peer that says what it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pair.h"
#include "raw_peer.h"

#define ANSWERS "account \"line\" { uri = \"sip:bob@127.0.0.1\" " \
	"registrar = \"none\" auto_answer = all answer_with = tone }\n"
#define SDP "v=0\r\no=raw 1 %d IN IP4 127.0.0.1\r\ns=-\r\n" \
	"c=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=%s\r\n"
#define UPDATES "Allow: INVITE, ACK, BYE, UPDATE\r\n"
#define NO_UPDATES "Allow: INVITE, ACK, BYE\r\n"

static struct pair pair;
static struct raw_peer raw;
static struct session *a;

static void pass(int seconds)
{
	while (seconds--) {
		phone_jump(pair.loop, 1000);
		for (int i = 0; i < 8; i++)
			loop_step(pair.loop, 0);
	}
}

static struct session_view view(const struct session *s)
{
	struct session_view v;

	session_view(s, &v);
	return v;
}

static void call_bob(const char *caller, const char *callee)
{
	pair_up_both(&pair, caller, callee);
	a = pair_dial(&pair);
	assert_true(phone_reaches(pair.caller, "established"));
	assert_true(phone_reaches(pair.callee, "established"));
}

static bool has_keys(void *arg)
{
	return view(a).suite && view(arg).suite;
}

/* --- two phones ------------------------------------------------------------*/

static void an_hour_passes_and_the_caller_refreshes(void **state)
{
	struct session *b;
	int told;

	(void)state;
	call_bob("session_timer = 600\n", ANSWERS "session_timer = 120\n");
	b = phone_session(pair.callee);
	assert_int_equal(view(a).session_timer_s, 120);
	assert_int_equal(view(b).session_timer_s, 120);
	assert_true(view(a).session_timer_is_ours);
	assert_false(view(b).session_timer_is_ours);
	assert_true(phone_until(pair.loop, has_keys, b));
	told = phone_changes(pair.callee);
	pass(3600);
	assert_string_equal(view(a).state, "established");
	assert_string_equal(view(b).state, "established");
	assert_int_equal(phone_changes(pair.callee), told);
	pair_down(&pair);
}

static void the_callee_refreshes_a_caller_without_timers(void **state)
{
	struct session *b;

	(void)state;
	call_bob("session_timer = 0\n", ANSWERS "session_timer = 120\n");
	b = phone_session(pair.callee);
	assert_int_equal(view(a).session_timer_s, 0);
	assert_int_equal(view(b).session_timer_s, 120);
	assert_true(view(b).session_timer_is_ours);
	pass(600);
	assert_string_equal(view(a).state, "established");
	assert_string_equal(view(b).state, "established");
	pair_down(&pair);
}

static bool is_held(void *arg)
{
	return view(arg).held_by_us && !view(arg).hold_pending;
}

static void a_held_call_is_still_held_after_an_hour(void **state)
{
	struct fault fault;
	struct session *b;

	(void)state;
	call_bob("session_timer = 120\n", ANSWERS);
	b = phone_session(pair.callee);
	assert_true(session_mute(a, true, &fault));
	assert_true(session_hold(a, &fault));
	assert_true(phone_until(pair.loop, is_held, a));
	pass(3600);
	assert_true(view(a).held_by_us && !view(a).held_by_them);
	assert_true(view(b).held_by_them && !view(b).held_by_us);
	assert_true(view(a).muted);
	assert_string_equal(view(b).state, "established");
	pair_down(&pair);
}

static void a_short_interval_is_raised_by_422(void **state)
{
	(void)state;
	call_bob("session_timer = 90\n", ANSWERS "min_se = 300\n");
	assert_int_equal(view(a).session_timer_s, 300);
	pass(600);
	assert_string_equal(view(a).state, "established");
	pair_down(&pair);
}

/* --- against a peer that says what it is told ------------------------------*/

static char *sdp(int version, const char *direction)
{
	return mem_format(SDP, version, direction);
}

static void answer(const char *headers, int version, const char *direction)
{
	char *text = sdp(version, direction);

	raw_reply(&raw, "200 OK", headers, text);
	free(text);
	assert_true(raw_expect(&raw, pair.loop, "ACK "));
}

static void call_raw(const char *headers)
{
	struct call_params p = { 0 };
	struct fault fault;
	char uri[64];

	pair_up_both(&pair, "session_timer = 120\n", "");
	assert_true(raw_open(&raw));
	p.to = raw_uri(&raw, uri);
	assert_true(engine_call(phone_engine(pair.caller), &p, &a, &fault));
	assert_true(raw_expect(&raw, pair.loop, "INVITE "));
	answer(headers, 1, "sendrecv");
	assert_true(phone_reaches(pair.caller, "established"));
}

static void hang_up(void)
{
	raw_close(&raw);
	pair_down(&pair);
}

/* What was sent again while time passed in steps is out of the way. */
static void expect(const char *first_line)
{
	assert_true(raw_expect(&raw, pair.loop, first_line));
	raw_count(&raw, pair.loop, "", 5);
}

static void a_peer_that_vanished_is_noticed_by_who_refreshes(void **state)
{
	(void)state;
	call_raw(UPDATES "Supported: timer\r\n");
	for (int i = 0; i < 100 && strcmp(view(a).state, "terminated"); i++)
		pass(1);
	assert_string_equal(view(a).state, "terminated");
	assert_string_equal(view(a).ended_by, "error");
	assert_int_equal(view(a).end_status, 408);
	hang_up();
}

static void a_peer_that_stops_refreshing_is_hung_up_with_words(void **state)
{
	(void)state;
	call_raw(UPDATES "Supported: timer\r\nRequire: timer\r\n"
		"Session-Expires: 120;refresher=uas\r\n");
	assert_false(view(a).session_timer_is_ours);
	pass(108);
	expect("BYE ");
	raw_reply(&raw, "200 OK", "", "");
	assert_true(phone_reaches(pair.caller, "terminated"));
	assert_string_equal(view(a).ended_by, "error");
	assert_int_equal(view(a).end_status, 408);
	assert_non_null(strstr(view(a).end_reason, "stopped refreshing"));
	assert_int_equal(view(a).session_timer_s, 0);
	hang_up();
}

static void a_refresh_by_re_invite_says_the_same_again(void **state)
{
	char before[8192];

	(void)state;
	call_raw(NO_UPDATES);
	assert_true(view(a).session_timer_is_ours);
	strcpy(before, strstr(raw.invite, "\r\n\r\n"));
	pass(58);
	expect("INVITE ");
	assert_string_equal(strstr(raw.in, "\r\n\r\n"), before);
	answer(NO_UPDATES, 1, "sendrecv");
	pass(58);
	expect("INVITE ");
	assert_string_equal(strstr(raw.in, "\r\n\r\n"), before);
	hang_up();
}

/* The stack alone would say what the first INVITE said. */
static void held_meanwhile_a_refresh_says_what_holds_now(void **state)
{
	char *hold = sdp(2, "sendonly"), mine[8192];

	(void)state;
	call_raw(NO_UPDATES);
	raw_request_as_uas(&raw, "INVITE", NO_UPDATES, hold);
	free(hold);
	assert_true(raw_expect(&raw, pair.loop, "SIP/2.0 200"));
	assert_non_null(strstr(raw.in, "a=recvonly"));
	strcpy(mine, raw_body(&raw));
	raw_request_as_uas(&raw, "ACK", "", "");
	pass(58);
	expect("INVITE ");
	assert_string_equal(raw_body(&raw), mine);
	answer(NO_UPDATES, 2, "sendonly");
	pass(1);
	assert_true(view(a).held_by_them);
	assert_false(view(a).held_by_us);
	hang_up();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hour_passes_and_the_caller_refreshes),
		cmocka_unit_test(the_callee_refreshes_a_caller_without_timers),
		cmocka_unit_test(a_held_call_is_still_held_after_an_hour),
		cmocka_unit_test(a_short_interval_is_raised_by_422),
		cmocka_unit_test(
			a_peer_that_vanished_is_noticed_by_who_refreshes),
		cmocka_unit_test(
			a_peer_that_stops_refreshing_is_hung_up_with_words),
		cmocka_unit_test(a_refresh_by_re_invite_says_the_same_again),
		cmocka_unit_test(held_meanwhile_a_refresh_says_what_holds_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
