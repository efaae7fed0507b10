/* Causes of the telephone network in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>

#include "sip/q850.h"

static void what_people_meet_has_its_words(void **state)
{
	(void)state;
	assert_string_equal(q850_words(16), "normal end of the call");
	assert_string_equal(q850_words(17), "user busy");
	assert_string_equal(q850_words(127), "interworking, unspecified");
}

static void what_is_in_no_table_has_those_of_its_class(void **state)
{
	(void)state;
	assert_string_equal(q850_words(9), "normal event");
	assert_string_equal(q850_words(33), "no resources available");
	assert_string_equal(q850_words(126), "interworking");
}

static void every_cause_has_words_and_nothing_else(void **state)
{
	static const int none[] = { INT_MIN, -1, 0, 128, 1000, INT_MAX };

	(void)state;
	for (int cause = 1; cause <= 127; cause++)
		assert_true(q850_words(cause) && *q850_words(cause));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_null(q850_words(none[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_meet_has_its_words),
		cmocka_unit_test(what_is_in_no_table_has_those_of_its_class),
		cmocka_unit_test(every_cause_has_words_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
