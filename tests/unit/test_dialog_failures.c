/* Peers that are silent, late, gone or malicious. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip_party.h"

#define T1X64 4000

static struct loop *loop;
static struct party a;
static struct raw_peer raw;

static int open_all(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	return party_open(&a, loop, T1X64) && raw_open(&raw) ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	party_close(&a, loop);
	raw_close(&raw);
	return 0;
}

static void a_calls_raw(void)
{
	char uri[64];

	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
}

static void a_and_raw_talk(void)
{
	a_calls_raw();
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
}

static void time_passes_until_a_ended(int ms)
{
	for (int i = 0; i < ms / 100 && !a.ended; i++)
		jump(loop, 100);
	assert_int_equal(a.ended, 1);
}

static void a_peer_that_never_answers_is_a_408(void **state)
{
	(void)state;
	a_calls_raw();
	time_passes_until_a_ended(T1X64 + 1000);
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 408);
}

static void cancelling_at_a_silent_peer_ends(void **state)
{
	(void)state;
	a_calls_raw();
	dialog_end(a.dialog, NULL);
	time_passes_until_a_ended(T1X64 + 100);
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
	assert_int_equal(a.status, 487);
}

static void cancelling_at_a_peer_that_fell_silent_ends(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply(&raw, "180 Ringing", "", "");
	assert_true(until(loop, &a.progress, 1));
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "CANCEL "));
	time_passes_until_a_ended(T1X64 + 100);
	assert_int_equal(a.status, 487);
}

static void no_cancel_is_sent_before_the_first_response(void **state)
{
	(void)state;
	a_calls_raw();
	dialog_end(a.dialog, NULL);
	assert_int_equal(raw_count(&raw, loop, "CANCEL ", 20), 0);
	raw_reply_invite(&raw, "100 Trying", "", "");
	assert_true(raw_expect(&raw, loop, "CANCEL "));
}

static void hanging_up_at_a_silent_peer_ends(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "BYE "));
	time_passes_until_a_ended(T1X64 + 100);
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
}

static void a_cancel_that_crosses_the_answer_becomes_a_bye(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply(&raw, "180 Ringing", "", "");
	assert_true(until(loop, &a.progress, 1));
	dialog_end(a.dialog, "SIP;cause=200");
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "BYE "));
	assert_non_null(strstr(raw.in, "Reason: SIP;cause=200"));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
	assert_int_equal(a.answered, 0);
}

static void an_answer_that_nobody_acks_ends(void **state)
{
	(void)state;
	a.answer_at_once = true;
	raw_invite(&raw, ua_port(a.ua), "", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	time_passes_until_a_ended(2 * T1X64);
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 408);
	assert_string_equal(a.reason, "ACK Timeout");
	assert_int_equal(a.confirmed, 0);
}

static void hanging_up_waits_for_the_ack(void **state)
{
	(void)state;
	a.answer_at_once = true;
	raw_invite(&raw, ua_port(a.ua), "", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	dialog_end(a.dialog, NULL);
	assert_int_equal(raw_count(&raw, loop, "BYE ", 20), 0);
	raw_request_as_uac(&raw, "ACK", 1000, "", "");
	assert_true(raw_expect(&raw, loop, "BYE "));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
}

static void an_invite_without_offer_is_answered_with_ours(void **state)
{
	(void)state;
	a.answer_at_once = true;
	raw_invite(&raw, ua_port(a.ua), "", "");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "answer");
	raw_request_as_uac(&raw, "ACK", 1000, "", "theirs");
	assert_true(until(loop, &a.confirmed, 1));
	assert_string_equal(a.confirmed_sdp, "theirs");
}

static void a_bye_tells_both_its_reasons(void **state)
{
	(void)state;
	a_and_raw_talk();
	raw_request_as_uas(&raw, "BYE",
		"Reason: Q.850;cause=17;text=\"User \\\"B\\\" busy\"\r\n"
		"Reason: SIP;cause=600\r\n",
		"");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_REMOTE);
	assert_int_equal(a.q850, 17);
	assert_string_equal(a.reason_header, "User \"B\" busy");
	assert_false(a.elsewhere);
}

static void a_refused_connection_is_told_at_once(void **state)
{
	struct raw_peer closed;
	char uri[64], tcp[96];

	(void)state;
	assert_true(raw_open(&closed));
	snprintf(tcp, sizeof tcp, "%s;transport=tcp", raw_uri(&closed, uri));
	raw_close(&closed);
	party_call(&a, tcp);
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 503);
}

static void a_dialog_that_was_freed_hears_nothing_more(void **state)
{
	(void)state;
	a_calls_raw();
	dialog_free(a.dialog);
	a.dialog = NULL;
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "BYE "));
	assert_int_equal(a.answered + a.ended, 0);
}

static void a_session_in_an_unknown_body_is_refused(void **state)
{
	(void)state;
	raw_invite(&raw, ua_port(a.ua), "Content-Encoding: gzip\r\n", "zipped");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 415"));
	assert_non_null(strstr(raw.in, "Accept: application/sdp"));
	assert_int_equal(a.invites, 0);
}

static void a_demand_that_nobody_knows_is_refused(void **state)
{
	(void)state;
	raw_invite(&raw, ua_port(a.ua), "Require: flying\r\n", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 420"));
	assert_non_null(strstr(raw.in, "Unsupported: flying"));
	assert_int_equal(a.invites, 0);
}

/* The answer to that one, not the last one's repeated. */
static bool answered_with(const char *status, const char *call_id)
{
	char line[32], id[1024];

	snprintf(line, sizeof line, "SIP/2.0 %s", status);
	for (int i = 0; i < 20 && raw_expect(&raw, loop, "SIP/2.0 "); i++)
		if (!strcmp(raw_header(&raw, "Call-ID", id), call_id) &&
		    strncmp(raw.in, "SIP/2.0 100", 11))
			return !strncmp(raw.in, line, strlen(line));
	return false;
}

