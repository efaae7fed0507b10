/* What a recording's file is called, whoever chose his own name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/record_name.h"

static char *name(const char *pattern, const char *remote)
{
	const struct record_fields f = { .wall_ms = 1764323105000,
		.remote = remote, .account = "work", .session = 7 };

	return record_name(pattern, &f);
}

static void assert_name(const char *pattern, const char *remote,
	const char *expected)
{
	char *text = name(pattern, remote);

	assert_string_equal(text, expected);
	free(text);
}

static int in_utc(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

static void every_field_has_its_value(void **state)
{
	(void)state;
	assert_name("{date}-{remote}-{session}", "alice",
		"2025-11-28-alice-7");
	assert_name("{account} at {time}", "alice", "work at 094505");
	assert_name("plain", "alice", "plain");
}

static void a_hostile_name_stays_in_the_folder(void **state)
{
	(void)state;
	assert_name("{remote}", "../../etc/passwd", "_.._etc_passwd");
	assert_name("{remote}", "/etc/passwd", "_etc_passwd");
	assert_name("{remote}", ".bashrc", "bashrc");
	assert_name("{remote}", "--help", "help");
	assert_name("{remote}", "a b\tc;rm -rf *", "a_b_c_rm_-rf__");
	assert_name("{remote}", "$(reboot)`x`\"'\\|<>?*:",
		"__reboot__x__________");
	assert_name("{remote}", "{date}", "_date_");
}

static void a_name_of_dots_is_a_call(void **state)
{
	(void)state;
	assert_name("{remote}", "..", "call");
	assert_name("{remote}", ".", "call");
	assert_name("{remote}", "", "unknown");
	assert_name("{remote}", NULL, "unknown");
}

static void letters_of_any_language_stay(void **state)
{
	(void)state;
	assert_name("{remote}", "+44 20 7946", "+44_20_7946");
	assert_name("{remote}", "J\xc3\xb6rg\xe2\x80\xae@b", "J\xc3\xb6rg@b");
	assert_name("{remote}", "\xff\xfe", "__");
}

static void an_endless_name_is_cut(void **state)
{
	char remote[10001], *text;

	(void)state;
	memset(remote, 'x', 10000);
	remote[10000] = '\0';
	text = name("{remote}", remote);
	assert_int_equal(strlen(text), RECORD_FIELD_MAX);
	free(text);
	text = name("{remote}{remote}{remote}{remote}{session}", remote);
	assert_true(strlen(text) <= RECORD_NAME_MAX);
	free(text);
}

static void an_unknown_field_is_known_for_that(void **state)
{
	(void)state;
	assert_true(record_name_understands("{date}-{remote}-{session}"));
	assert_true(record_name_understands("{account}{time} x}"));
	assert_false(record_name_understands("{when}"));
	assert_false(record_name_understands("{date"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_has_its_value),
		cmocka_unit_test(a_hostile_name_stays_in_the_folder),
		cmocka_unit_test(a_name_of_dots_is_a_call),
		cmocka_unit_test(letters_of_any_language_stay),
		cmocka_unit_test(an_endless_name_is_cut),
		cmocka_unit_test(an_unknown_field_is_known_for_that),
	};

	return cmocka_run_group_tests(tests, in_utc, NULL);
}
