/* Two uas on one loop call each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sip_party.h"
#include "loop/loop.h"

static struct loop *loop;
static struct party a, b;

static int open_two(void **state)
{
	(void)state;
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	return party_open(&a, loop, 32000) && party_open(&b, loop, 32000) ? 0 : -1;
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

static void a_call_rings_is_answered_and_hung_up(void **state)
{
	(void)state;
	b.ring_with = 180;
	a_calls_b();
	assert_true(until(loop, &a.progress, 1));
	assert_int_equal(a.progress_status, 180);
	assert_string_equal(b.invite_sdp, "offer");
	assert_string_equal(b.request_user, "bob");
	assert_string_equal(b.from_display, "Alice \"A\" Ant");
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

static int make_loop(void **state)
{
	(void)state;
	loop = loop_new();
	return loop ? 0 : -1;
}

static int end_loop(void **state)
{
	(void)state;
	loop_free(loop);
	return 0;
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, open_two, close_two)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_call_rings_is_answered_and_hung_up),
	};

	return cmocka_run_group_tests(tests, make_loop, end_loop);
}
