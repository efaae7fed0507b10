/* Hold, seen from both ends, whoever asks and however often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "pair.h"

#define ANSWERS "account \"line\" { uri = \"sip:bob@127.0.0.1\" " \
	"registrar = \"none\" auto_answer = all answer_with = tone }\n"

static struct pair pair;
static struct session *a, *b;
static struct fault fault;

static int talk(void **state)
{
	(void)state;
	pair_up(&pair, ANSWERS);
	a = pair_dial(&pair);
	if (!phone_reaches(pair.caller, "established") ||
		!phone_reaches(pair.callee, "established"))
		return -1;
	b = phone_session(pair.callee);
	return 0;
}

static int part(void **state)
{
	(void)state;
	pair_down(&pair);
	return 0;
}

/* "us them pending" of both ends, as "10- 01-". */
static void describe(const struct session *s, char *text)
{
	struct session_view v;

	session_view(s, &v);
	text[0] = v.held_by_us ? '1' : '0';
	text[1] = v.held_by_them ? '1' : '0';
	text[2] = v.hold_pending ? 'p' : '-';
	text[3] = '\0';
}

struct wish {
	const char *caller, *callee;
};

static bool is_so(void *arg)
{
	struct wish *w = arg;
	char first[4], second[4];

	describe(a, first);
	describe(b, second);
	return !strcmp(first, w->caller) && !strcmp(second, w->callee);
}

static bool becomes(const char *caller, const char *callee)
{
	struct wish w = { caller, callee };

	return phone_until(pair.loop, is_so, &w);
}

static const char *direction(const struct session *s)
{
	struct session_view v;

	session_view(s, &v);
	return v.direction;
}

static void a_holds_b_sees_it_and_a_resumes(void **state)
{
	(void)state;
	assert_true(session_hold(a, &fault));
	assert_true(becomes("10-", "01-"));
	assert_string_equal(direction(a), "sendonly");
	assert_string_equal(direction(b), "recvonly");
	assert_true(session_unhold(a, &fault));
	assert_true(becomes("00-", "00-"));
	assert_string_equal(direction(a), "sendrecv");
}

static void both_hold_and_both_resume(void **state)
{
	(void)state;
	assert_true(session_hold(a, &fault));
	assert_true(becomes("10-", "01-"));
	assert_true(session_hold(b, &fault));
	assert_true(becomes("11-", "11-"));
	assert_string_equal(direction(a), "inactive");
	assert_true(session_unhold(a, &fault));
	assert_true(becomes("01-", "10-"));
	assert_true(session_unhold(b, &fault));
	assert_true(becomes("00-", "00-"));
}

static void the_last_wish_during_an_unfinished_hold_wins(void **state)
{
	(void)state;
	assert_true(session_hold(a, &fault));
	assert_true(session_unhold(a, &fault));
	assert_true(session_hold(a, &fault));
	assert_true(session_unhold(a, &fault));
	assert_true(becomes("00-", "00-"));
	assert_true(session_hold(a, &fault));
	assert_true(session_unhold(a, &fault));
	assert_true(session_hold(a, &fault));
	assert_true(becomes("10-", "01-"));
}

static void holds_that_cross_on_the_wire_both_come_true(void **state)
{
	(void)state;
	assert_true(session_hold(a, &fault));
	assert_true(session_hold(b, &fault));
	assert_true(becomes("11-", "11-"));
}

static void holding_the_focused_call_gives_the_microphone_to_nobody(void **state)
{
	struct session_view v;

	(void)state;
	session_view(a, &v);
	assert_true(v.focused);
	assert_true(session_hold(a, &fault));
	assert_true(becomes("10-", "01-"));
	session_view(a, &v);
	assert_false(v.focused);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, talk, part)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_holds_b_sees_it_and_a_resumes),
		STORY(both_hold_and_both_resume),
		STORY(the_last_wish_during_an_unfinished_hold_wins),
		STORY(holds_that_cross_on_the_wire_both_come_true),
		STORY(holding_the_focused_call_gives_the_microphone_to_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
