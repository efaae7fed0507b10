/* The phone's name is made once, and kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/instance_id.h"

struct place {
	char folder[64], file[96];
};

static int set_up(void **state)
{
	struct place *p = mem_new_of(struct place);

	*state = p;
	strcpy(p->folder, "/tmp/offhook-instance-XXXXXX");
	if (!mkdtemp(p->folder))
		return -1;
	snprintf(p->file, sizeof p->file, "%s/instance-id", p->folder);
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	unlink(p->file);
	rmdir(p->file);
	rmdir(p->folder);
	free(p);
	return 0;
}

static void put(const struct place *p, const char *text)
{
	FILE *file = fopen(p->file, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void it_is_a_random_uuid(void **state)
{
	struct place *p = *state;
	char id[INSTANCE_ID_TEXT], other[INSTANCE_ID_TEXT];

	assert_true(instance_id(p->folder, id));
	assert_int_equal(strlen(id), INSTANCE_ID_TEXT - 1);
	assert_memory_equal(id, "urn:uuid:", 9);
	assert_int_equal(id[9 + 14], '4');
	assert_non_null(strchr("89ab", id[9 + 19]));
	unlink(p->file);
	assert_true(instance_id(p->folder, other));
	assert_string_not_equal(id, other);
}

static void it_is_the_same_at_the_next_start(void **state)
{
	struct place *p = *state;
	char id[INSTANCE_ID_TEXT], again[INSTANCE_ID_TEXT];
	struct stat about;

	assert_true(instance_id(p->folder, id));
	assert_true(instance_id(p->folder, again));
	assert_string_equal(id, again);
	assert_int_equal(stat(p->file, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
}

static void what_is_no_uuid_is_made_anew(void **state)
{
	static const char *const wrong[] = { "", "\n", "urn:uuid:",
		"urn:uuid:00000000-0000-4000-8000-00000000000",
		"urn:uuid:00000000-0000-4000-8000-0000000000010",
		"urn:uuid:00000000-0000-4000-8000-00000000000g",
		"urn:uuid:00000000x0000-4000-8000-000000000001",
		"uri:uuid:00000000-0000-4000-8000-000000000001",
		"\">, <sip:evil@example.net>;x=\"0000000000000000" };
	struct place *p = *state;
	char id[INSTANCE_ID_TEXT];

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		put(p, wrong[i]);
		assert_true(instance_id(p->folder, id));
		assert_string_not_equal(id, wrong[i]);
		assert_int_equal(strlen(id), INSTANCE_ID_TEXT - 1);
	}
}

static void one_written_by_hand_holds(void **state)
{
	static const char ours[] =
		"urn:uuid:00000000-0000-4000-8000-00000000000A";
	struct place *p = *state;
	char id[INSTANCE_ID_TEXT];

	put(p, ours);
	assert_true(instance_id(p->folder, id));
	assert_string_equal(id, ours);
}

static void a_disk_that_does_not_take_it_gives_one_for_this_run(void **state)
{
	struct place *p = *state;
	char id[INSTANCE_ID_TEXT];

	assert_int_equal(mkdir(p->file, 0700), 0);
	assert_false(instance_id(p->folder, id));
	assert_int_equal(strlen(id), INSTANCE_ID_TEXT - 1);
	assert_false(instance_id("/nowhere/at/all", id));
}

#define WITH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(it_is_a_random_uuid),
		WITH(it_is_the_same_at_the_next_start),
		WITH(what_is_no_uuid_is_made_anew),
		WITH(one_written_by_hand_holds),
		WITH(a_disk_that_does_not_take_it_gives_one_for_this_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
