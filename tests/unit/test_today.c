/* The calls of a day, and who is to be called back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "times.h"
#include "today.h"

#define NOON "2026-11-19T12:00:00Z"

static struct record *call(const char *user, const char *created,
	const char *kind)
{
	char text[500];
	json_t *o;
	struct record *r;

	snprintf(text, sizeof text, "{\"id\":1,\"created\":\"%s\",%s,"
		"\"remote\":{\"uri\":\"sip:%s@pbx.example.net\"}}", created,
		kind, user);
	o = json_loads(text, 0, NULL);
	assert_non_null(o);
	r = record_read(o);
	json_decref(o);
	return r;
}

#define MISSED "\"direction\":\"incoming\",\"missed\":true"
#define OUT "\"direction\":\"outgoing\",\"established\":" \
	"\"2026-11-19T10:00:00Z\",\"ended\":\"2026-11-19T10:01:40Z\""
#define REFUSED "\"direction\":\"incoming\",\"missed\":false"

static void load(struct today *t, struct record **records, int n)
{
	today_load(t, records, n, times_parse(NOON));
	while (n--)
		record_free(records[n]);
}

static void calls_of_the_day_are_counted(void **state)
{
	struct today t = { 0 };
	struct record *all[] = {
		call("1", "2026-11-19T11:00:00Z", MISSED),
		call("2", "2026-11-19T10:00:00Z", OUT),
		call("3", "2026-11-19T00:00:00Z", REFUSED),
		call("4", "2026-11-18T23:59:59Z", OUT),
	};

	(void)state;
	load(&t, all, 4);
	assert_int_equal(t.in, 1);
	assert_int_equal(t.out, 1);
	assert_int_equal(t.missed, 1);
	assert_int_equal(t.talked_ms, 100000);
	today_clear(&t);
}

static void who_called_in_vain_is_owed_a_call(void **state)
{
	struct today t = { 0 };
	struct record *all[] = {	/* the newest is first */
		call("1", "2026-11-19T11:30:00Z", MISSED),
		call("2", "2026-11-19T11:00:00Z", OUT),
		call("3", "2026-11-18T12:00:00Z", MISSED),
		call("2", "2026-11-18T11:00:00Z", MISSED),
		call("1", "2026-11-18T10:00:00Z", MISSED),
	}, *back;

	(void)state;
	load(&t, all, 5);
	assert_int_equal(t.n_owed, 2);
	assert_string_equal(t.owed[0].party, "1");
	assert_int_equal(t.owed[0].times, 2);
	assert_string_equal(t.owed[1].party, "3");
	back = call("1", "2026-11-19T11:59:00Z", OUT);
	today_add(&t, back);
	record_free(back);
	assert_int_equal(t.n_owed, 1);
	assert_string_equal(t.owed[0].party, "3");
	today_clear(&t);
}

static void only_so_many_are_kept(void **state)
{
	struct today t = { 0 };
	struct record *all[2 * TODAY_OWED];
	char user[8];

	(void)state;
	for (int i = 0; i < 2 * TODAY_OWED; i++) {
		snprintf(user, sizeof user, "%d", i);
		all[i] = call(user, "2026-11-19T11:00:00Z", MISSED);
	}
	load(&t, all, 2 * TODAY_OWED);
	assert_int_equal(t.n_owed, TODAY_OWED);
	assert_string_equal(t.owed[0].party, "0");
	today_clear(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_of_the_day_are_counted),
		cmocka_unit_test(who_called_in_vain_is_owed_a_call),
		cmocka_unit_test(only_so_many_are_kept),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
