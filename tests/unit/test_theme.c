/* Themes as text, and colours on terminals that have fewer of them. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "colour.h"
#include "text_file.h"
#include "theme_text.h"
#include "themes.h"

struct heard {
	char said[2048];
};

static void on_mistake(void *arg, int line, const char *what)
{
	struct heard *h = arg;
	size_t n = strlen(h->said);

	snprintf(h->said + n, sizeof h->said - n, "%d: %.24s\n", line, what);
}

static void on_text(void *arg, const char *text)
{
	on_mistake(arg, 0, text);
}

static void expect(struct look look, unsigned attributes, int colour, int on)
{
	assert_int_equal(look.attributes, attributes);
	assert_int_equal(look.colour, colour);
	assert_int_equal(look.on, on);
}

static void a_line_a_role(void **state)
{
	struct look looks[ROLES] = { { 0, -1, -1 } };
	struct heard h = { "" };

	(void)state;
	theme_text_read(looks, "# mine\n\n ok = bold\tgreen\r\n"
		"alert=reverse 208 on black\nerror = underline bold #ff0080\n"
		"select = on bright-blue\nheading =\n", on_mistake, &h);
	assert_string_equal(h.said, "");
	expect(looks[ROLE_OK], LOOK_BOLD, 2, -1);
	expect(looks[ROLE_ALERT], LOOK_REVERSE, 208, 0);
	expect(looks[ROLE_ERROR], LOOK_BOLD | LOOK_UNDERLINE,
		COLOUR_MIXED | 0xff0080, -1);
	expect(looks[ROLE_SELECT], 0, -1, 12);
	expect(looks[ROLE_HEADING], 0, -1, -1);
}

static void a_mistake_costs_its_line(void **state)
{
	struct look looks[ROLES] = { { 0, -1, -1 } };
	struct heard h = { "" };

	(void)state;
	theme_text_read(looks, "dim\nfoo = red\nok = gren\nok = red on\n"
		"ok = red green\nok = #12345\nok = 256\nok = red on blue on\n"
		"ok = -1\nwarning = yellow\n", on_mistake, &h);
	assert_string_equal(h.said, "1: expected a role, \"=\", an\n"
		"2: \"foo\" is no role: normal\n3: \"gren\": expected attribu\n"
		"4: a colour is missing behi\n5: \"green\": expected attrib\n"
		"6: \"#12345\": expected attri\n7: \"256\": expected attribut\n"
		"8: \"on\": expected attribute\n9: \"-1\": expected attribute\n");
	expect(looks[ROLE_WARNING], 0, 3, -1);
	expect(looks[ROLE_OK], 0, 0, 0);
}

static void fewer_colours_are_the_nearest_ones(void **state)
{
	(void)state;
	assert_int_equal(colour_nearest(COLOUR_DEFAULT, 8), -1);
	assert_int_equal(colour_nearest(196, 256), 196);
	assert_int_equal(colour_nearest(196, 16), 9);
	assert_int_equal(colour_nearest(196, 8), 1);
	assert_int_equal(colour_nearest(9, 8), 1);
	assert_int_equal(colour_nearest(9, 16), 9);
	assert_true(colour_needs_bold(9, 8));
	assert_false(colour_needs_bold(9, 16));
	assert_int_equal(colour_nearest(COLOUR_MIXED | 0xff0000, 256), 196);
	assert_int_equal(colour_nearest(COLOUR_MIXED | 0x080808, 256), 232);
	assert_int_equal(colour_nearest(COLOUR_MIXED | 0x123456, 1 << 24),
		0x123456);
	assert_int_equal(colour_nearest(196, 1 << 24), 0xff0000);
	assert_int_equal(colour_nearest(3, 1 << 24), 3);
	assert_int_equal(colour_nearest(130, 88), 1);
}

/* Of the sixteen, for the background that is the terminal's own. */
static void never_blue(const char *name)
{
	const struct look *looks = themes_find(name);

	for (int i = 0; i < ROLES; i++) {
		assert_int_not_equal(looks[i].colour, 4);
		if (looks[i].colour >= 0 && looks[i].on < 0)
			assert_int_not_equal(colour_nearest(looks[i].colour, 8),
				4);
	}
}

static void built_in_themes_have_no_mistake_and_no_blue(void **state)
{
	struct heard h = { "" };
	const char *name;
	int n = 0;

	(void)state;
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	assert_null(themes_check("any"));
	assert_non_null(themes_check("../any"));
	assert_non_null(themes_check(""));
	themes_read(on_text, &h);
	assert_string_equal(h.said, "");
	for (; (name = themes_name(n)); n++)
		never_blue(name);
	assert_true(n >= 5);
	assert_non_null(themes_check("any"));
	assert_null(themes_check("high-contrast"));
	themes_free();
}

/* Nothing that only a colour tells. */
static void mono_has_no_colour(void **state)
{
	struct heard h = { "" };
	const struct look *looks;

	(void)state;
	themes_read(on_text, &h);
	looks = themes_find("mono");
	for (int i = 0; i < ROLES; i++)
		expect(looks[i], looks[i].attributes, -1, -1);
	assert_true(looks[ROLE_ALERT].attributes & LOOK_REVERSE);
	assert_true(looks[ROLE_SELECT].attributes & LOOK_REVERSE);
	themes_free();
}

static void files_of_the_person_come_first(void **state)
{
	char folder[] = "/tmp/offhook-themes-XXXXXX";
	struct heard h = { "" };
	char *path;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(folder));
	setenv("XDG_CONFIG_HOME", folder, 1);
	path = mem_format("mkdir -p %s/offhook/themes", folder);
	assert_int_equal(system(path), 0);
	free(path);
	path = mem_format("%s/offhook/themes/light", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("ok = cyan\nerror = rot\n", f);
	fclose(f);
	free(path);
	themes_read(on_text, &h);
	assert_non_null(strstr(h.said, "0: /tmp/offhook-themes"));
	expect(themes_find("light")[ROLE_OK], 0, 6, -1);
	expect(themes_find("light")[ROLE_ERROR], LOOK_BOLD, 1, -1);
	assert_non_null(themes_find("mono"));
	themes_free();
	path = mem_format("rm -r %s", folder);
	assert_int_equal(system(path), 0);
	free(path);
}

static int shipped(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void themes_that_come_with_us_have_no_mistake(void **state)
{
	const char *source = getenv("OFFHOOK_SOURCE");
	char *folder = mem_format("%s/share/themes", source ? source : ".");
	struct look looks[ROLES];
	struct heard h = { "" };
	struct dirent **entries;
	int n = scandir(folder, &entries, shipped, alphasort);

	(void)state;
	assert_true(n > 0);
	while (n--) {
		char *path = mem_format("%s/%s", folder, entries[n]->d_name);
		const char *why;
		char *text = text_file_read(path, &why);

		assert_non_null(text);
		assert_null(themes_check(entries[n]->d_name));
		theme_text_read(looks, text, on_mistake, &h);
		free(text);
		free(path);
		free(entries[n]);
	}
	free(entries);
	free(folder);
	assert_string_equal(h.said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_a_role),
		cmocka_unit_test(a_mistake_costs_its_line),
		cmocka_unit_test(fewer_colours_are_the_nearest_ones),
		cmocka_unit_test(built_in_themes_have_no_mistake_and_no_blue),
		cmocka_unit_test(mono_has_no_colour),
		cmocka_unit_test(files_of_the_person_come_first),
		cmocka_unit_test(themes_that_come_with_us_have_no_mistake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
