/* Sums go past the stack as tokens, and are forgotten once they were taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "sip/digest_lent.h"

#define MANY 300

static void a_token_stands_for_its_sums(void **state)
{
	char first[LENT_TOKEN], second[LENT_TOKEN];

	(void)state;
	lent_put("one", "a,b", first);
	lent_put("two", "", second);
	assert_string_not_equal(first, second);
	assert_string_equal(lent_get(first), "one");
	assert_string_equal(lent_get(first), "one");
	assert_string_equal(lent_get(second), "two");
	assert_string_equal(lent_servers(first), "a,b");
	lent_forget_used();
	assert_null(lent_get(first));
	assert_null(lent_get(second));
	assert_null(lent_get(""));
}

static void what_was_not_taken_stays(void **state)
{
	static char tokens[MANY][LENT_TOKEN];
	char sums[16];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(sums, sizeof sums, "sums-%d", i);
		lent_put(sums, "", tokens[i]);
	}
	for (int i = 0; i < MANY; i += 2)
		assert_non_null(lent_get(tokens[i]));
	lent_forget_used();
	for (int i = 0; i < MANY; i++) {
		snprintf(sums, sizeof sums, "sums-%d", i);
		if (i % 2)
			assert_string_equal(lent_get(tokens[i]), sums);
		else
			assert_null(lent_get(tokens[i]));
	}
	lent_forget_used();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_stands_for_its_sums),
		cmocka_unit_test(what_was_not_taken_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
