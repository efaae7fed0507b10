/* Times as the protocol and as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

#include "times.h"

static void shown(void (*words)(int64_t, char *), int64_t ms,
	const char *wanted)
{
	char text[TIMES_TEXT];

	words(ms, text);
	assert_string_equal(text, wanted);
}

static void durations(void **state)
{
	(void)state;
	shown(times_duration, 133999, "02:13");
	shown(times_duration, 3733000, "1:02:13");
	shown(times_duration, -5, "00:00");
	shown(times_coarse, 7999, "0:07");
	shown(times_coarse, 133999, "2:10");
	shown(times_coarse, 600000, "10m");
	shown(times_coarse, 3900000, "1h05");
	assert_int_equal(times_duration_next(133999), 1);
	assert_int_equal(times_coarse_next(7400), 600);
	assert_int_equal(times_coarse_next(133000), 7000);
	assert_int_equal(times_coarse_next(300000), 60000);
}

static void times_of_the_protocol(void **state)
{
	(void)state;
	assert_int_equal(times_parse("1970-01-02T00:00:01.250Z"), 86401250);
	assert_int_equal(times_parse("1970-01-01T02:00:00+01:00"), 3600000);
	assert_int_equal(times_parse("yesterday"), 0);
	assert_int_equal(times_parse("1970-01-01T00:00:00"), 0);
	assert_int_equal(times_parse(NULL), 0);
}

static void days(void **state)
{
	const int64_t day = 86400000, now = 20411 * day + 52325000;
	char text[TIMES_TEXT];

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	times_day(now - 3600000, now, text);
	assert_string_equal(text, "13:32");
	times_day(now - 30 * day, now, text);
	assert_string_equal(text, "10-20");
	times_day(now - day, now, text);
	assert_string_equal(text, "Tue");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations),
		cmocka_unit_test(times_of_the_protocol),
		cmocka_unit_test(days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
