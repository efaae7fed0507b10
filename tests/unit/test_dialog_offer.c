/* A session changes: offers by re-INVITE and UPDATE, from both sides, and when
 * both speak at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "raw_peer.h"
#include "sip_party.h"

static struct loop *loop;
static struct party a, b;
static struct raw_peer raw;

static int open_all(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
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

static void a_and_b_talk(void)
{
	char uri[64];

	b.answer_at_once = true;
	party_call(&a, party_uri(&b, uri));
	assert_true(until(loop, &b.confirmed, 1));
	assert_true(until(loop, &a.answered, 1));
}

/* a has called raw, which answers. */
static void a_and_raw_talk(void)
{
	char uri[64];

	party_call(&a, raw_uri(&raw, uri));
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "200 OK", "", "answer");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.answered, 1);
}

static void an_offer_is_accepted_by_either_side(void **state)
{
	(void)state;
	a_and_b_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(until(loop, &b.offers, 1));
	assert_string_equal(b.offer_sdp, "hold");
	dialog_accept(b.dialog, "held");
	assert_true(until(loop, &a.offer_answers, 1));
	assert_int_equal(a.offer_status, 200);
	assert_string_equal(a.offer_answer_sdp, "held");
	a.accept_at_once = true;
	a.answer_sdp = "fine";
	dialog_offer(b.dialog, "back");
	assert_true(until(loop, &b.offer_answers, 1));
	assert_string_equal(a.offer_sdp, "back");
	assert_string_equal(b.offer_answer_sdp, "fine");
	assert_int_equal(b.confirmed, 1);
}

static void a_refused_offer_leaves_the_call_as_it_was(void **state)
{
	(void)state;
	a_and_b_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(until(loop, &b.offers, 1));
	dialog_reject(b.dialog, 488, NULL);
	assert_true(until(loop, &a.offer_answers, 1));
	assert_int_equal(a.offer_status, 488);
	assert_int_equal(a.ended + b.ended, 0);
	dialog_offer(a.dialog, "again");
	assert_true(until(loop, &b.offers, 2));
}

static void a_server_error_does_not_end_the_call(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "503 Service Unavailable", "", "");
	assert_true(until(loop, &a.offer_answers, 1));
	assert_int_equal(a.offer_status, 503);
	assert_int_equal(raw_count(&raw, loop, "BYE ", 20), 0);
	assert_int_equal(a.ended, 0);
}

static void no_refusal_of_ours_ends_a_call_by_accident(void **state)
{
	(void)state;
	a_and_b_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(until(loop, &b.offers, 1));
	dialog_reject(b.dialog, 481, NULL);
	assert_true(until(loop, &a.offer_answers, 1));
	assert_int_equal(a.offer_status, 488);
}

static void offers_that_cross_are_both_answered_in_the_end(void **state)
{
	(void)state;
	a_and_b_talk();
	a.accept_at_once = b.accept_at_once = true;
	dialog_offer(a.dialog, "from a");
	dialog_offer(b.dialog, "from b");
	for (int i = 0; i < 100 && a.offer_answers + b.offer_answers < 2; i++) {
		jump(loop, 100);
		/* told 491, since the other's came meanwhile: a new one */
		if (a.offer_answers == 1 && a.offer_status == 491) {
			a.offer_answers = 0;
			dialog_offer(a.dialog, "new from a");
		}
		if (b.offer_answers == 1 && b.offer_status == 491) {
			b.offer_answers = 0;
			dialog_offer(b.dialog, "new from b");
		}
	}
	assert_int_equal(a.offer_answers, 1);
	assert_int_equal(b.offer_answers, 1);
	assert_int_equal(a.offer_status, 200);
	assert_int_equal(b.offer_status, 200);
	assert_int_equal(a.ended + b.ended, 0);
}

static void glare_is_tried_again_after_the_time_of_the_rfc(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "491 Request Pending", "", "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	jump(loop, 2000);
	assert_int_equal(raw_count(&raw, loop, "INVITE ", 20), 0);
	jump(loop, 2100);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_string_equal(raw_body(&raw), "hold");
	assert_int_equal(a.offer_answers, 0);
	raw_reply(&raw, "200 OK", "", "held");
	assert_true(until(loop, &a.offer_answers, 1));
	assert_int_equal(a.offer_status, 200);
}

