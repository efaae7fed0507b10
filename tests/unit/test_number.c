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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pasted_number_loses_its_decoration),
		cmocka_unit_test(other_pastes_are_one_clean_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
