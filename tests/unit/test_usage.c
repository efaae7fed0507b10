/* A usage taken apart, and whether it says the same as the table of options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "oneshot/usage.h"

static char said[1024];

static void on_word(void *arg, const char *sub, const char *word)
{
	(void)arg;
	snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s%s ",
		sub, *sub ? ">" : "", word);
}

static void on_value(void *arg, const char *option, const char *word)
{
	(void)arg;
	snprintf(said + strlen(said), sizeof said - strlen(said), "--%s=%s ",
		option, word);
}

static const char *read_apart(const char *usage, const char *options)
{
	struct usage_handlers h = { on_word, on_value, NULL };
	struct command c = { .name = "x", .usage = usage, .options = options };

	said[0] = '\0';
	usage_read(&c, &h);
	return said;
}

static void words_and_values(void **state)
{
	(void)state;
	assert_string_equal(read_apart("", NULL), "");
	assert_string_equal(read_apart("[ID]", NULL), "ID ");
	assert_string_equal(read_apart("ID...", NULL), "ID ");
	assert_string_equal(read_apart("[ID] on|off|pause [--path FILE]",
		"path="), "ID on off pause --path=FILE ");
	assert_string_equal(read_apart("[ID|--all] [--reason TEXT]",
		"all reason="), "ID --reason=TEXT ");
	assert_string_equal(read_apart("[ID] TARGET|--with ID2", "with="),
		"ID TARGET --with=ID2 ");
	assert_string_equal(read_apart("TARGET [--header 'NAME: VALUE'] "
		"[--private]", "header= private"),
		"TARGET --header='NAME: VALUE' ");
	assert_string_equal(read_apart("[ID] [--to them|us]", "to="),
		"ID --to=them --to=us ");
}

static void what_belongs_to_a_word(void **state)
{
	(void)state;
	assert_string_equal(read_apart("list | edit NAME [KEY=VALUE...] | test",
		NULL), "list edit edit>NAME edit>KEY=VALUE test ");
	assert_string_equal(read_apart("[list] | gain ID DB", NULL),
		"list gain gain>ID gain>DB ");
}

/* An option whose name only ends like another one has no value of it. */
static void options_by_their_whole_name(void **state)
{
	(void)state;
	assert_string_equal(read_apart("[--go on] [--no-go off]", "go no-go="),
		"on --no-go=off ");
}

static void is_told(void *arg, const char *option, bool value)
{
	const struct command *c = arg;
	char text[80];
	const char *at;
	size_t n = snprintf(text, sizeof text, "--%s", option);

	for (at = c->usage; (at = strstr(at, text)); at++)
		if (strchr("]| ", at[n]) && value == (at[n] == ' ' &&
				!strchr("[|", at[n + 1])))
			return;
	fail_msg("usage of %s: %s is not there as the table has it", c->name,
		text);
}

static void every_option_is_in_the_usage(void **state)
{
	const struct command *c;

	(void)state;
	for (int i = 0; (c = command_at(i)); i++)
		usage_options(c, is_told, (void *)c);
	assert_true(command_at(30) != NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_values),
		cmocka_unit_test(what_belongs_to_a_word),
		cmocka_unit_test(options_by_their_whole_name),
		cmocka_unit_test(every_option_is_in_the_usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
