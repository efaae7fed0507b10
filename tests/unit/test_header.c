/* Texts on their way into headers and out of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "sip/header.h"

static void assert_text(char *text, const char *expected)
{
	assert_string_equal(text, expected);
	free(text);
}

static void control_characters_become_blanks(void **state)
{
	(void)state;
	assert_null(header_text(NULL));
	assert_text(header_text("a\r\nb\tc\x7f" "d\x01"), "a  b c d ");
	assert_text(header_text("J\xc3\xbcrg"), "J\xc3\xbcrg");
}

static void names_are_quoted(void **state)
{
	(void)state;
	assert_text(header_name_address(NULL, "sip:a@h"), "<sip:a@h>");
	assert_text(header_name_address("", "sip:a@h"), "<sip:a@h>");
	assert_text(header_name_address("A \"B\" \\ C\r\nX: y", "sip:a@h"),
		"\"A \\\"B\\\" \\\\ C  X: y\" <sip:a@h>");
}

static void quotes_are_taken_away(void **state)
{
	(void)state;
	assert_null(header_unquoted(NULL));
	assert_text(header_unquoted("plain"), "plain");
	assert_text(header_unquoted("\"a \\\"b\\\" \\\\\""), "a \"b\" \\");
	assert_text(header_unquoted("\""), "\"");
	assert_text(header_unquoted("\"\""), "");
	assert_text(header_unquoted("\"open"), "\"open");
}

static void routes_stand_in_angle_brackets(void **state)
{
	const char *const routes[] = { "sip:a;lr", "<sip:b;lr>",
		"sip:c\r\nX: y" };

	(void)state;
	assert_null(header_routes(NULL, 0));
	assert_text(header_routes(routes, 3),
		"<sip:a;lr>,<sip:b;lr>,<sip:c  X: y>");
}

static void a_header_has_a_name(void **state)
{
	(void)state;
	assert_true(header_is_token("X-Call_Id.1"));
	assert_false(header_is_token(""));
	assert_false(header_is_token("X: y"));
	assert_false(header_is_token("X\r\n"));
}

static void a_warning_is_one_line_whatever_stands_in_it(void **state)
{
	char *warning = header_warning("no \"codec\"\r\nin common");

	(void)state;
	assert_string_equal(warning,
		"399 offhook \"no \\\"codec\\\"  in common\"");
	free(warning);
	assert_null(header_warning(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_warning_is_one_line_whatever_stands_in_it),
		cmocka_unit_test(control_characters_become_blanks),
		cmocka_unit_test(names_are_quoted),
		cmocka_unit_test(quotes_are_taken_away),
		cmocka_unit_test(routes_stand_in_angle_brackets),
		cmocka_unit_test(a_header_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
