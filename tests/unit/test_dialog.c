/* Two uas on one loop call each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "sip_party.h"

static struct loop *loop;
static struct party a, b;

static int open_two(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	return party_open(&a, loop, 32000) && party_open(&b, loop, 32000) ?
		0 : -1;
}

static int close_two(void **state)
{
	(void)state;
	party_close(&a, loop);
	party_close(&b, loop);
	return a.down && b.down ? 0 : -1;
}

static void a_calls_b(void)
{
	char uri[64];

	party_call(&a, party_uri(&b, uri));
}

static void they_talk(void)
{
	b.answer_at_once = true;
	a_calls_b();
	assert_true(until(loop, &b.confirmed, 1));
	assert_int_equal(a.answered, 1);
}

static void a_call_rings_is_answered_and_hung_up(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	assert_int_equal(a.progress_status, 180);
	assert_string_equal(a.progress_sdp, "");
	assert_string_equal(b.invite_sdp, "offer");
	assert_string_equal(b.request_user, "bob");
	assert_string_equal(b.from_display, "Alice \"A\" Ant");
	assert_string_equal(b.from_uri, "sip:alice@127.0.0.1");
	assert_string_equal(b.source, "127.0.0.1");
	dialog_answer(b.dialog, "answer");
	assert_true(until(loop, &b.confirmed, 1));
	assert_int_equal(a.answered, 1);
	assert_string_equal(a.answered_sdp, "answer");
	assert_string_equal(dialog_call_id(a.dialog), dialog_call_id(b.dialog));
	dialog_end(a.dialog, "Q.850;cause=16;text=\"Normal\"");
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.by, DIALOG_BY_REMOTE);
	assert_int_equal(b.status, 200);
	assert_int_equal(b.q850, 16);
	assert_string_equal(b.reason_header, "Normal");
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
	assert_int_equal(a.status, 200);
}

static void the_called_one_may_hang_up_too(void **state)
{
	(void)state;
	they_talk();
	dialog_end(b.dialog, NULL);
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_REMOTE);
	assert_string_equal(a.reason_header, "");
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.by, DIALOG_BY_LOCAL);
}

static void both_may_hang_up_at_once(void **state)
{
	(void)state;
	they_talk();
	dialog_end(a.dialog, NULL);
	dialog_end(b.dialog, NULL);
	assert_true(until(loop, &a.ended, 1));
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
	assert_int_equal(b.by, DIALOG_BY_LOCAL);
}

static void early_media_comes_with_its_description(void **state)
{
	(void)state;
	b.ring_with = 183;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	assert_int_equal(a.progress_status, 183);
	assert_string_equal(a.progress_sdp, "early");
}

static void a_cancelled_call_ends_on_both_sides(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	dialog_end(a.dialog, NULL);
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.by, DIALOG_BY_REMOTE);
	assert_int_equal(b.status, 487);
	assert_false(b.elsewhere);
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_LOCAL);
	assert_int_equal(a.status, 487);
}

static void a_call_answered_elsewhere_says_so(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	dialog_end(a.dialog, "SIP;cause=200;text=\"Call completed elsewhere\"");
	assert_true(until(loop, &b.ended, 1));
	assert_true(b.elsewhere);
	assert_string_equal(b.reason_header, "Call completed elsewhere");
}

static void a_declined_call_tells_its_status(void **state)
{
	(void)state;
	b.decline_with = 486;
	a_calls_b();
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_REMOTE);
	assert_int_equal(a.status, 486);
	assert_string_equal(a.reason, "Busy Here");
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.by, DIALOG_BY_LOCAL);
	assert_int_equal(b.status, 486);
}

static void ending_what_rings_here_is_a_486(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	dialog_end(b.dialog, NULL);
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.status, 486);
	assert_true(until(loop, &b.ended, 1));
}

static void a_redirection_is_not_followed_but_told(void **state)
{
	(void)state;
	b.decline_with = 302;
	a_calls_b();
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.status, 302);
	assert_string_equal(a.contact, "sip:carol@127.0.0.1");
	assert_int_equal(b.invites, 1);
}

static void a_second_call_may_be_refused_while_one_goes_on(void **state)
{
	struct party c = { 0 };
	char uri[64];

	(void)state;
	they_talk();
	assert_non_null(party_open(&c, loop, 32000));
	party_call(&c, party_uri(&b, uri));
	assert_true(until(loop, &c.ended, 1));
	assert_int_equal(c.status, 486);
	assert_int_equal(b.ended, 0);
	party_close(&c, loop);
}

static void freeing_a_ringing_call_cancels_it_without_a_word(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	dialog_free(a.dialog);
	a.dialog = NULL;
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.status, 487);
	assert_int_equal(a.ended, 0);
}

static void freeing_a_call_hangs_up(void **state)
{
	(void)state;
	they_talk();
	dialog_free(b.dialog);
	b.dialog = NULL;
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_REMOTE);
}

static void freeing_a_call_that_is_ringing_here_refuses_it(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	dialog_free(b.dialog);
	b.dialog = NULL;
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.status, 480);
}

static void the_owner_may_free_when_it_is_told_of_the_end(void **state)
{
	(void)state;
	they_talk();
	a.free_when_ended = b.free_when_ended = true;
	dialog_end(a.dialog, "Q.850;cause=16;text=\"Bye\"");
	assert_true(until(loop, &a.ended, 1));
	assert_true(until(loop, &b.ended, 1));
	assert_string_equal(b.reason_header, "Bye");
	assert_null(a.dialog);
}

static void a_call_cancelled_before_it_is_sent_ends(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	dialog_end(a.dialog, NULL);
	assert_int_equal(a.ended, 0);
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.status, 487);
}

static void a_line_break_never_gets_into_a_header(void **state)
{
	(void)state;
	party_call(&a, "sip:bob@127.0.0.1\r\nX-Evil: 1");
	assert_int_equal(a.ended, 0);
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_ERROR);
	assert_int_equal(a.status, 400);
	dialog_free(a.dialog);
	a.ended = 0;
	they_talk();
	dialog_end(a.dialog, "SIP;cause=200\r\nReason: Q.850;cause=17");
	assert_true(until(loop, &b.ended, 1));
	assert_int_equal(b.q850, 0);
}

static void calls_go_by_tcp_when_the_uri_says_so(void **state)
{
	char uri[64], tcp[96];

	(void)state;
	b.answer_at_once = true;
	snprintf(tcp, sizeof tcp, "%s;transport=tcp", party_uri(&b, uri));
	party_call(&a, tcp);
	assert_true(until(loop, &b.confirmed, 1));
	dialog_end(b.dialog, NULL);
	assert_true(until(loop, &b.ended, 1));
	assert_true(until(loop, &a.ended, 1));
	assert_int_equal(a.by, DIALOG_BY_REMOTE);
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

#define STORY(f) cmocka_unit_test_setup_teardown(f, open_two, close_two)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_call_rings_is_answered_and_hung_up),
		STORY(the_called_one_may_hang_up_too),
		STORY(both_may_hang_up_at_once),
		STORY(early_media_comes_with_its_description),
		STORY(a_cancelled_call_ends_on_both_sides),
		STORY(a_call_answered_elsewhere_says_so),
		STORY(a_declined_call_tells_its_status),
		STORY(ending_what_rings_here_is_a_486),
		STORY(a_redirection_is_not_followed_but_told),
		STORY(a_second_call_may_be_refused_while_one_goes_on),
		STORY(freeing_a_ringing_call_cancels_it_without_a_word),
		STORY(freeing_a_call_hangs_up),
		STORY(freeing_a_call_that_is_ringing_here_refuses_it),
		STORY(the_owner_may_free_when_it_is_told_of_the_end),
		STORY(a_call_cancelled_before_it_is_sent_ends),
		STORY(a_line_break_never_gets_into_a_header),
		STORY(calls_go_by_tcp_when_the_uri_says_so),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
