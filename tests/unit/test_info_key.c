/* A key in the body of an INFO, as phones and gateways write it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sip/info_key.h"

#define RELAY "application/dtmf-relay"
#define PLAIN "application/dtmf"

static void is_key(const char *type, const char *body, char key, int ms)
{
	struct info_key found = { 0 };

	assert_int_equal(info_key_read(type, body, &found), 200);
	assert_int_equal(found.key, key);
	assert_int_equal(found.duration_ms, ms);
}

static void is_refused(const char *type, const char *body, int status)
{
	struct info_key found = { 0 };

	assert_int_equal(info_key_read(type, body, &found), status);
	assert_int_equal(found.key, 0);
}

static void a_relay_names_key_and_duration(void **state)
{
	(void)state;
	is_key(RELAY, "Signal=5\r\nDuration=160\r\n", '5', 160);
	is_key("Application/DTMF-Relay", "signal = d\nduration = 40", 'D', 40);
	is_key(RELAY, "Duration=250\r\nSignal= *\r\n", '*', 250);
}

static void events_may_be_numbers(void **state)
{
	(void)state;
	is_key(RELAY, "Signal=10\r\n", '*', 100);
	is_key(PLAIN, "11", '#', 100);
	is_key(PLAIN, "15\r\n", 'D', 100);
}

static void a_plain_one_is_the_key(void **state)
{
	(void)state;
	is_key(PLAIN, "7", '7', 100);
	is_key(PLAIN, " #\r\n", '#', 100);
}

static void durations_are_bounded(void **state)
{
	(void)state;
	is_key(RELAY, "Signal=1\r\nDuration=-5\r\n", '1', 100);
	is_key(RELAY, "Signal=1\r\nDuration=99999999999999999999\r\n", '1',
		60000);
	is_key(RELAY, "Signal=1\r\nDuration=x\r\n", '1', 100);
}

static void what_is_no_key_is_refused(void **state)
{
	(void)state;
	is_refused(RELAY, "Duration=160\r\n", 400);
	is_refused(RELAY, "Signal=\r\n", 400);
	is_refused(RELAY, "Signal=E\r\n", 400);
	is_refused(RELAY, "", 400);
	is_refused(PLAIN, "16", 400);
	is_refused(PLAIN, "1x", 400);
	is_refused(PLAIN, "55", 400);
	is_refused(PLAIN, "", 400);
	is_refused("text/plain", "5", 415);
}

static void what_is_written_is_read(void **state)
{
	struct info_key key = { .key = '#', .duration_ms = 120 };
	char text[INFO_KEY_TEXT];

	(void)state;
	info_key_write(&key, text);
	assert_string_equal(text, "Signal=#\r\nDuration=120\r\n");
	is_key(RELAY, text, '#', 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_relay_names_key_and_duration),
		cmocka_unit_test(events_may_be_numbers),
		cmocka_unit_test(a_plain_one_is_the_key),
		cmocka_unit_test(durations_are_bounded),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(what_is_written_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
