/* One line, edited as in emacs; the cursor never stands inside a character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "widgets/line_edit.h"

/* The text with | where the cursor is. */
static void expect(const struct line_edit *e, const char *wanted)
{
	char shown[LINE_MAX_BYTES + 2];

	memcpy(shown, e->text, e->cursor);
	shown[e->cursor] = '|';
	strcpy(shown + e->cursor + 1, e->text + e->cursor);
	assert_string_equal(shown, wanted);
	assert_int_equal(e->length, strlen(e->text));
}

static void characters_go_in_at_the_cursor(void **state)
{
	struct line_edit e = { 0 };

	(void)state;
	line_edit_set(&e, "call");
	line_edit_left(&e);
	line_edit_insert(&e, 0xeb);
	expect(&e, "calë|l");
	line_edit_insert(&e, 0x65e5);
	line_edit_home(&e);
	line_edit_right(&e);
	expect(&e, "c|alë日l");
}

static void what_a_terminal_obeys_does_not_go_in(void **state)
{
	struct line_edit e = { 0 };

	(void)state;
	assert_false(line_edit_insert(&e, 27));
	assert_false(line_edit_insert(&e, 0x202e));
	line_edit_insert_text(&e, "a\033[2Jb\nc");
	expect(&e, "a[2Jb c|");
}

static void moving_stops_at_both_ends(void **state)
{
	struct line_edit e = { 0 };

	(void)state;
	line_edit_set(&e, "é");
	line_edit_right(&e);
	expect(&e, "é|");
	line_edit_left(&e);
	line_edit_left(&e);
	expect(&e, "|é");
	line_edit_backspace(&e);
	line_edit_delete(&e);
	expect(&e, "|");
	line_edit_delete(&e);
	expect(&e, "|");
}

static void words(void **state)
{
	struct line_edit e = { 0 };

	(void)state;
	line_edit_set(&e, "bob  at home");
	line_edit_word_left(&e);
	expect(&e, "bob  at |home");
	line_edit_word_left(&e);
	line_edit_word_left(&e);
	line_edit_word_left(&e);
	expect(&e, "|bob  at home");
	line_edit_word_right(&e);
	expect(&e, "bob|  at home");
	line_edit_kill_word_right(&e);
	expect(&e, "bob| home");
	line_edit_kill_word(&e);
	expect(&e, "| home");
}

static void what_was_cut_comes_back(void **state)
{
	struct line_edit e = { 0 };

	(void)state;
	line_edit_set(&e, "2001");
	line_edit_kill_all(&e);
	expect(&e, "|");
	line_edit_kill_all(&e);		/* nothing to cut: keeps the last */
	line_edit_yank(&e);
	line_edit_yank(&e);
	expect(&e, "20012001|");
	line_edit_home(&e);
	line_edit_right(&e);
	line_edit_kill_end(&e);
	expect(&e, "2|");
}

static void a_full_line_takes_no_more(void **state)
{
	struct line_edit e = { 0 };

	(void)state;
	while (line_edit_insert(&e, 0x65e5))
		;
	assert_in_range(e.length, LINE_MAX_BYTES - 2, LINE_MAX_BYTES);
	line_edit_insert_text(&e, "too much");
	assert_true(e.length <= LINE_MAX_BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_go_in_at_the_cursor),
		cmocka_unit_test(what_a_terminal_obeys_does_not_go_in),
		cmocka_unit_test(moving_stops_at_both_ends),
		cmocka_unit_test(words),
		cmocka_unit_test(what_was_cut_comes_back),
		cmocka_unit_test(a_full_line_takes_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
