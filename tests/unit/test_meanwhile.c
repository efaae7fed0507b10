/* What is said when the engine is back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "meanwhile.h"

static void load(struct model *m, const char *started, const char *sessions)
{
	char text[1000];
	json_t *status;

	snprintf(text, sizeof text, "{\"engine\":{\"started\":\"%s\"},"
		"\"sessions\":[%s]}", started, sessions);
	status = json_loads(text, 0, NULL);
	assert_non_null(status);
	model_load(m, status);
	json_decref(status);
}

#define FIRST "2026-11-19T08:00:00Z"
#define SECOND "2026-11-19T09:00:00Z"
#define CALL(id, name, more) "{\"id\":" #id ",\"state\":\"established\"," \
	"\"remote\":{\"uri\":\"sip:x@y\",\"display_name\":\"" name "\"}" \
	more "}"

static void words_are(const char *started, const char *now, const char *wanted)
{
	struct model *m = model_new();
	struct meanwhile *before;
	char text[MEANWHILE_TEXT];

	load(m, FIRST, CALL(1, "Bob", "") "," CALL(2, "Carol", ""));
	before = meanwhile_new(m);
	load(m, started, now);
	meanwhile_words(before, m, text);
	assert_string_equal(text, wanted);
	meanwhile_free(before);
	model_free(m);
}

static void what_is_as_it_was_needs_no_words(void **state)
{
	(void)state;
	words_are(FIRST, CALL(1, "Bob", "") "," CALL(2, "Carol", ""), "");
}

static void what_ended_changed_and_came_is_told(void **state)
{
	(void)state;
	words_are(FIRST, CALL(2, "Carol", ",\"held_by_us\":true") ","
		CALL(3, "Dave", ""), "call 1 Bob ended, "
		"call 2 Carol is on hold, 1 new call");
}

static void another_engine_has_other_calls(void **state)
{
	(void)state;
	words_are(SECOND, CALL(1, "Dave", ""),
		"a new engine runs, the 2 old calls ended");
}

static void a_call_that_ended_keeps_its_row_for_a_while(void **state)
{
	struct model *m = model_new();
	char words[40];

	(void)state;
	load(m, FIRST, CALL(1, "Bob", ""));
	load(m, FIRST, "");
	assert_int_equal(m->n_sessions, 1);
	assert_int_equal(m->sessions[0]->state, SESSION_ENDED);
	session_end_short(m->sessions[0], words, sizeof words);
	assert_string_equal(words, "meanwhile");
	load(m, SECOND, "");		/* not that of another engine */
	assert_int_equal(m->n_sessions, 0);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_as_it_was_needs_no_words),
		cmocka_unit_test(what_ended_changed_and_came_is_told),
		cmocka_unit_test(another_engine_has_other_calls),
		cmocka_unit_test(a_call_that_ended_keeps_its_row_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
