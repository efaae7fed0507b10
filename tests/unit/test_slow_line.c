/* A line that is slow is found out, and one that has become fast again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slow_line.h"

static int64_t now;

/* Asks when it may, and answers so much later. */
static void answer_after(struct slow_line *s, int64_t ms)
{
	now += SLOW_LINE_EVERY_MS;
	assert_true(slow_line_ask(s, now));
	now += ms;
	slow_line_answered(s, now);
}

static int setup(void **state)
{
	static struct slow_line s;

	now = 1000;
	slow_line_init(&s);
	*state = &s;
	return 0;
}

static void who_does_not_answer_is_asked_once(void **state)
{
	struct slow_line *s = *state;

	assert_true(slow_line_ask(s, 0));
	assert_false(slow_line_ask(s, 100000));
	assert_false(slow_line_waits(s));
	assert_int_equal(slow_line_deadline(s), -1);
	slow_line_tick(s, 100000);
	assert_false(s->slow);
}

static void twice_late_is_slow(void **state)
{
	struct slow_line *s = *state;

	answer_after(s, 10);
	answer_after(s, 900);
	assert_false(s->slow);
	answer_after(s, 700);
	answer_after(s, 900);
	assert_false(s->slow);
	answer_after(s, 801);
	assert_true(s->slow);
}

static void three_times_prompt_is_fast_again(void **state)
{
	struct slow_line *s = *state;

	answer_after(s, 900);
	answer_after(s, 900);
	answer_after(s, 10);
	answer_after(s, 10);
	answer_after(s, 500);
	assert_true(s->slow);
	for (int i = 0; i < 3; i++)
		answer_after(s, 10);
	assert_false(s->slow);
}

static void no_answer_any_more_is_slow(void **state)
{
	struct slow_line *s = *state;

	answer_after(s, 10);
	assert_true(slow_line_ask(s, now + 1000));
	assert_true(slow_line_waits(s));
	assert_int_equal(slow_line_deadline(s),
		now + 1000 + SLOW_LINE_GONE_MS);
	slow_line_tick(s, now + 1000 + SLOW_LINE_GONE_MS);
	assert_true(s->slow);
	assert_int_equal(slow_line_deadline(s), -1);
}

static void questions_are_a_second_apart(void **state)
{
	struct slow_line *s = *state;

	assert_true(slow_line_ask(s, 0));
	slow_line_answered(s, 10);
	assert_false(slow_line_ask(s, 900));
	assert_true(slow_line_ask(s, 1000));
	assert_false(slow_line_ask(s, 2500));	/* one is open */
	slow_line_answered(s, 2600);
	slow_line_answered(s, 9000);		/* nobody asked */
	assert_false(s->slow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(who_does_not_answer_is_asked_once,
			setup),
		cmocka_unit_test_setup(twice_late_is_slow, setup),
		cmocka_unit_test_setup(three_times_prompt_is_fast_again,
			setup),
		cmocka_unit_test_setup(no_answer_any_more_is_slow, setup),
		cmocka_unit_test_setup(questions_are_a_second_apart, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
