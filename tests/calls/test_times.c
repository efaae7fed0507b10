/* What happens when time passes: the clock jumps, nobody sleeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pair.h"

static void a_call_that_nobody_answers_ends_with_480_on_both_sides(void **state)
{
	struct session_view v;
	struct pair t;

	(void)state;
	pair_up(&t, "no_answer_timeout = 60\n");
	assert_non_null(pair_dial(&t));
	assert_true(phone_reaches(t.caller, "ringing"));
	phone_jump(t.loop, 61000);
	assert_true(phone_reaches(t.callee, "terminated"));
	assert_true(phone_reaches(t.caller, "terminated"));
	session_view(phone_session(t.caller), &v);
	assert_int_equal(v.end_status, 480);
	assert_string_equal(v.ended_by, "remote");
	session_view(phone_session(t.callee), &v);
	assert_string_equal(v.ended_by, "local");
	pair_down(&t);
}

static void a_call_that_nobody_answers_is_forwarded(void **state)
{
	struct session_view v;
	struct pair t;

	(void)state;
	pair_up(&t, "account \"line\" { uri = \"sip:bob@127.0.0.1\" "
		"registrar = \"none\" forward_no_answer = carol }\n"
		"no_answer_timeout = 60\n");
	assert_non_null(pair_dial(&t));
	assert_true(phone_reaches(t.caller, "ringing"));
	phone_jump(t.loop, 59000);
	assert_true(phone_reaches(t.callee, "incoming"));
	phone_jump(t.loop, 1001);
	assert_true(phone_reaches(t.callee, "terminated"));
	session_view(phone_session(t.callee), &v);
	assert_int_equal(v.end_status, 302);
	assert_string_equal(v.end_reason,
		"forwarded to sip:carol@127.0.0.1 (no answer)");
	pair_down(&t);
}

static void an_automatic_answer_waits_its_delay(void **state)
{
	struct pair t;

	(void)state;
	pair_up(&t, "account \"line\" { uri = \"sip:bob@127.0.0.1\" "
		"registrar = \"none\" auto_answer = all "
		"auto_answer_delay = 3000 answer_with = echo }\n");
	assert_non_null(pair_dial(&t));
	assert_true(phone_reaches(t.caller, "ringing"));
	phone_jump(t.loop, 3001);
	assert_true(phone_reaches(t.caller, "established"));
	assert_true(phone_reaches(t.callee, "established"));
	pair_down(&t);
}

static bool is_forgotten(void *arg)
{
	return phone_session(arg) == NULL;
}

static void an_ended_call_is_kept_for_a_minute(void **state)
{
	struct fault fault;
	struct session *s;
	struct pair t;

	(void)state;
	pair_up(&t, "");
	s = pair_dial(&t);
	assert_true(phone_reaches(t.callee, "incoming"));
	assert_true(session_hangup(s, &fault));
	assert_true(phone_reaches(t.caller, "terminated"));
	assert_true(phone_reaches(t.callee, "terminated"));
	phone_jump(t.loop, 50000);
	assert_non_null(phone_session(t.caller));
	phone_jump(t.loop, 70000);
	assert_true(phone_until(t.loop, is_forgotten, t.caller));
	pair_down(&t);
}

static void end_a_call(struct pair *t)
{
	struct fault fault;
	struct session *s = pair_dial(t);

	assert_non_null(s);
	assert_true(phone_reaches(t->callee, "incoming"));
	assert_true(session_hangup(s, &fault));
	assert_true(phone_reaches(t->caller, "terminated"));
	assert_true(phone_reaches(t->callee, "terminated"));
}

static int kept(struct phone *p)
{
	struct session *s = NULL;
	int n = 0;

	while ((s = engine_next_session(phone_engine(p), s)))
		n++;
	return n;
}

static bool keeps_64(void *arg)
{
	return kept(arg) == 64;
}

static void of_ended_calls_the_last_64_are_kept(void **state)
{
	struct pair t;

	(void)state;
	pair_up(&t, "");
	end_a_call(&t);
	phone_jump(t.loop, 2000);	/* the next look at them is far away */
	for (int i = 0; i < 66; i++)
		end_a_call(&t);
	phone_jump(t.loop, 2000);
	assert_true(phone_until(t.loop, keeps_64, t.caller));
	assert_true(phone_until(t.loop, keeps_64, t.callee));
	pair_down(&t);
}

static void a_redirection_that_nobody_decides_ends_the_call(void **state)
{
	struct session_view v;
	struct fault fault;
	struct pair t;

	(void)state;
	pair_up(&t, "");
	assert_non_null(pair_dial(&t));
	assert_true(phone_reaches(t.callee, "incoming"));
	assert_true(session_redirect(phone_session(t.callee),
		"sip:carol@127.0.0.1:9", &fault));
	assert_true(phone_reaches(t.caller, "redirected"));
	assert_int_equal(phone_events(t.caller, TOPIC_SESSION_REDIRECTED), 1);
	phone_jump(t.loop, 59000);
	session_view(phone_session(t.caller), &v);
	assert_int_equal(v.redirect_status, 302);
	assert_string_equal(v.redirect_contacts[0], "sip:carol@127.0.0.1:9");
	phone_jump(t.loop, 2000);
	assert_true(phone_reaches(t.caller, "terminated"));
	session_view(phone_session(t.caller), &v);
	assert_int_equal(v.redirect_status, 0);
	assert_int_equal(v.end_status, 302);
	assert_string_equal(v.ended_by, "local");
	pair_down(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_call_that_nobody_answers_ends_with_480_on_both_sides),
		cmocka_unit_test(a_call_that_nobody_answers_is_forwarded),
		cmocka_unit_test(
			a_redirection_that_nobody_decides_ends_the_call),
		cmocka_unit_test(an_automatic_answer_waits_its_delay),
		cmocka_unit_test(an_ended_call_is_kept_for_a_minute),
		cmocka_unit_test(of_ended_calls_the_last_64_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
