/* Reliable 18x in both roles, the branches of a fork, and what is offered
 * before the call is answered. */
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
#define RELIABLE "Require: 100rel\r\nRSeq: "

static struct loop *loop;
static struct party a, b;
static struct raw_peer raw;
static enum rel100 mode;

static int open_all(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	a.rel100 = b.rel100 = mode;
	a.early_sdp = "early answer";
	return party_open(&a, loop, T1X64) && party_open(&b, loop, T1X64) &&
		raw_open(&raw) ? 0 : -1;
}

static int supported(void **state)
{
	mode = REL100_SUPPORTED;
	return open_all(state);
}

static int required(void **state)
{
	mode = REL100_REQUIRED;
	return open_all(state);
}

static int unwilling(void **state)
{
	mode = REL100_NO;
	return open_all(state);
}

static int close_all(void **state)
{
	(void)state;
	raw.tag = NULL;
	party_close(&a, loop);
	party_close(&b, loop);
	raw_close(&raw);
	return 0;
}

static const char *header(const char *name)
{
	static char value[1024];

	return raw_header(&raw, name, value);
}

static void a_calls_raw(void)
{
	char uri[64];

	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
}

/* --- we call -------------------------------------------------------------- */

static void a_reliable_18x_is_acknowledged(void **state)
{
	char rack[64];

	(void)state;
	a_calls_raw();
	assert_non_null(strstr(header("Supported"), "100rel"));
	assert_string_equal(header("Require"), "");
	snprintf(rack, sizeof rack, "7 %s", header("CSeq"));
	raw_reply_invite(&raw, "183 Progress", RELIABLE "7\r\n", "early");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	assert_string_equal(header("RAck"), rack);
	assert_non_null(strstr(header("To"), "tag=rawtag"));
	assert_string_equal(raw_body(&raw), "");
	raw_reply(&raw, "200 OK", "", "");
	assert_int_equal(a.progress, 1);
	assert_string_equal(a.progress_sdp, "early");
	raw_reply_invite(&raw, "200 OK", "", "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_true(until(loop, &a.answered, 1));
	assert_string_equal(a.answered_sdp, "");
	assert_int_equal(a.answered_branch, a.progress_branch);
}

static void repeated_and_early_ones_are_not_looked_at(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply_invite(&raw, "180 Ringing", RELIABLE "7\r\n", "");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	raw_reply(&raw, "200 OK", "", "");
	raw_reply_invite(&raw, "180 Ringing", RELIABLE "7\r\n", "");
	raw_reply_invite(&raw, "183 Progress", RELIABLE "9\r\n", "early");
	assert_int_equal(raw_count(&raw, loop, "PRACK ", 200), 0);
	assert_int_equal(a.progress, 1);
	raw_reply_invite(&raw, "183 Progress", RELIABLE "8\r\n", "");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	assert_int_equal(a.progress, 2);
}

static void an_offer_in_it_is_answered_by_the_prack(void **state)
{
	(void)state;
	a.no_offer = true;
	a_calls_raw();
	assert_string_equal(raw_body(&raw), "");
	raw_reply_invite(&raw, "183 Progress", RELIABLE "1\r\n", "offer");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	assert_string_equal(raw_body(&raw), "early answer");
	assert_string_equal(a.offer_sdp, "offer");
	raw_reply(&raw, "200 OK", "", "");
	raw_reply_invite(&raw, "200 OK", "", "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_string_equal(raw_body(&raw), "");
	assert_int_equal(a.answered, 1);
	assert_string_equal(a.answered_sdp, "");
}

static void an_offer_in_the_200_is_answered_by_the_ack(void **state)
{
	(void)state;
	a.no_offer = true;
	a_calls_raw();
	raw_reply_invite(&raw, "183 Progress", "", "no offer");
	raw_reply_invite(&raw, "200 OK", "", "offer");
	assert_true(until(loop, &a.answered, 1));
	assert_string_equal(a.answered_sdp, "offer");
	assert_string_equal(a.progress_sdp, "");
	assert_int_equal(raw_count(&raw, loop, "ACK ", 50), 0);
	dialog_answer(a.dialog, "late answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_string_equal(raw_body(&raw), "late answer");
}

static void an_offer_in_the_200_may_be_too_late(void **state)
{
	(void)state;
	a.no_offer = true;
	a_calls_raw();
	raw_reply_invite(&raw, "200 OK", "", "offer");
	assert_true(until(loop, &a.answered, 1));
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_true(raw_expect(&raw, loop, "BYE "));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
}

static void a_refused_prack_leaves_the_call_alone(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply_invite(&raw, "183 Progress", RELIABLE "7\r\n", "");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	raw_reply(&raw, "481 What Is That", "", "");
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.answered, 1);
	assert_int_equal(a.ended, 0);
}

static void a_reliable_18x_to_a_re_invite_may_bring_the_answer(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply_invite(&raw, "183 Progress", RELIABLE "4\r\n", "held");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	raw_reply(&raw, "200 OK", "", "");
	raw_reply_invite(&raw, "183 Progress", RELIABLE "4\r\n", "held");
	assert_int_equal(raw_count(&raw, loop, "PRACK ", 100), 0);
	raw_reply_invite(&raw, "200 OK", "", "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.offer_answers, 1);
	assert_int_equal(a.offer_status, 200);
	assert_string_equal(a.offer_answer_sdp, "held");
}

/* --- forks ---------------------------------------------------------------- */

static void each_branch_counts_and_is_acknowledged_by_itself(void **state)
{
	(void)state;
	a_calls_raw();
	raw.tag = "one";
	raw_reply_invite(&raw, "183 Progress", RELIABLE "7\r\n", "first");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	assert_non_null(strstr(header("To"), "tag=one"));
	raw_reply(&raw, "200 OK", "", "");
	raw.tag = "two";
	raw_reply_invite(&raw, "183 Progress", RELIABLE "3\r\n", "second");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	assert_non_null(strstr(header("To"), "tag=two"));
	raw_reply(&raw, "200 OK", "", "");
	assert_int_equal(a.progress, 2);
	assert_int_equal(a.progress_branch, 2);
	assert_string_equal(a.progress_sdp, "second");
}

static void another_than_the_first_reliable_branch_may_win(void **state)
{
	(void)state;
	a_calls_raw();
	raw.tag = "one";
	raw_reply_invite(&raw, "183 Progress", RELIABLE "7\r\n", "first");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	raw_reply(&raw, "200 OK", "", "");
	raw.tag = "two";
	raw_reply_invite(&raw, "200 OK", "", "second");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_non_null(strstr(header("To"), "tag=two"));
	assert_int_equal(a.answered, 1);
	assert_int_equal(a.answered_branch, 2);
	assert_string_equal(a.answered_sdp, "second");
	assert_int_equal(raw_count(&raw, loop, "BYE ", 100), 0);
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "BYE "));
	assert_non_null(strstr(header("To"), "tag=two"));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
}

static void a_second_answer_is_acknowledged_and_hung_up(void **state)
{
	(void)state;
	a_calls_raw();
	raw.tag = "one";
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	raw.tag = "two";
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_non_null(strstr(header("To"), "tag=two"));
	assert_true(raw_expect(&raw, loop, "BYE "));
	assert_non_null(strstr(header("To"), "tag=two"));
	raw_reply(&raw, "200 OK", "", "");
	assert_int_equal(a.answered, 1);
	assert_int_equal(a.ended, 0);
}

static void a_branch_that_is_over_is_told(void **state)
{
	(void)state;
	a_calls_raw();
	raw.tag = "one";
	raw_reply_invite(&raw, "180 Ringing", "", "");
	raw_reply_invite(&raw, "199 Early Dialog Terminated", "", "");
	assert_true(until(loop, &a.progress, 2));
	assert_int_equal(a.progress_status, 199);
	assert_int_equal(a.progress_branch, 1);
}

/* Each of them makes a dialog that must be kept. */
static void only_so_many_branches_are_listened_to(void **state)
{
	char tag[32];

	(void)state;
	a_calls_raw();
	raw.tag = tag;
	for (int i = 0; i < 40; i++) {
		snprintf(tag, sizeof tag, "many%d", i);
		raw_reply_invite(&raw, "180 Ringing", "", "");
	}
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_true(a.progress <= 16);
	assert_string_equal(a.answered_sdp, "answer");
}

/* --- UPDATE before the answer --------------------------------------------- */

static void an_update_in_an_early_dialog_is_answered(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply_invite(&raw, "183 Progress", RELIABLE "7\r\n", "early");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	raw_reply(&raw, "200 OK", "", "");
	raw_request_as_uas(&raw, "UPDATE", "", "new offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "early answer");
	assert_string_equal(a.offer_sdp, "new offer");
	assert_int_equal(a.early_branch, 1);
	raw_request_as_uas(&raw, "UPDATE", "", "");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	raw_reply_invite(&raw, "200 OK", "", "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.answered, 1);
}

static void an_update_before_our_offer_was_answered_has_to_wait(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply_invite(&raw, "180 Ringing", RELIABLE "7\r\n", "");
	assert_true(raw_expect(&raw, loop, "PRACK "));
	raw_reply(&raw, "200 OK", "", "");
	raw_request_as_uas(&raw, "UPDATE", "", "new offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 491"));
	assert_int_equal(a.early_offers, 0);
}

static void an_update_of_an_unknown_branch_changes_nothing(void **state)
{
	(void)state;
	a_calls_raw();
	raw_reply_invite(&raw, "183 Progress", "", "early");
	assert_true(until(loop, &a.progress, 1));
	raw.tag = "other";
	raw_request_as_uas(&raw, "UPDATE", "", "new offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 500"));
	assert_int_equal(a.early_offers, 0);
	raw.tag = NULL;
	raw_reply_invite(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.answered, 1);
}

/* --- we are called -------------------------------------------------------- */

#define SUPPORTS "Supported: 100rel\r\n"
#define REQUIRES "Require: 100rel\r\n"

static void raw_calls_b(const char *headers, const char *sdp)
{
	raw_invite(&raw, ua_port(b.ua), headers, sdp);
	assert_true(until(loop, &b.invites, 1));
}

/* Of the 18x at hand. */
static void raw_acknowledges(const char *sdp)
{
	char headers[128], rseq[1024];

	snprintf(headers, sizeof headers, "RAck: %.20s %.20s\r\n",
		raw_header(&raw, "RSeq", rseq), header("CSeq"));
	raw_request_as_uac(&raw, "PRACK", 100 + raw.cseq++, headers, sdp);
}

static void only_what_says_something_is_reliable(void **state)
{
	(void)state;
	raw_calls_b(SUPPORTS, "offer");
	dialog_ring(b.dialog, 180, NULL);
	assert_true(raw_expect(&raw, loop, "SIP/2.0 180"));
	assert_string_equal(header("RSeq"), "");
	dialog_ring(b.dialog, 183, "early");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 183"));
	assert_string_equal(header("Require"), "100rel");
	assert_string_not_equal(header("RSeq"), "");
	assert_string_equal(raw_body(&raw), "early");
}

static void a_peer_that_insists_gets_a_reliable_180(void **state)
{
	(void)state;
	raw_calls_b(REQUIRES, "offer");
	dialog_ring(b.dialog, 180, NULL);
	assert_true(raw_expect(&raw, loop, "SIP/2.0 180"));
	assert_string_equal(header("Require"), "100rel");
}

static void a_peer_that_knows_nothing_of_it_is_spared(void **state)
{
	(void)state;
	raw_calls_b("", "offer");
	dialog_ring(b.dialog, 183, "early");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 183"));
	assert_string_equal(header("RSeq"), "");
	assert_string_equal(raw_body(&raw), "early");
}

static void the_answer_waits_for_the_prack(void **state)
{
	(void)state;
	raw_calls_b(SUPPORTS, "offer");
	dialog_ring(b.dialog, 183, "early");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 183"));
	dialog_answer(b.dialog, "early");
	assert_int_equal(raw_count(&raw, loop, "SIP/2.0 200", 100), 0);
	assert_true(raw_expect(&raw, loop, "SIP/2.0 183"));
	raw_acknowledges("");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_non_null(strstr(header("CSeq"), "PRACK"));
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_non_null(strstr(header("CSeq"), "INVITE"));
	assert_string_equal(raw_body(&raw), "");
	raw_request_as_uac(&raw, "ACK", 0, "", "");
}

static void an_offer_in_a_prack_is_answered(void **state)
{
	(void)state;
	b.early_sdp = "b's answer";
	raw_calls_b(SUPPORTS, "offer");
	dialog_ring(b.dialog, 183, "early");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 183"));
	raw_acknowledges("another offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "b's answer");
	assert_string_equal(b.offer_sdp, "another offer");
	raw_request_as_uac(&raw, "UPDATE", 100000, "", "third offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "b's answer");
	assert_string_equal(b.offer_sdp, "third offer");
}

static void an_invite_without_offer_gets_ours_with_the_180(void **state)
{
	(void)state;
	raw_calls_b(REQUIRES, "");
	assert_true(dialog_wants_early_offer(b.dialog));
	dialog_ring(b.dialog, 180, "our offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 180"));
	assert_string_equal(raw_body(&raw), "our offer");
	raw_acknowledges("their answer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_int_equal(b.early_answers, 1);
	assert_string_equal(b.early_answer_sdp, "their answer");
	dialog_answer(b.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "");
}

static void a_peer_that_only_can_is_offered_with_the_200(void **state)
{
	(void)state;
	raw_calls_b(SUPPORTS, "");
	assert_false(dialog_wants_early_offer(b.dialog));
	dialog_ring(b.dialog, 180, NULL);
	dialog_answer(b.dialog, "our offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "our offer");
}

static void no_prack_in_time_is_a_504(void **state)
{
	(void)state;
	raw_calls_b(REQUIRES, "offer");
	dialog_ring(b.dialog, 180, NULL);
	dialog_answer(b.dialog, "answer");
	for (int i = 0; i < T1X64 / 100 + 20 && !b.ended; i++)
		jump(loop, 100);
	assert_int_equal(b.ended, 1);
	assert_int_equal(b.by, DIALOG_BY_ERROR);
	assert_int_equal(b.status, 504);
	assert_true(raw_expect(&raw, loop, "SIP/2.0 504"));
}

static void a_cancel_before_the_prack_ends_it(void **state)
{
	(void)state;
	char uri[64];

	a_calls_raw();			/* only to have two of them */
	party_call(&b, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply_invite(&raw, "183 Progress", RELIABLE "7\r\n", "early");
	dialog_end(b.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "CANCEL "));
	raw_reply(&raw, "200 OK", "", "");
	raw_reply_invite(&raw, "487 Terminated", "", "");
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.by, DIALOG_BY_LOCAL);
}

/* --- what is asked for ---------------------------------------------------- */

static void who_insists_says_so_and_turns_others_away(void **state)
{
	(void)state;
	a_calls_raw();
	assert_string_equal(header("Require"), "100rel");
	raw_invite(&raw, ua_port(b.ua), "", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 421"));
	assert_string_equal(header("Require"), "100rel");
	assert_int_equal(b.invites, 0);
	raw_calls_b(SUPPORTS, "offer");
	dialog_ring(b.dialog, 180, NULL);
	assert_true(raw_expect(&raw, loop, "SIP/2.0 180"));
	assert_string_equal(header("Require"), "100rel");
}

static void who_is_unwilling_says_nothing_and_refuses_demands(void **state)
{
	(void)state;
	a_calls_raw();
	assert_null(strstr(header("Supported"), "100rel"));
	raw_invite(&raw, ua_port(b.ua), REQUIRES, "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 420"));
	assert_string_equal(header("Unsupported"), "100rel");
	raw_calls_b(SUPPORTS, "offer");
	dialog_ring(b.dialog, 183, "early");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 183"));
	assert_string_equal(header("RSeq"), "");
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, supported, close_all)

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


int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_reliable_18x_is_acknowledged),
		STORY(repeated_and_early_ones_are_not_looked_at),
		STORY(an_offer_in_it_is_answered_by_the_prack),
		STORY(an_offer_in_the_200_is_answered_by_the_ack),
		STORY(an_offer_in_the_200_may_be_too_late),
		STORY(a_refused_prack_leaves_the_call_alone),
		STORY(a_reliable_18x_to_a_re_invite_may_bring_the_answer),
		STORY(each_branch_counts_and_is_acknowledged_by_itself),
		STORY(another_than_the_first_reliable_branch_may_win),
		STORY(a_second_answer_is_acknowledged_and_hung_up),
		STORY(a_branch_that_is_over_is_told),
		STORY(only_so_many_branches_are_listened_to),
		STORY(an_update_in_an_early_dialog_is_answered),
		STORY(an_update_before_our_offer_was_answered_has_to_wait),
		STORY(an_update_of_an_unknown_branch_changes_nothing),
		STORY(only_what_says_something_is_reliable),
		STORY(a_peer_that_insists_gets_a_reliable_180),
		STORY(a_peer_that_knows_nothing_of_it_is_spared),
		STORY(the_answer_waits_for_the_prack),
		STORY(an_offer_in_a_prack_is_answered),
		STORY(an_invite_without_offer_gets_ours_with_the_180),
		STORY(a_peer_that_only_can_is_offered_with_the_200),
		STORY(no_prack_in_time_is_a_504),
		STORY(a_cancel_before_the_prack_ends_it),
		cmocka_unit_test_setup_teardown(
			who_insists_says_so_and_turns_others_away, required,
			close_all),
		cmocka_unit_test_setup_teardown(
			who_is_unwilling_says_nothing_and_refuses_demands,
			unwilling, close_all),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
