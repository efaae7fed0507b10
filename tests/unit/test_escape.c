/* What is said to the terminal beside the screen holds nothing that it obeys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "escape.h"

#define HOSTILE "Eve\033]0;x\007\033[31m\xc2\x9b" "1m\xe2\x80\xae\n\x01;4"

static void expect(char *escape, const char *wanted)
{
	assert_string_equal(escape, wanted);
	free(escape);
}

static void a_title_is_one_line_of_text(void **state)
{
	(void)state;
	expect(escape_title("2 ringing"), "\033]2;2 ringing\007");
	expect(escape_title(HOSTILE), "\033]2;Eve]0;x[31m1m ;4\007");
}

static void a_long_title_is_cut_between_characters(void **state)
{
	char text[65536], *escape;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof text; i += 3)
		memcpy(text + i, "\xe6\x97\xa5", 3);
	text[sizeof text - 1] = '\0';
	escape = escape_title(text);
	assert_int_equal(strlen(escape), 4 + 3 * ESCAPE_TEXT + 1);
	free(escape);
}

static void a_notice_in_each_dialect(void **state)
{
	(void)state;
	expect(escape_notice(ESCAPE_BELL, 1, "Call from Bob"), "\007");
	expect(escape_notice(ESCAPE_OSC9, 1, "Call from Bob"),
		"\033]9;Call from Bob\007");
	expect(escape_notice(ESCAPE_OSC777, 1, "Call from Bob; Ltd"),
		"\033]777;notify;offhook;Call from Bob, Ltd\007");
	expect(escape_notice(ESCAPE_OSC99, 7, "Call"),
		"\033]99;i=offhook-7:e=1;Q2FsbA==\007");
	expect(escape_notice(ESCAPE_OSC9, 1, "Call " HOSTILE),
		"\033]9;Call Eve]0;x[31m1m ;4\007");
}

static void a_copy_is_base64_of_at_most_4_kib(void **state)
{
	char text[ESCAPE_COPY_MAX + 2];

	(void)state;
	expect(escape_copy("Bob"), "\033]52;c;Qm9i\007");
	expect(escape_copy("2019"), "\033]52;c;MjAxOQ==\007");
	expect(escape_copy("a\r\nb\n"), "\033]52;c;YQpiCg==\007");
	memset(text, 'a', sizeof text);
	text[ESCAPE_COPY_MAX + 1] = '\0';
	assert_null(escape_copy(text));
	text[ESCAPE_COPY_MAX] = '\0';
	free(escape_copy(text));
}

static void through_another_program(void **state)
{
	(void)state;
	expect(escape_pass(ESCAPE_DIRECT, escape_title("x")),
		"\033]2;x\007");
	expect(escape_pass(ESCAPE_TMUX, escape_title("x")),
		"\033Ptmux;\033\033]2;x\007\033\\");
	expect(escape_pass(ESCAPE_SCREEN, escape_title("x")),
		"\033P\033]2;x\007\033\\");
	expect(escape_pass(ESCAPE_TMUX, mem_text("\007")), "\007");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_title_is_one_line_of_text),
		cmocka_unit_test(a_long_title_is_cut_between_characters),
		cmocka_unit_test(a_notice_in_each_dialect),
		cmocka_unit_test(a_copy_is_base64_of_at_most_4_kib),
		cmocka_unit_test(through_another_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
