/* A word every fifteen seconds where nothing else is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/keepalive.h"

#define S INT64_C(1000000000)

static void a_silent_stream_says_a_word_every_fifteen_seconds(void **state)
{
	struct keepalive k = { 0 };
	int words = 0;

	(void)state;
	for (int64_t t = 100; t < 100 + 61 * 10; t++)
		words += keepalive_due(&k, t * S / 10);
	assert_int_equal(words, 4);
}

static void who_speaks_needs_no_word(void **state)
{
	struct keepalive k = { 0 };

	(void)state;
	for (int64_t t = 1; t < 100; t++) {
		assert_false(keepalive_due(&k, t * S));
		keepalive_sent(&k, t * S);
	}
	assert_false(keepalive_due(&k, 99 * S + 14 * S));
	assert_true(keepalive_due(&k, 99 * S + 15 * S));
	assert_false(keepalive_due(&k, 99 * S + 16 * S));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_silent_stream_says_a_word_every_fifteen_seconds),
		cmocka_unit_test(who_speaks_needs_no_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