static void an_offer_made_while_theirs_waits_is_told_491(void **state)
{
	(void)state;
	a_and_b_talk();
	dialog_offer(b.dialog, "from b");
	assert_true(until(loop, &a.offers, 1));
	dialog_offer(a.dialog, "from a");
	jump(loop, 10);
	assert_int_equal(a.offer_answers, 0);
	dialog_accept(a.dialog, "fine");
	assert_true(until(loop, &a.offer_answers, 1));
	assert_int_equal(a.offer_status, 491);
	assert_int_equal(b.offer_status, 200);
	assert_int_equal(b.offers, 0);
}

static void an_update_with_an_offer_is_answered(void **state)
{
	(void)state;
	a_and_raw_talk();
	raw_request_as_uas(&raw, "UPDATE", "", "moved");
	assert_true(until(loop, &a.offers, 1));
	assert_string_equal(a.offer_sdp, "moved");
	dialog_accept(a.dialog, "fine");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "fine");
}

static void an_update_without_an_offer_is_only_a_sign_of_life(void **state)
{
	(void)state;
	a_and_raw_talk();
	raw_request_as_uas(&raw, "UPDATE", "", "");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "");
	assert_int_equal(a.offers, 0);
}

static void an_update_that_meets_our_offer_gets_491(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_request_as_uas(&raw, "UPDATE", "", "moved");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 491"));
	assert_int_equal(a.offers, 0);
	raw_reply_invite(&raw, "200 OK", "", "held");
	assert_true(until(loop, &a.offer_answers, 1));
	assert_int_equal(a.offer_status, 200);
}

static void an_update_while_another_waits_gets_500_and_a_time(void **state)
{
	char after[1024];

	(void)state;
	a_and_raw_talk();
	raw_request_as_uas(&raw, "UPDATE", "", "one");
	assert_true(until(loop, &a.offers, 1));
	raw_request_as_uas(&raw, "UPDATE", "", "two");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 500"));
	assert_true(atoi(raw_header(&raw, "Retry-After", after)) > 0);
	assert_int_equal(a.offers, 1);
	dialog_accept(a.dialog, "fine");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
}

static void their_re_invite_may_ask_for_our_offer(void **state)
{
	(void)state;
	a_and_raw_talk();
	raw_request_as_uas(&raw, "INVITE", "", "");
	assert_true(until(loop, &a.offers, 1));
	assert_string_equal(a.offer_sdp, "");
	dialog_accept(a.dialog, "ours");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	assert_string_equal(raw_body(&raw), "ours");
	raw_request_as_uas(&raw, "ACK", "", "theirs");
	assert_true(until(loop, &a.confirmed, 1));
	assert_string_equal(a.confirmed_sdp, "theirs");
}

static void our_re_invite_may_ask_for_their_offer(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_string_equal(raw_body(&raw), "");
	raw_reply(&raw, "200 OK", "", "theirs");
	assert_true(until(loop, &a.offers, 1));
	assert_string_equal(a.offer_sdp, "theirs");
	assert_int_equal(raw_count(&raw, loop, "ACK ", 20), 0);
	raw_request_as_uas(&raw, "UPDATE", "", "crosses");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 491"));
	dialog_accept(a.dialog, "ours");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_string_equal(raw_body(&raw), "ours");
	assert_int_equal(a.offer_answers, 1);
	assert_int_equal(a.offer_status, 200);
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
}

static void a_re_invite_that_meets_ours_without_an_offer_gets_491(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_request_as_uas(&raw, "INVITE", "", "crosses");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 491"));
	assert_int_equal(a.offers, 0);
}

static void asked_for_an_offer_they_may_have_none(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.offers, 0);
	assert_int_equal(a.offer_answers, 1);
}

static void an_offer_in_a_200_that_is_no_use_ends_the_call(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "200 OK", "", "theirs");
	assert_true(until(loop, &a.offers, 1));
	dialog_reject(a.dialog, 488, NULL);
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_true(raw_expect(&raw, loop, "BYE "));
	raw_reply(&raw, "200 OK", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 488);
}

