/* offhook-ui.conf becomes settings; a mistake costs its line and is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "settings.h"
#include "settings_line.h"

struct heard {
	struct settings settings;
	char file[64], said[4096];
	int n;
};

static void on_mistake(void *arg, const char *text)
{
	struct heard *h = arg;
	size_t n = strlen(h->said);

	snprintf(h->said + n, sizeof h->said - n, "%s\n",
		text + strlen(h->file));
	h->n++;
}

static int setup(void **state)
{
	struct heard *h = mem_new_of(struct heard);
	int fd;

	strcpy(h->file, "/tmp/offhook-settings-XXXXXX");
	fd = mkstemp(h->file);
	assert_true(fd >= 0);
	close(fd);
	settings_init(&h->settings);
	*state = h;
	return 0;
}

static int teardown(void **state)
{
	struct heard *h = *state;

	unlink(h->file);
	settings_clear(&h->settings);
	free(h);
	return 0;
}

static void read_bytes(struct heard *h, const char *bytes, size_t n)
{
	FILE *f = fopen(h->file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
	settings_read(&h->settings, h->file, on_mistake, h);
}

static void read_text(struct heard *h, const char *text)
{
	read_bytes(h, text, strlen(text));
}

static void values_are_taken_whatever_is_around_them(void **state)
{
	struct heard *h = *state;

	read_text(h, "# a comment\n\n\t meters=off # slow line\r\n"
		"glyphs = \"ascii\"\ncolour   = 'off'");
	assert_string_equal(h->said, "");
	assert_false(h->settings.meters);
	assert_int_equal(h->settings.glyphs, GLYPHS_ASCII);
	assert_int_equal(h->settings.colour, COLOUR_OFF);
}

static void a_mistake_costs_its_line_and_says_which(void **state)
{
	struct heard *h = *state;

	read_text(h, "# one\n# two\nmeters = perhaps\ncolor = off\nglyphs\n"
		"glyphs = \"ascii\ncolour = off 7\nglyphs = ascii\n");
	assert_string_equal(h->said,
		":3: meters = \"perhaps\": expected on or off\n"
		":4: there is no setting \"color\": offhook-ui.conf(5) lists "
		"them\n"
		":5: expected a line like: meters = off\n"
		":6: expected one value, in quotes if it holds blanks, of less "
		"than 256 bytes\n"
		":7: expected one value, in quotes if it holds blanks, of less "
		"than 256 bytes\n");
	assert_int_equal(h->settings.glyphs, GLYPHS_ASCII);
	assert_int_equal(h->settings.colour, COLOUR_AUTO);
	assert_true(h->settings.meters);
}

static void a_file_that_is_none_is_told_of_once(void **state)
{
	static const char zero[] = "meters = off\n\0\n";
	struct heard *h = *state;
	char *large = mem_new(70000);

	read_bytes(h, zero, sizeof zero);
	memset(large, '#', 70000);
	read_bytes(h, large, 70000);
	settings_read(&h->settings, "/tmp", on_mistake, h);
	assert_int_equal(h->n, 3);
	settings_read(&h->settings, "/nowhere/at/all", on_mistake, h);
	assert_int_equal(h->n, 3);
	assert_true(h->settings.meters);
	free(large);
}

static void escapes_in_a_file_reach_nobody(void **state)
{
	struct heard *h = *state;

	read_text(h, "meters = \"\033]0;x\007\"\n\033[2J = on\n");
	assert_int_equal(h->n, 2);
	assert_null(strchr(h->said, '\033'));
	assert_null(strchr(h->said, '\007'));
}

static void every_setting_takes_its_own_text(void **state)
{
	struct heard *h = *state;
	const struct setting *s;
	char text[SETTING_TEXT_MAX], why[SETTING_WHY];

	for (int i = 0; (s = settings_at(i)); i++) {
		settings_text(&h->settings, s, text);
		assert_string_equal(text, s->usual);
		assert_true(settings_set(&h->settings, s, text, why));
		assert_ptr_equal(settings_find(s->name), s);
	}
}

static char *in_example(const struct setting *s)
{
	const char *quote = s->kind == SETTING_TEXT ? "\"" : "";

	return mem_format("\n%s = %s%s%s", s->name, quote, s->usual, quote);
}

static char *in_manual(const struct setting *s)
{
	bool word = s->kind == SETTING_WORD || s->kind == SETTING_SWITCH;

	return *s->usual ? mem_format("\n.It Ic %s %s %s", s->name,
		word ? "Cm" : "Ar", s->usual) :
		mem_format("\n.It Ic %s ", s->name);
}

/* The page and the example name every setting with its default. */
static void manual_and_example_say_what_the_table_says(void **state)
{
	static const char *const files[] = { "man/offhook-ui.conf.5",
		"share/offhook-ui.conf" };
	const struct setting *s;

	(void)state;
	for (int f = 0; f < 2; f++) {
		char *path = mem_format("%s/%s",
			getenv("OFFHOOK_SOURCE"), files[f]);
		FILE *file = fopen(path, "r");
		char *text = mem_new(1 << 16);

		assert_non_null(file);
		assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
		fclose(file);
		for (int i = 0; (s = settings_at(i)); i++) {
			char *want = f ? in_example(s) : in_manual(s);

			if (!strstr(text, want))
				fail_msg("%s: no \"%s\"", files[f], want + 1);
			free(want);
		}
		free(text);
		free(path);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_are_taken_whatever_is_around_them),
		TEST(a_mistake_costs_its_line_and_says_which),
		TEST(a_file_that_is_none_is_told_of_once),
		TEST(escapes_in_a_file_reach_nobody),
		TEST(every_setting_takes_its_own_text),
		TEST(manual_and_example_say_what_the_table_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
