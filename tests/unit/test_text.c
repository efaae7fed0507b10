/* Text from outside is harmless when it is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"

static void expect(const char *text, const char *wanted)
{
	char *clean = text_clean(text, TEXT_CHARACTERS);

	assert_string_equal(clean, wanted);
	free(clean);
}

static void what_a_terminal_would_obey_is_gone(void **state)
{
	(void)state;
	expect("a\033[31mb\007\x7f\xc2\x9b" "c\x01", "a[31mbc");
	expect("a\nb\tc\r", "a b c");
	expect("\xff\xc0\x80\xed\xa0\x80", "??????");
}

static void directions_and_what_has_no_width_are_gone(void **state)
{
	(void)state;
	expect("a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x80\x8f\xd8\x9c", "abc");
	expect("a\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf" "b\xc2\xad" "c", "abc");
	/* letters that are written from the right stay in their order */
	expect("\xd7\x90\xd7\x91 12", "\xd7\x90\xd7\x91 12");
}

/* Terminals differ in how wide those are: what stands behind would move. */
static void an_emoji_is_one_picture(void **state)
{
	(void)state;
	expect("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
		"\xf0\x9f\x91\xa9\xf0\x9f\x91\xa7");
	expect("\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4");
	expect("\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd!", "\xf0\x9f\x91\x8d!");
}

static void four_marks_a_letter(void **state)
{
	char text[1 + 2 * 300 + 2] = "e", thai[3 + 3 * 300 + 1] =
		"\xe0\xb8\x81", *clean;

	(void)state;
	for (int i = 0; i < 300; i++) {
		memcpy(text + 1 + 2 * i, "\xcc\x81", 2);
		memcpy(thai + 3 + 3 * i, "\xe0\xb9\x89", 3);
	}
	strcat(text, "x");
	expect(text, "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81x");
	clean = text_clean(thai, TEXT_CHARACTERS);
	assert_int_equal(strlen(clean), 3 + 4 * 3);
	free(clean);
}

static void a_name_of_64_kib_is_cut_behind_its_marks(void **state)
{
	char *text = mem_new(65537), *clean;

	(void)state;
	for (int i = 0; i + 4 < 65536; i += 4)
		memcpy(text + i, "e\xcc\x81\033", 4);
	clean = text_clean(text, TEXT_CHARACTERS);
	assert_int_equal(strlen(clean), 3 * TEXT_CHARACTERS);
	free(clean);
	free(text);
}

static void a_text_is_cut_between_characters(void **state)
{
	const char *text = "ae\xcc\x81\xe6\x97\xa5";

	(void)state;
	assert_int_equal(text_fit(text, 99), 7);
	assert_int_equal(text_fit(text, 7), 7);
	assert_int_equal(text_fit(text, 6), 4);
	assert_int_equal(text_fit(text, 4), 4);
	assert_int_equal(text_fit(text, 3), 1);	/* no letter without its mark */
	assert_int_equal(text_fit(text, 1), 1);
	assert_int_equal(text_fit(text, 0), 0);
	assert_int_equal(text_fit("\xff\xff", 1), 1);
}

static void a_format_is_cut_between_characters(void **state)
{
	char text[8];

	(void)state;
	text_format(text, sizeof text, "%s", "abcde\xe6\x97\xa5");
	assert_string_equal(text, "abcde");
	text_format(text, sizeof text, "%s", "abcd\xe6\x97\xa5");
	assert_string_equal(text, "abcd\xe6\x97\xa5");
	/* not without its mark */
	text_format(text, sizeof text, "%s", "abcd\xe6\x97\xa5\xcc\x81");
	assert_string_equal(text, "abcd");
}

static void who_is_looked_for_needs_no_accents(void **state)
{
	static const char *const pairs[][2] = {
		{ "Zo\u00eb \u00c5ngstr\u00f6m", "zoe angstrom" },
		{ "Zoe\u0308", "zoe" }, { "\u0141\u00f3d\u017a", "lodz" },
		{ "Stra\u00dfe", "strase" }, { "\u00d7 \u00f7", "\u00d7 \u00f7" },
		{ "\u0414\u0418\u041c\u0410", "\u0434\u0438\u043c\u0430" },
		{ "a\xff", "a?" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char *folded = text_fold(pairs[i][0]);

		assert_string_equal(folded, pairs[i][1]);
		free(folded);
	}
}

/* The first of all: the locale is looked for once.  0: it was folded. */
static int fold_without_descriptors(void)
{
	struct rlimit none = { 0, 0 };
	char *folded;

	if (setrlimit(RLIMIT_NOFILE, &none))
		return 2;
	folded = text_fold("Ann");
	return strcmp(folded, "ann") != 0;
}

static void no_descriptor_is_left_for_the_locale(void **state)
{
	pid_t child = fork();
	int status = -1;

	(void)state;
	if (!child)
		_exit(fold_without_descriptors());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_descriptor_is_left_for_the_locale),
		cmocka_unit_test(who_is_looked_for_needs_no_accents),
		cmocka_unit_test(what_a_terminal_would_obey_is_gone),
		cmocka_unit_test(directions_and_what_has_no_width_are_gone),
		cmocka_unit_test(an_emoji_is_one_picture),
		cmocka_unit_test(four_marks_a_letter),
		cmocka_unit_test(a_name_of_64_kib_is_cut_behind_its_marks),
		cmocka_unit_test(a_text_is_cut_between_characters),
		cmocka_unit_test(a_format_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
