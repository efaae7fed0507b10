/* The rows of the list of calls: which, in which order, which are pinned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "call_rows.h"

/* One letter a call, in the order of their numbers: a active, r ringing, x and
 * y in a conference. */
static struct model *calls(const char *kinds)
{
	struct model *m = model_new();
	char text[200];

	for (int i = 0; kinds[i]; i++) {
		const char *state = kinds[i] == 'r' ? "establishing" :
			"established";
		json_t *params;

		snprintf(text, sizeof text, "{\"session\":{\"id\":%d,"
			"\"state\":\"%s\",\"direction\":\"incoming\","
			"\"conference\":%d}}", i + 1, state,
			kinds[i] == 'x' ? 1 : kinds[i] == 'y' ? 2 : 0);
		params = json_loads(text, 0, NULL);
		model_apply(m, "session.created", params);
		json_decref(params);
	}
	return m;
}

/* "1 + 2 3": ids, and + for a conference. */
static void rows_are(const char *kinds, int room, const char *wanted)
{
	struct model *m = calls(kinds);
	struct call_rows r = call_rows_make(m, room);
	char text[100] = "";

	for (int i = 0; i < r.n; i++) {
		char one[12];

		snprintf(one, sizeof one, "%s%d", i ? " " : "",
			r.items[i].session ? r.items[i].session->id : 0);
		strcat(text, one);
	}
	assert_string_equal(text, wanted);
	call_rows_clear(&r);
	model_free(m);
}

static void rows_stand_by_number(void **state)
{
	(void)state;
	rows_are("", 5, "");
	rows_are("ara", 5, "1 2 3");
}

static void members_stand_below_their_conference(void **state)
{
	(void)state;
	rows_are("axax", 9, "1 0 2 4 3");
	rows_are("xyxy", 9, "0 1 3 0 2 4");
}

static void who_rings_is_on_top_where_not_all_fit(void **state)
{
	(void)state;
	rows_are("aaara", 4, "4 1 2 3 5");
	rows_are("aaara", 5, "1 2 3 4 5");
	rows_are("rrrraa", 4, "1 2 3 4 5 6");	/* half of the rows at most */
	rows_are("aaara", 0, "1 2 3 4 5");	/* none of them is shown */
}

static void a_step_goes_from_call_to_call(void **state)
{
	struct model *m = calls("axxa");	/* 1 + 2 3 4 */
	struct call_rows r = call_rows_make(m, 9);

	(void)state;
	assert_int_equal(call_rows_step(&r, 0, 1), 2);
	assert_int_equal(call_rows_step(&r, 2, -1), 0);
	assert_int_equal(call_rows_step(&r, 0, -1), 0);
	assert_int_equal(call_rows_step(&r, -1, 1), 0);
	assert_int_equal(call_rows_step(&r, 0, 100000), 4);
	assert_int_equal(call_rows_step(&r, r.n, -1), 4);
	assert_int_equal(call_rows_find(&r, 3), 3);
	assert_int_equal(call_rows_find(&r, 7), -1);
	assert_int_equal(call_rows_count(&r, 1), 3);
	call_rows_clear(&r);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_stand_by_number),
		cmocka_unit_test(members_stand_below_their_conference),
		cmocka_unit_test(who_rings_is_on_top_where_not_all_fit),
		cmocka_unit_test(a_step_goes_from_call_to_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