/* Every line is an INVITE with one thing wrong. */
static void malformed_invites_are_refused(void **state)
{
	static const struct {
		const char *uri, *headers, *status;
	} cases[] = {
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nContact: <sip:a@h>\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nCSeq: 1 INVITE\r\n"
			"From: <sip:a@h>;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nContact: <tel:123>\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nContact: <sip:a@h>,<sip:b@h>\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nContact: *\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nContact: <sip:a@h>\r\n"
			"CSeq: 1 BYE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nContact: <sip:a@h>\r\n"
			"CSeq: x INVITE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"Contact: <sip:a@h>\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"400" },
		{ "sip:bob@127.0.0.1",
			"To: <sip:bob@h>\r\nContact: <sip:a@h>\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h>\r\n",
			"400" },
		{ "tel:123",
			"To: <sip:bob@h>\r\nContact: <sip:a@h>\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"416" },
		{ "http://h/",
			"To: <sip:bob@h>\r\nContact: <sip:a@h>\r\n"
			"CSeq: 1 INVITE\r\nFrom: <sip:a@h>;tag=1\r\n",
			"416" },
	};
	char text[2048], id[32];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(id, sizeof id, "bad-%d-%zu", raw.port, i);
		snprintf(text, sizeof text, "INVITE %s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s\r\n"
			"Call-ID: %s\r\n%sContent-Length: 0\r\n\r\n",
			cases[i].uri, raw.port, id, id, cases[i].headers);
		raw_send(&raw, ua_port(a.ua), text);
		if (!answered_with(cases[i].status, id))
			fail_msg("case %zu: no %s, but: %s", i, cases[i].status,
				raw.in);
		if (a.invites)
			fail_msg("case %zu got through", i);
	}
	assert_int_equal(a.invites, 0);
}

static void unsupported_methods_get_an_error(void **state)
{
	static const struct {
		const char *method, *status;
	} cases[] = {
		{ "MESSAGE", "405" },
		{ "SUBSCRIBE", "405" },
		{ "REFER", "403" },
		{ "NOTIFY", "481" },
		{ "REGISTER", "405" },
		{ "PUBLISH", "405" },
		{ "PRACK", "481" },
		{ "FLY", "501" },
		{ "BYE", "481" },
		{ "UPDATE", "481" },
		{ "INFO", "481" },
		{ "CANCEL", "481" },
		{ "OPTIONS", "200" },
	};
	char text[2048], id[32];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(id, sizeof id, "odd-%d-%zu", raw.port, i);
		snprintf(text, sizeof text,
			"%s sip:bob@127.0.0.1 SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s\r\n"
			"From: <sip:a@h>;tag=1\r\nTo: <sip:bob@h>\r\nCSeq: 1 "
			"%s\r\n"
			"Call-ID: %s\r\nEvent: presence\r\nContent-Length: "
			"0\r\n\r\n",
			cases[i].method, raw.port, id, cases[i].method, id);
		raw_send(&raw, ua_port(a.ua), text);
		if (!answered_with(cases[i].status, id))
			fail_msg("%s: no %s, but: %s", cases[i].method,
				cases[i].status, raw.in);
	}
}

