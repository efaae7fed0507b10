/* Values as heights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "oneshot/graph.h"

static void assert_drawn(const struct graph *g, const double *values, int n,
	const char *expected)
{
	char text[GRAPH_TEXT(16)];

	graph_draw(g, values, n, text);
	assert_string_equal(text, expected);
}

static void low_is_low_and_high_is_high(void **state)
{
	const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

	(void)state;
	assert_drawn(&(struct graph){ 0, 7, true }, values, 8, "_.,-=+*#");
	assert_drawn(&(struct graph){ 0, 7, false }, values, 8,
		"\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588");
}

static void without_bounds_the_greatest_is_the_highest(void **state)
{
	const double values[] = { 0, 50, 100 }, zeros[] = { 0, 0 };

	(void)state;
	assert_drawn(&(struct graph){ 0, 0, true }, values, 3, "_=#");
	assert_drawn(&(struct graph){ 0, 0, true }, zeros, 2, "__");
}

static void what_is_beyond_is_cut_and_what_is_unknown_is_blank(void **state)
{
	const double values[] = { -200, NAN, 200, INFINITY };

	(void)state;
	assert_drawn(&(struct graph){ -60, 0, true }, values, 4, "_ ##");
	assert_drawn(&(struct graph){ 0, 1, true }, values, 0, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(low_is_low_and_high_is_high),
		cmocka_unit_test(without_bounds_the_greatest_is_the_highest),
		cmocka_unit_test(
			what_is_beyond_is_cut_and_what_is_unknown_is_blank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
