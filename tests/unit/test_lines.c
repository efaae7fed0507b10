/* Bytes become lines whatever the pieces they come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/lines.h"

struct seen {
	char text[256];
	int lines, too_long;
};

static void on_line(void *arg, char *line, size_t n)
{
	struct seen *seen = arg;

	assert_int_equal(strlen(line), n);
	strcat(seen->text, line);
	strcat(seen->text, "|");
	seen->lines++;
}

static void on_too_long(void *arg)
{
	((struct seen *)arg)->too_long++;
}

static struct lines *lines_for(struct seen *seen)
{
	struct lines_handlers h = { on_line, on_too_long, seen };

	memset(seen, 0, sizeof *seen);
	return lines_new(8, &h);
}

static void a_line_in_pieces_comes_whole(void **state)
{
	struct seen seen;
	struct lines *l = lines_for(&seen);

	(void)state;
	lines_put(l, "ab", 2);
	assert_int_equal(lines_waiting(l), 2);
	lines_put(l, "c\nd\n\ne", 6);
	assert_string_equal(seen.text, "abc|d||");
	lines_free(l);
}

static void a_long_line_is_told_once_and_skipped_to_its_newline(void **state)
{
	struct seen seen;
	struct lines *l = lines_for(&seen);

	(void)state;
	lines_put(l, "0123456789", 10);
	lines_put(l, "0123456789", 10);
	lines_put(l, "x\nok\n", 5);
	assert_int_equal(seen.too_long, 1);
	assert_string_equal(seen.text, "ok|");
	lines_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_in_pieces_comes_whole),
		cmocka_unit_test(a_long_line_is_told_once_and_skipped_to_its_newline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
