/* A transfer takes half a minute at most, on both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <string.h>

#include "pair.h"

static struct pair pair;
static struct session *ann, *bob;	/* the two ends of the call */
static struct fault fault;
static char target[64];

static void talk(const char *bobs_config)
{
	pair_up(&pair, bobs_config);
	ann = pair_dial(&pair);
	assert_true(phone_reaches(pair.callee, "incoming"));
	bob = phone_session(pair.callee);
	assert_true(session_answer(bob, &fault));
	assert_true(phone_reaches(pair.callee, "established"));
	assert_true(phone_reaches(pair.caller, "established"));
	/* Bob's own phone: it rings there until his patience is at its end */
	snprintf(target, sizeof target, "sip:bob@127.0.0.1:%d", pair.port);
}

static struct session_view view(const struct session *s)
{
	struct session_view v;

	session_view(s, &v);
	return v;
}

static bool transfer_is(void *state)
{
	return !strcmp(view(ann).transfer_state, state);
}

static bool they_talk(void *nothing)
{
	struct session_view a = view(ann), b = view(bob);

	(void)nothing;
	return !a.held_by_us && !a.hold_pending && a.focused &&
		!b.held_by_us && !b.hold_pending && b.focused;
}

static bool bob_is_asked(void *nothing)
{
	(void)nothing;
	return view(bob).referral_to;
}

static bool becomes(phone_test *test, const char *state)
{
	return phone_until(pair.loop, test, (void *)state);
}

static void nobody_says_yes(void **state)
{
	(void)state;
	talk("");
	assert_true(session_transfer(ann, "sip:carol@127.0.0.1:9", &fault));
	assert_true(becomes(bob_is_asked, NULL));
	assert_true(becomes(transfer_is, "trying"));
	phone_jump(pair.loop, 29000);
	assert_true(bob_is_asked(NULL));
	assert_true(transfer_is("trying"));
	phone_jump(pair.loop, 1001);
	assert_true(becomes(transfer_is, "failed"));
	assert_int_equal(view(ann).transfer_status, 408);
	assert_true(becomes(they_talk, NULL));
	assert_false(bob_is_asked(NULL));
	assert_false(session_reply(bob, NULL, true, &fault));
	pair_down(&pair);
}

static void the_target_only_rings(void **state)
{
	(void)state;
	talk("on_refer = follow\nno_answer_timeout = 45\n");
	assert_true(session_transfer(ann, target, &fault));
	assert_true(becomes(transfer_is, "ringing"));
	phone_jump(pair.loop, 30001);
	assert_true(becomes(transfer_is, "failed"));
	assert_int_equal(view(ann).transfer_status, 408);
	assert_true(view(bob).held_by_us);
	phone_jump(pair.loop, 15001);
	assert_true(becomes(they_talk, NULL));
	assert_int_equal(view(ann).transfer_status, 408);
	pair_down(&pair);
}

/* What she does not wait for any more is no news of her second try. */
static void the_second_try_is_told_of_itself_only(void **state)
{
	(void)state;
	talk("");
	assert_true(session_transfer(ann, "sip:carol@127.0.0.1:9", &fault));
	assert_true(becomes(bob_is_asked, NULL));
	phone_jump(pair.loop, 29000);
	assert_true(becomes(transfer_is, "trying"));
	phone_jump(pair.loop, 1001);
	assert_true(becomes(they_talk, NULL));
	assert_true(session_transfer(ann, "sip:dave@127.0.0.1:9", &fault));
	assert_true(becomes(bob_is_asked, NULL));
	assert_true(session_reply(bob, "refer", false, &fault));
	assert_true(becomes(transfer_is, "failed"));
	assert_int_equal(view(ann).transfer_status, 603);
	assert_true(becomes(they_talk, NULL));
	pair_down(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_says_yes),
		cmocka_unit_test(the_target_only_rings),
		cmocka_unit_test(the_second_try_is_told_of_itself_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
