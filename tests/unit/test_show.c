/* Objects of the protocol, in words that a terminal can be given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "oneshot/show.h"

static void assert_shown(void (*show)(const json_t *, char *), const char *json,
	const char *expected)
{
	json_t *object = json_loads(json, 0, NULL);
	char line[SHOW_LINE];

	assert_non_null(object);
	show(object, line);
	assert_string_equal(line, expected);
	json_decref(object);
}

static void a_session_is_one_line_that_begins_with_its_id(void **state)
{
	(void)state;
	assert_shown(show_session, "{\"id\":12,\"number\":3,\"state\":"
		"\"terminated\",\"progress\":null,\"direction\":\"incoming\","
		"\"remote\":{\"uri\":\"sip:a@b\",\"display_name\":\"Ann\"},"
		"\"established\":\"2026-11-21T10:00:00.000Z\","
		"\"ended\":\"2026-11-21T11:01:05.900Z\",\"muted\":true,"
		"\"end\":{\"by\":\"remote\",\"status\":200,\"reason\":\"bye\"}}",
		"12   %3   terminated   <- sip:a@b (Ann)                        "
		"1:01:05 muted by remote 200 bye");
}

static void what_goes_on_beside_the_talk_is_told(void **state)
{
	(void)state;
	assert_shown(show_session, "{\"id\":1,\"number\":1,\"state\":"
		"\"established\",\"direction\":\"outgoing\",\"remote\":"
		"{\"uri\":\"sip:a@b\"},\"recording\":{\"state\":\"recording\"},"
		"\"playing\":{},\"tap\":null,\"end\":null}",
		"1    %1   established  -> sip:a@b"
		"                              recorded hears a file");
	assert_shown(show_session, "{\"id\":1,\"number\":1,\"state\":"
		"\"established\",\"direction\":\"outgoing\",\"remote\":"
		"{\"uri\":\"sip:a@b\"},\"recording\":{\"state\":\"paused\"},"
		"\"playing\":null,\"tap\":{},\"end\":null}",
		"1    %1   established  -> sip:a@b"
		"                              recording paused tapped");
}

static void how_it_is_encrypted_is_told(void **state)
{
	(void)state;
	assert_shown(show_session, "{\"id\":1,\"number\":1,\"state\":"
		"\"established\",\"direction\":\"outgoing\",\"remote\":"
		"{\"uri\":\"sip:a@b\"},\"media\":{\"security\":\"dtls\","
		"\"suite\":\"AEAD_AES_256_GCM\"},\"muted\":true}",
		"1    %1   established  -> sip:a@b"
		"                              "
		"encrypted (dtls, AEAD_AES_256_GCM) muted");
	assert_shown(show_session, "{\"id\":1,\"number\":1,\"state\":"
		"\"established\",\"direction\":\"outgoing\",\"remote\":"
		"{\"uri\":\"sip:a@b\"},\"media\":{\"security\":\"none\"}}",
		"1    %1   established  -> sip:a@b"
		"                              NOT encrypted");
	assert_shown(show_session, "{\"id\":1,\"number\":1,\"state\":"
		"\"established\",\"direction\":\"outgoing\",\"remote\":"
		"{\"uri\":\"sip:a@b\"},\"media\":{\"security\":\"dtls\","
		"\"suite\":null,\"keying_problem\":\"no answer\"}}",
		"1    %1   established  -> sip:a@b"
		"                              NO keys (dtls)");
}

static void whom_an_account_believes_is_told(void **state)
{
	(void)state;
	assert_shown(show_account, "{\"name\":\"work\",\"aor\":\"sip:a@b\","
		"\"registration\":{\"state\":\"registered\",\"status\":200},"
		"\"tls\":{\"version\":\"TLSv1.3\",\"verify\":\"full\","
		"\"expires\":\"2027-01-03T08:00:00Z\",\"own_expires\":null}}",
		"work         sip:a@b                              registered   "
		"TLSv1.3, verified (full) certificate until 2027-01-03");
	assert_shown(show_account, "{\"name\":\"work\",\"aor\":\"sip:a@b\","
		"\"registration\":{\"state\":\"registering\"},"
		"\"tls\":{\"version\":null,\"verify\":\"off\"}}",
		"work         sip:a@b                              registering  "
		"TLS, NOT verified");
	assert_shown(show_account, "{\"name\":\"work\",\"aor\":\"sip:a@b\","
		"\"registration\":{\"state\":\"failed\",\"status\":503,"
		"\"reason\":\"TLS: it has expired\"},"
		"\"tls\":{\"version\":null,\"verify\":\"full\",\"problem\":"
		"\"TLS: it has expired\",\"pin\":\"AbC=\"}}",
		"work         sip:a@b                              failed       "
		"TLS: it has expired (the key that was shown: tls_pin = "
		"\"AbC=\")");
}

static void progress_says_more_than_establishing(void **state)
{
	(void)state;
	assert_shown(show_session, "{\"id\":1,\"number\":1,\"state\":"
		"\"establishing\",\"progress\":\"ringing\",\"direction\":"
		"\"outgoing\",\"remote\":{\"uri\":\"sip:a@b\"},\"end\":null}",
		"1    %1   ringing      -> sip:a@b");
}

static void columns_count_characters_and_not_bytes(void **state)
{
	json_t *object = json_loads("{\"name\":\"\xc3\xa4\xc3\xb6\","
		"\"aor\":\"sip:a@b\",\"registration\":{\"state\":\"failed\","
		"\"status\":403,\"reason\":\"Forbidden\","
		"\"next_attempt_in_s\":9}}", 0, NULL);
	char line[SHOW_LINE];

	(void)state;
	show_account(object, line);
	assert_string_equal(line, "\xc3\xa4\xc3\xb6           sip:a@b"
		"                              failed       403 Forbidden "
		"(again in 9 s)");
	json_decref(object);
}

static void what_is_missing_or_hostile_is_shown_all_the_same(void **state)
{
	char line[SHOW_LINE];
	json_t *object = json_loads("{\"remote\":{\"uri\":\"\\u001b[2J\\n\\u202e"
		"x\"},\"end\":7}", 0, NULL);
	char *endless = calloc(1, 4 * SHOW_LINE);

	(void)state;
	show_session(object, line);
	assert_null(strpbrk(line, "\x1b\n"));
	memset(endless, 'x', 4 * SHOW_LINE - 1);
	json_object_set_new(object, "state", json_string(endless));
	show_session(object, line);
	assert_true(strlen(line) < SHOW_LINE);
	show_call(object, line);
	show_account(object, line);
	show_event(object, line);
	free(endless);
	json_decref(object);
}

static void an_event_is_told_with_what_only_it_knows(void **state)
{
	json_t *object = json_loads("{\"topic\":\"session.dtmf\",\"seq\":7,"
		"\"time\":\"2026-11-21T10:00:00.000Z\",\"tone\":\"5\","
		"\"duration_ms\":100}", 0, NULL);
	char line[SHOW_LINE];

	(void)state;
	show_event(object, line);
	assert_non_null(strstr(line, "session.dtmf       tone=5 duration_ms=100"));
	json_decref(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_is_one_line_that_begins_with_its_id),
		cmocka_unit_test(what_goes_on_beside_the_talk_is_told),
		cmocka_unit_test(how_it_is_encrypted_is_told),
		cmocka_unit_test(whom_an_account_believes_is_told),
		cmocka_unit_test(progress_says_more_than_establishing),
		cmocka_unit_test(columns_count_characters_and_not_bytes),
		cmocka_unit_test(what_is_missing_or_hostile_is_shown_all_the_same),
		cmocka_unit_test(an_event_is_told_with_what_only_it_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
