/* Text in columns, and in ASCII where there is no UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>

#include "cells.h"

static const struct settings usual;

static void cells_are_cut_between_characters(void **state)
{
	const char *name = "Zo\xc3\xab \xe6\x97\xa5\xe6\x9c\xac";

	(void)state;
	if (!setlocale(LC_ALL, "C.UTF-8"))
		skip();
	cells_start(&usual);
	assert_int_equal(cells_width(name), 8);
	/* half a character is none */
	assert_ptr_equal(cells_fit(name, 5), name + 5);
	assert_ptr_equal(cells_fit(name, 99), name + 11);
	assert_ptr_equal(cells_tail(name, 2), name + 8);
	assert_int_equal(cells_width("e\xcc\x81\xcc\x81"), 1);
}

static void without_utf8_all_is_ascii(void **state)
{
	const char *name = "\xc3\x84" "e\xcc\x81\xe6\x97\xa5\xff\033";
	struct cell cell;

	(void)state;
	setlocale(LC_ALL, "C");
	cells_start(&usual);
	assert_int_equal(cells_width(name), 5);
	while (cells_next(&name, &cell)) {
		assert_int_equal(cell.width, 1);
		assert_in_range(cell.characters[0], 0x20, 0x7e);
		assert_int_equal(cell.characters[1], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_cut_between_characters),
		cmocka_unit_test(without_utf8_all_is_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
