/* What is pasted becomes a number, or one clean line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "number.h"

static void same(char *text, const char *wanted)
{
	assert_string_equal(text, wanted);
	free(text);
}

static void a_pasted_number_loses_its_decoration(void **state)
{
	(void)state;
	same(number_clean("tel:+44 (0)20 7946-0958\n"), "+442079460958");
	same(number_clean(" 0049/30.1234-5 "), "00493012345");
	same(number_clean("\xd9\xa1\xd9\xa2\xd9\xa3"), "123");
	same(number_clean("+1\xe2\x80\x90" "555"), "+1555");
	same(number_clean("*21#"), "*21#");
}

static void other_pastes_are_one_clean_line(void **state)
{
	(void)state;
	same(number_clean("sip:bob@example.org"), "sip:bob@example.org");
	same(number_clean(" a\033[2Jb\nc "), "a[2Jb c");
	same(number_clean(""), "");
	same(number_tones("1 4-* x,A"), "14*,A");
}

static void a_number_is_shown_in_groups_that_are_sure(void **state)
{
	(void)state;
	same(number_shown("+442079460958"), "+44 20 7946 0958");
	same(number_shown("+441614960044"), "+44 161 496 0044");
	same(number_shown("+447700900123"), "+44 7700 900123");
	same(number_shown("+12025550143"), "+1 202 555 0143");
	same(number_shown("+33199001234"), "+33 1 99 00 12 34");
	same(number_shown("+41225550123"), "+41 22 555 01 23");
	same(number_shown("+4930901820"), "+49 30901820");
	same(number_shown("+35315550100"), "+353 15550100");
	same(number_shown("+441"), "+441");
}

static void what_is_no_such_number_is_shown_as_it_is(void **state)
{
	(void)state;
	same(number_shown("2014"), "2014");
	same(number_shown("bob@example.org"), "bob@example.org");
	same(number_shown("+4420794609581234"), "+4420794609581234");
	same(number_shown("+44-20-7946"), "+44-20-7946");
	same(number_shown("+0123456789"), "+0123456789");
	same(number_shown(""), "");
	same(number_shown("+"), "+");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pasted_number_loses_its_decoration),
		cmocka_unit_test(other_pastes_are_one_clean_line),
		cmocka_unit_test(a_number_is_shown_in_groups_that_are_sure),
		cmocka_unit_test(what_is_no_such_number_is_shown_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
