/* Which rows of a long list are here, and where they went. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/mem.h"
#include "window.h"

static void *read_number(const json_t *o)
{
	int *number;

	if (!json_is_integer(o))
		return NULL;
	number = mem_new_of(int);
	*number = (int)json_integer_value(o);
	return number;
}

static bool same(const void *a, const void *b)
{
	return *(const int *)a == *(const int *)b;
}

static const struct window_kind numbers = { read_number, free, same };

static void load(struct window *w, int first, int n, int total)
{
	json_t *rows = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(rows, json_integer(1000 + first + i));
	window_load(w, rows, first, total);
	json_decref(rows);
}

static int at(const struct window *w, int i)
{
	const int *row = window_at(w, i);

	return row ? *row : -1;
}

static void only_its_rows_are_here(void **state)
{
	struct window w = { .kind = &numbers };

	(void)state;
	assert_int_equal(at(&w, 0), -1);
	load(&w, 50, 10, 100);
	assert_int_equal(at(&w, 49), -1);
	assert_int_equal(at(&w, 50), 1050);
	assert_int_equal(at(&w, 59), 1059);
	assert_int_equal(at(&w, 60), -1);
	window_clear(&w);
	assert_int_equal(at(&w, 50), -1);
}

static void what_is_looked_at_and_not_here_is_lacking(void **state)
{
	struct window w = { .kind = &numbers };

	(void)state;
	assert_false(window_lacks(&w, -60, 60));	/* it has none */
	load(&w, 50, 10, 100);
	assert_false(window_lacks(&w, 52, 58));
	assert_true(window_lacks(&w, 49, 58));
	assert_true(window_lacks(&w, 52, 61));
	load(&w, 90, 10, 100);
	assert_false(window_lacks(&w, 95, 200));	/* that is the end */
	load(&w, 0, 10, 100);
	assert_false(window_lacks(&w, -60, 8));		/* and the start */
	window_clear(&w);
}

static void a_row_is_found_where_it_has_moved_to(void **state)
{
	struct window w = { .kind = &numbers };
	int number = 1003;

	(void)state;
	load(&w, 0, 5, 5);
	assert_int_equal(window_find(&w, &number), 3);
	window_push(&w, mem_new_of(int));
	assert_int_equal(window_find(&w, &number), 4);
	assert_int_equal(at(&w, 0), 0);
	assert_int_equal(w.total, 6);
	number = 7;
	assert_int_equal(window_find(&w, &number), -1);
	assert_int_equal(window_find(&w, NULL), -1);
	window_clear(&w);
}

static void one_more_at_the_start_moves_a_window_in_the_middle(void **state)
{
	struct window w = { .kind = &numbers };

	(void)state;
	load(&w, 50, 10, 100);
	window_push(&w, mem_new_of(int));
	assert_int_equal(at(&w, 51), 1050);
	assert_int_equal(at(&w, 50), -1);
	assert_int_equal(w.total, 101);
	window_clear(&w);
}

static void a_window_that_grows_loses_its_last_rows(void **state)
{
	struct window w = { .kind = &numbers };

	(void)state;
	load(&w, 0, WINDOW_MAX + 7, 10 * WINDOW_MAX);
	assert_int_equal(w.n, WINDOW_MAX);
	window_push(&w, mem_new_of(int));
	assert_int_equal(w.n, WINDOW_MAX);
	assert_int_equal(at(&w, 1), 1000);
	assert_int_equal(at(&w, WINDOW_MAX), -1);
	window_clear(&w);
}

/* Else its end would be asked for again and again. */
static void rubbish_at_the_end_is_not_lacking(void **state)
{
	struct window w = { .kind = &numbers };
	json_t *rows = json_pack("[i, s, n, {}]", 1000, "two");

	(void)state;
	window_load(&w, rows, 6, 10);
	assert_int_equal(w.n, 1);
	assert_false(window_lacks(&w, 6, 100));
	window_load(&w, rows, 0, -3);
	assert_int_equal(w.total, 1);
	window_load(&w, NULL, 0, 0);
	assert_int_equal(w.total, 0);
	json_decref(rows);
	window_clear(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_its_rows_are_here),
		cmocka_unit_test(what_is_looked_at_and_not_here_is_lacking),
		cmocka_unit_test(a_row_is_found_where_it_has_moved_to),
		cmocka_unit_test(
			one_more_at_the_start_moves_a_window_in_the_middle),
		cmocka_unit_test(a_window_that_grows_loses_its_last_rows),
		cmocka_unit_test(rubbish_at_the_end_is_not_lacking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