static void an_info_with_a_body_is_not_understood(void **state)
{
	(void)state;
	a_and_raw_talk();
	raw_request_as_uas(&raw, "INFO", "", "");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	raw_request_as_uas(&raw, "INFO", "", "x");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 415"));
	raw_request_as_uas(&raw, "OPTIONS", "", "");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_int_equal(a.ended, 0);
}

/* Switched off, we do not take part, and say so: the caller refreshes. */
static void a_session_timer_of_theirs_does_not_hang_up(void **state)
{
	(void)state;
	a.answer_at_once = true;
	raw_invite(&raw, ua_port(a.ua), "Supported: timer\r\n"
		"Session-Expires: 90;refresher=uac\r\nMin-SE: 90\r\n", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_null(strstr(raw.in, "Session-Expires"));
	raw_request_as_uac(&raw, "ACK", 1000, "", "");
	assert_true(until(loop, &a.confirmed, 1));
	for (int i = 0; i < 200; i++)
		jump(loop, 1000);
	assert_int_equal(a.ended, 0);
	assert_int_equal(raw_count(&raw, loop, "BYE ", 5), 0);
}

/* The stack would use itself up trying to send the BYE. */
static void an_answer_from_nowhere_can_be_hung_up(void **state)
{
	static const char *const bad[] = {
		"Contact: *\r\n",
		"Contact: <tel:1>\r\n",
		"Contact: <http://h/>\r\n",
		"Record-Route: <tel:1>\r\n",
		"Record-Route: <x:y>, <sip:h;lr>\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		a_calls_raw();
		raw.bad_first = bad[i];
		raw_reply(&raw, "200 OK", "", "answer");
		raw.bad_first = NULL;
		assert_true(until(loop, &a.answered, (int)i + 1));
		dialog_end(a.dialog, NULL);
		assert_true(raw_expect(&raw, loop, "BYE "));
		raw_reply(&raw, "200 OK", "", "");
		assert_true(until(loop, &a.ended, (int)i + 1));
		dialog_free(a.dialog);
		a.dialog = NULL;
	}
}

static void a_target_that_moves_to_nowhere_stays(void **state)
{
	(void)state;
	a_and_raw_talk();
	a.accept_at_once = true;
	raw.bad_first = "Contact: *\r\n";
	raw_request_as_uas(&raw, "INVITE", "", "offer");
	raw.bad_first = NULL;
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	raw_request_as_uas(&raw, "ACK", "", "");
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "BYE "));
}

static void noise_does_no_harm(void **state)
{
	static const char *const noise[] = {
		"",
		"\r\n\r\n",
		"\r\n",
		"INVITE",
		"INVITE sip:a SIP/2.0\r\n\r\n",
		"SIP/2.0 200 OK\r\n\r\n",
		"SIP/2.0 999999 Odd\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"\xff\xfe\x00garbage",
		"\x16\x03\x01\x02",
		"INVITE sip:b@h SIP/2.0\r\nVia: ;;;;\r\nContent-Length: "
		"-1\r\n\r\n",
		"INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nl: "
		"99999999999999999\r\n\r\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
		raw_send(&raw, ua_port(a.ua), noise[i]);
	a.answer_at_once = true;
	raw_invite(&raw, ua_port(a.ua), "", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
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
		STORY(a_peer_that_never_answers_is_a_408),
		STORY(cancelling_at_a_silent_peer_ends),
		STORY(cancelling_at_a_peer_that_fell_silent_ends),
		STORY(no_cancel_is_sent_before_the_first_response),
		STORY(hanging_up_at_a_silent_peer_ends),
		STORY(a_cancel_that_crosses_the_answer_becomes_a_bye),
		STORY(an_answer_that_nobody_acks_ends),
		STORY(hanging_up_waits_for_the_ack),
		STORY(an_invite_without_offer_is_answered_with_ours),
		STORY(a_bye_tells_both_its_reasons),
		STORY(a_refused_connection_is_told_at_once),
		STORY(a_dialog_that_was_freed_hears_nothing_more),
		STORY(a_session_in_an_unknown_body_is_refused),
		STORY(a_demand_that_nobody_knows_is_refused),
		STORY(malformed_invites_are_refused),
		STORY(unsupported_methods_get_an_error),
		STORY(an_info_with_a_body_is_not_understood),
		STORY(a_session_timer_of_theirs_does_not_hang_up),
		STORY(an_answer_from_nowhere_can_be_hung_up),
		STORY(a_target_that_moves_to_nowhere_stays),
		STORY(noise_does_no_harm),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