static void their_answer_sent_again_is_acknowledged_again(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply_invite(&raw, "200 OK", "", "held");
	assert_true(raw_expect(&raw, loop, "ACK "));
	raw_reply_invite(&raw, "200 OK", "", "held");
	assert_true(raw_expect(&raw, loop, "ACK "));
	assert_int_equal(a.offer_answers, 1);
}

static void an_overlap_on_their_side_is_tried_again(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "500 Overlapping", "Retry-After: 3\r\n", "");
	assert_true(raw_expect(&raw, loop, "ACK "));
	jump(loop, 2900);
	assert_int_equal(raw_count(&raw, loop, "INVITE ", 20), 0);
	jump(loop, 700);
	assert_true(raw_expect(&raw, loop, "INVITE "));
	assert_int_equal(a.offer_answers, 0);
}

static void a_re_invite_that_finds_no_call_ends_ours(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	raw_reply(&raw, "481 Call Does Not Exist", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_true(raw_expect(&raw, loop, "BYE "));
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 481);
	assert_int_equal(a.offer_answers, 0);
}

static void a_re_invite_that_nobody_answers_ends_ours(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	for (int i = 0; i < 40 && !a.ended; i++)
		jump(loop, 1000);
	assert_int_equal(a.ended, 1);
	assert_int_equal(a.status, 408);
	assert_true(raw_expect(&raw, loop, "BYE "));
}

static void an_offer_before_the_ack_waits_for_it(void **state)
{
	(void)state;
	a.answer_at_once = true;
	raw_invite(&raw, ua_port(a.ua), "", "offer");
	assert_true(raw_expect(&raw, loop, "SIP/2.0 200"));
	dialog_offer(a.dialog, "hold");
	assert_int_equal(raw_count(&raw, loop, "INVITE ", 20), 0);
	raw_request_as_uac(&raw, "ACK", 1000, "", "");
	assert_true(raw_expect(&raw, loop, "INVITE "));
}

static void hanging_up_during_a_re_invite_works(void **state)
{
	(void)state;
	a_and_raw_talk();
	dialog_offer(a.dialog, "hold");
	assert_true(raw_expect(&raw, loop, "INVITE "));
	dialog_end(a.dialog, NULL);
	assert_true(raw_expect(&raw, loop, "BYE "));
	raw_reply(&raw, "200 OK", "", "");
	raw_reply_invite(&raw, "487 Request Terminated", "", "");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
	assert_int_equal(a.offer_answers, 0);
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
		STORY(an_offer_is_accepted_by_either_side),
		STORY(a_refused_offer_leaves_the_call_as_it_was),
		STORY(a_server_error_does_not_end_the_call),
		STORY(no_refusal_of_ours_ends_a_call_by_accident),
		STORY(offers_that_cross_are_both_answered_in_the_end),
		STORY(glare_is_tried_again_after_the_time_of_the_rfc),
		STORY(an_offer_made_while_theirs_waits_is_told_491),
		STORY(an_update_with_an_offer_is_answered),
		STORY(an_update_without_an_offer_is_only_a_sign_of_life),
		STORY(an_update_that_meets_our_offer_gets_491),
		STORY(an_update_while_another_waits_gets_500_and_a_time),
		STORY(their_re_invite_may_ask_for_our_offer),
		STORY(our_re_invite_may_ask_for_their_offer),
		STORY(a_re_invite_that_meets_ours_without_an_offer_gets_491),
		STORY(asked_for_an_offer_they_may_have_none),
		STORY(an_offer_in_a_200_that_is_no_use_ends_the_call),
		STORY(their_answer_sent_again_is_acknowledged_again),
		STORY(an_overlap_on_their_side_is_tried_again),
		STORY(a_re_invite_that_finds_no_call_ends_ours),
		STORY(a_re_invite_that_nobody_answers_ends_ours),
		STORY(an_offer_before_the_ack_waits_for_it),
		STORY(hanging_up_during_a_re_invite_works),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
