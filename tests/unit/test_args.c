/* The words of one command: options anywhere, in the forms people type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "oneshot/args.h"

#define KNOWN "json wait account= header="

static bool read(struct args *a, int argc, ...)
{
	static char *argv[ARGS_MAX + 8];
	va_list words;

	va_start(words, argc);
	for (int i = 0; i < argc; i++)
		argv[i] = va_arg(words, char *);
	va_end(words);
	argv[argc] = NULL;
	*a = (struct args){ 0 };
	return args_read(a, KNOWN, argc, argv);
}

static void options_may_stand_before_and_behind_words(void **state)
{
	struct args a;

	(void)state;
	assert_true(read(&a, 6, "call", "--wait", "alice", "--account", "work",
		"x"));
	assert_true(args_has(&a, "wait"));
	assert_string_equal(args_value(&a, "account"), "work");
	assert_int_equal(a.n_words, 2);
	assert_string_equal(a.words[0], "alice");
	assert_string_equal(a.words[1], "x");
	assert_false(args_has(&a, "json"));
}

static void a_value_may_follow_an_equals_sign(void **state)
{
	struct args a;

	(void)state;
	assert_true(read(&a, 2, "call", "--header=X: a=b"));
	assert_string_equal(args_value(&a, "header"), "X: a=b");
}

static void two_dashes_end_the_options(void **state)
{
	struct args a;

	(void)state;
	assert_true(read(&a, 4, "call", "--", "--wait", "--"));
	assert_int_equal(a.n_words, 2);
	assert_string_equal(a.words[0], "--wait");
	assert_false(args_has(&a, "wait"));
}

static void what_is_no_option_is_refused(void **state)
{
	struct args a;

	(void)state;
	assert_false(read(&a, 2, "call", "--wai"));
	assert_false(read(&a, 2, "call", "--waiting"));
	assert_false(read(&a, 2, "call", "--wait=yes"));
	assert_false(read(&a, 2, "call", "--account"));
}

static void too_many_words_are_refused(void **state)
{
	char *argv[ARGS_MAX + 2] = { "call" };
	struct args a = { 0 };

	(void)state;
	for (int i = 1; i <= ARGS_MAX; i++)
		argv[i] = "x";
	assert_false(args_read(&a, KNOWN, ARGS_MAX + 1, argv));
}

static void numbers_are_whole_and_within_bounds(void **state)
{
	static const char *const wrong[] = { "", "x", "5x", "0", "11", "-5",
		"5.0", "99999999999999999999" };
	struct args a;
	long long n;

	(void)state;
	read(&a, 1, "call");
	assert_true(args_number(&a, "it", "10", 1, 10, &n));
	assert_int_equal(n, 10);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(args_number(&a, "it", wrong[i], 1, 10, &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_may_stand_before_and_behind_words),
		cmocka_unit_test(a_value_may_follow_an_equals_sign),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(what_is_no_option_is_refused),
		cmocka_unit_test(too_many_words_are_refused),
		cmocka_unit_test(numbers_are_whole_and_within_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
