/* offhook-ui.conf changed in place: what nobody changed stays as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "settings_file.h"

/* meters = off and theme = mono, the others as usual. */
static void fill(struct settings *all)
{
	char why[SETTING_WHY];

	settings_init(all);
	assert_true(settings_set(all, settings_find("meters"), "off", why));
	assert_true(settings_set(all, settings_find("theme"), "mono", why));
}

static setting_set both(void)
{
	return settings_file_bit(settings_find("meters")) |
		settings_file_bit(settings_find("theme"));
}

static void becomes(const char *text, setting_set set, const char *wanted)
{
	struct settings all;
	char *merged;

	fill(&all);
	merged = settings_file_merge(text, &all, set);
	assert_string_equal(merged, wanted);
	free(merged);
	settings_clear(&all);
}

static void a_value_changes_where_it_stands(void **state)
{
	(void)state;
	becomes("# mine\nmeters = on   # loud\n\nstrange = 1\ntheme=\"light\"\n",
		both(), "# mine\nmeters = off   # loud\n\nstrange = 1\n"
		"theme = mono\n");
}

static void what_was_not_set_stands_at_the_end(void **state)
{
	(void)state;
	becomes("", both(), "meters = off\ntheme = mono\n");
	becomes("copy = on", settings_file_bit(settings_find("meters")),
		"copy = on\nmeters = off\n");
}

static void the_others_are_left_alone(void **state)
{
	(void)state;
	becomes("theme = light\nmeters = on\n",
		settings_file_bit(settings_find("meters")),
		"theme = light\nmeters = off\n");
	becomes("theme = light\n", 0, "theme = light\n");
}

static void a_wrong_value_is_put_right_every_time_it_stands_there(void **state)
{
	(void)state;
	becomes("meters = \"per haps\nmeters = on\n",
		settings_file_bit(settings_find("meters")),
		"meters = off\nmeters = off\n");
}

static void a_sharp_in_quotes_starts_no_comment(void **state)
{
	(void)state;
	becomes("theme = \"a#b\" # why\n",
		settings_file_bit(settings_find("theme")),
		"theme = mono # why\n");
}

static void a_value_with_blanks_can_be_read_again(void **state)
{
	struct settings all, again;
	char why[SETTING_WHY], file[] = "/tmp/offhook-settings-XXXXXX";
	const struct setting *dir = settings_find("save_dir");
	int fd = mkstemp(file);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	settings_init(&all);
	assert_true(settings_set(&all, dir, "/a b/it's # \\ one", why));
	assert_int_equal(settings_file_write(file, &all,
		settings_file_bit(dir)), 0);
	settings_init(&again);
	settings_read(&again, file, NULL, NULL);
	assert_string_equal(again.save_dir, all.save_dir);
	settings_clear(&all);
	settings_clear(&again);
	unlink(file);
}

/* A folder of its own, with folders that are missing, and a link. */
static void folders_are_made_and_links_stay_links(void **state)
{
	char folder[] = "/tmp/offhook-settings-XXXXXX";
	char *file, *link;
	struct settings all;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(folder));
	file = mem_format("%s/a/b/offhook-ui.conf", folder);
	link = mem_format("%s/link", folder);
	fill(&all);
	assert_int_equal(settings_file_write(file, &all, both()), 0);
	assert_int_equal(symlink(file, link), 0);
	assert_int_equal(chmod(file, 0640), 0);
	assert_int_equal(settings_file_write(link, &all, both()), 0);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_not_equal(settings_file_write(folder, &all, both()), 0);
	settings_clear(&all);
	unlink(link);
	unlink(file);
	*strrchr(file, '/') = '\0';
	rmdir(file);
	*strrchr(file, '/') = '\0';
	rmdir(file);
	assert_int_equal(rmdir(folder), 0);
	free(file);
	free(link);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_changes_where_it_stands),
		cmocka_unit_test(what_was_not_set_stands_at_the_end),
		cmocka_unit_test(the_others_are_left_alone),
		cmocka_unit_test(
			a_wrong_value_is_put_right_every_time_it_stands_there),
		cmocka_unit_test(a_sharp_in_quotes_starts_no_comment),
		cmocka_unit_test(a_value_with_blanks_can_be_read_again),
		cmocka_unit_test(folders_are_made_and_links_stay_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
