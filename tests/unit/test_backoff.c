/* Waits grow with each failure in a row, for each target of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "sip/backoff.h"

#define BASE_S 30
#define LONGEST_S 1800

static int set_up(void **state)
{
	*state = backoff_new(BASE_S, LONGEST_S);
	return 0;
}

static int tear_down(void **state)
{
	backoff_free(*state);
	return 0;
}

/* RFC 5626 4.5: half to the whole of base * 2^failures. */
static void waits_grow_as_the_rfc_says(void **state)
{
	struct backoff *b = *state;

	for (int i = 1; i <= 40; i++) {
		int64_t whole = i > 6 ? LONGEST_S : BASE_S << i;

		if (whole > LONGEST_S)
			whole = LONGEST_S;
		assert_in_range(backoff_failed(b, "sip:a"), whole * 500,
			whole * 1000);
		assert_int_equal(backoff_failures(b, "sip:a"), i);
	}
}

static void waits_are_not_all_the_same(void **state)
{
	int64_t first = backoff_failed(*state, "sip:a");
	int same = 0;

	for (int i = 0; i < 20; i++) {
		backoff_forget(*state);
		same += backoff_failed(*state, "sip:a") == first;
	}
	assert_true(same < 20);
}

static void a_target_that_answers_begins_anew(void **state)
{
	struct backoff *b = *state;

	backoff_failed(b, "sip:a");
	backoff_failed(b, "sip:a");
	backoff_succeeded(b, "sip:a");
	assert_int_equal(backoff_failures(b, "sip:a"), 0);
	assert_in_range(backoff_failed(b, "sip:a"), BASE_S * 1000,
		BASE_S * 2000);
}

static void one_target_does_not_wait_for_another(void **state)
{
	struct backoff *b = *state;

	for (int i = 0; i < 5; i++)
		backoff_failed(b, "sip:a");
	assert_in_range(backoff_failed(b, "sip:b"), BASE_S * 1000,
		BASE_S * 2000);
	backoff_succeeded(b, "sip:b");
	assert_int_equal(backoff_failures(b, "sip:a"), 5);
}

static void targets_without_number_are_not_kept(void **state)
{
	char target[32];

	backoff_failed(*state, "sip:first");
	for (int i = 0; i < 1000; i++) {
		snprintf(target, sizeof target, "sip:%d", i);
		backoff_failed(*state, target);
	}
	assert_int_equal(backoff_failures(*state, "sip:first"), 0);
	assert_int_equal(backoff_failures(*state, "sip:999"), 1);
}

static void a_wait_that_may_not_grow_stays(void **state)
{
	struct backoff *b = backoff_new(1, 1);

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(backoff_failed(b, "sip:a"), 1000);
	backoff_free(b);
	backoff_free(NULL);
}

#define WITH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(waits_grow_as_the_rfc_says),
		WITH(waits_are_not_all_the_same),
		WITH(a_target_that_answers_begins_anew),
		WITH(one_target_does_not_wait_for_another),
		WITH(targets_without_number_are_not_kept),
		WITH(a_wait_that_may_not_grow_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
