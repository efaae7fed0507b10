/* A REFER between two dialogs of ours, and of a peer that says what it likes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "loop/loop.h"
#include "sip/refer.h"
#include "sip/referred.h"
#include "sip_party.h"

static struct loop *loop;
static struct party a, b;

static int open_two(void **state)
{
	char uri[64];

	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	if (!party_open(&a, loop, 32000) || !party_open(&b, loop, 32000))
		return -1;
	b.answer_at_once = true;
	party_call(&a, party_uri(&b, uri));
	return until(loop, &b.confirmed, 1) ? 0 : -1;
}

static int close_two(void **state)
{
	(void)state;
	party_close(&a, loop);
	party_close(&b, loop);
	return a.down && b.down ? 0 : -1;
}

static void a_sends_b_on(void)
{
	int before = b.refers;

	assert_true(dialog_refer(a.dialog, "sip:carol@h", "sip:alice@h"));
	assert_true(until(loop, &b.refers, before + 1));
}

static void it_is_taken_and_told_to_its_end(void **state)
{
	(void)state;
	a_sends_b_on();
	assert_string_equal(b.refer_to, "sip:carol@h");
	assert_string_equal(b.refer_by, "sip:alice@h");
	assert_string_equal(b.refer_replaces, "");
	assert_true(until(loop, &a.told, 2));	/* 202, and NOTIFY 100 */
	assert_int_equal(a.told_status, 100);
	dialog_referred_tell(b.dialog, 180, "Ringing\r\nX: y");
	assert_true(until(loop, &a.told, 3));
	assert_int_equal(a.told_status, 180);
	assert_string_equal(a.told_reason, "Ringing  X: y");
	dialog_referred_tell(b.dialog, 486, "Busy");
	assert_true(until(loop, &a.told, 4));
	assert_int_equal(a.told_status, 486);
	dialog_referred_tell(b.dialog, 200, NULL);	/* it was over */
	assert_false(until(loop, &a.told, 5));
}

static void what_is_no_news_is_not_told(void **state)
{
	(void)state;
	a_sends_b_on();
	assert_true(until(loop, &a.told, 2));
	dialog_referred_tell(b.dialog, 183, NULL);
	for (int i = 0; i < 100; i++)
		dialog_referred_tell(b.dialog, i % 2 ? 180 : 183, NULL);
	dialog_referred_tell(b.dialog, 200, NULL);
	assert_true(until(loop, &a.told, 4));
	assert_int_equal(a.told_status, 200);
}

static void it_is_refused(void **state)
{
	(void)state;
	b.refuse_refer_with = 603;
	a_sends_b_on();
	assert_true(until(loop, &a.told, 1));
	assert_int_equal(a.told_status, 603);
	b.refuse_refer_with = 0;
	a_sends_b_on();
	assert_true(until(loop, &a.told, 3));
	assert_int_equal(a.told_status, 100);
}

static void a_yes_that_comes_later(void **state)
{
	(void)state;
	b.refer_pending = true;
	a_sends_b_on();
	assert_true(until(loop, &a.told, 2));
	dialog_referred_tell(b.dialog, 100, NULL);
	assert_true(until(loop, &a.told, 3));
	dialog_referred_tell(b.dialog, 603, NULL);
	assert_true(until(loop, &a.told, 4));
	assert_int_equal(a.told_status, 603);
	assert_string_equal(a.told_reason, "Decline");
}

static void a_hold_on_the_way_of_a_report(void **state)
{
	(void)state;
	a_sends_b_on();
	a.accept_at_once = true;
	dialog_referred_tell(b.dialog, 180, NULL);
	dialog_offer(b.dialog, "hold");
	assert_true(until(loop, &b.offer_answers, 1));
	assert_int_equal(b.offer_status, 200);
	dialog_referred_tell(b.dialog, 200, NULL);
	assert_true(until(loop, &a.told, 4));
}

static void hanging_up_with_a_report_to_come(void **state)
{
	(void)state;
	a_sends_b_on();
	assert_true(until(loop, &a.told, 2));
	dialog_end(a.dialog, NULL);
	assert_true(until(loop, &b.ended, 1));
	assert_true(until(loop, &a.ended, 1));
	dialog_referred_tell(b.dialog, 200, NULL);
}

static void freed_with_a_report_to_come(void **state)
{
	(void)state;
	a_sends_b_on();
	dialog_free(b.dialog);
	b.dialog = NULL;
	assert_true(until(loop, &a.ended, 1));
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_two, close_two)

static int make_loop(void **state)
{
	(void)state;
	log_configure("error");
	loop = loop_new();
	return 0;
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
		STORY(it_is_taken_and_told_to_its_end),
		STORY(what_is_no_news_is_not_told),
		STORY(it_is_refused),
		STORY(a_yes_that_comes_later),
		STORY(a_hold_on_the_way_of_a_report),
		STORY(hanging_up_with_a_report_to_come),
		STORY(freed_with_a_report_to_come),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
