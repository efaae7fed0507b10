#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/parameter.h"

static void a_value_is_found_by_its_name(void **state)
{
	char value[16];

	(void)state;
	assert_true(parameter_get("a=1; Bee = two ;c", "bee", value,
		sizeof value));
	assert_string_equal(value, "two");
	assert_true(parameter_get("a=1;b=2", "b", value, sizeof value));
	assert_string_equal(value, "2");
	assert_true(parameter_get("a=1;b;", "b", value, sizeof value));
	assert_string_equal(value, "");
	assert_true(parameter_get("a=;b", "a", value, sizeof value));
	assert_string_equal(value, "");
}

static void what_is_not_there_is_not_found(void **state)
{
	static const char *const lists[] = { "", " ", ";", ";;=;", "aa=1",
		"x=a;y", "=a", "a1=1; ba=1" };
	char value[16];

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		assert_false(parameter_get(lists[i], "a", value,
			sizeof value));
}

static void too_long_a_value_is_as_none(void **state)
{
	char value[4];

	(void)state;
	assert_true(parameter_get("a=1234", "a", value, sizeof value));
	assert_string_equal(value, "");
}

static void numbers_have_bounds(void **state)
{
	int n = 7;

	(void)state;
	assert_true(parameter_number("a=16000", "a", 48000, &n));
	assert_int_equal(n, 16000);
	n = 7;
	assert_false(parameter_number("a=48001", "a", 48000, &n));
	assert_false(parameter_number("a=-1", "a", 48000, &n));
	assert_false(parameter_number("a=1x", "a", 48000, &n));
	assert_false(parameter_number("a=", "a", 48000, &n));
	assert_false(parameter_number("a=99999999999999999999", "a", 48000,
		&n));
	assert_int_equal(n, 7);
}

static void only_1_is_on(void **state)
{
	(void)state;
	assert_true(parameter_on("a=0;b=1", "b"));
	assert_false(parameter_on("a=0;b=1", "a"));
	assert_false(parameter_on("a=0;b=1", "c"));
	assert_false(parameter_on("a=2", "a"));
	assert_false(parameter_on("a", "a"));
}

static void a_list_grows_to_its_room(void **state)
{
	char list[12] = "";

	(void)state;
	parameter_add(list, sizeof list, "a", "1");
	parameter_add_number(list, sizeof list, "b", 22);
	assert_string_equal(list, "a=1;b=22");
	parameter_add(list, sizeof list, "c", "3");
	assert_string_equal(list, "a=1;b=22");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_found_by_its_name),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(too_long_a_value_is_as_none),
		cmocka_unit_test(numbers_have_bounds),
		cmocka_unit_test(only_1_is_on),
		cmocka_unit_test(a_list_grows_to_its_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
