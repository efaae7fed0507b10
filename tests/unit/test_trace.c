/* Messages of a call as they are shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace.h"

static void load(struct trace *t, const char *const *texts, int n)
{
	json_t *messages = json_array();
	json_t *result = json_pack("{s:o, s:i}", "messages", messages,
		"dropped", 2);

	for (int i = 0; i < n; i++)
		json_array_append_new(messages, json_pack("{s:s,s:s,s:s,s:s}",
			"time", "2026-01-02T03:04:05.000Z", "direction",
			i % 2 ? "received" : "sent", "peer", "192.0.2.1:5060",
			"text", texts[i]));
	trace_load(t, result);
	json_decref(result);
}

static void what_a_message_is_called(void **state)
{
	static const char *const texts[] = {
		"INVITE sip:a SIP/2.0\r\nTo: <sip:a>\r\nc: application/sdp\r\n"
		"Proxy-Authorization: (left out)\r\n\r\nv=0\r\n",
		"SIP/2.0 200 OK\r\nContent-Type : application/SDP\r\n\r\n",
		"INVITE sip:a SIP/2.0\r\nt: <sip:a>;tag=x\r\n\r\n",
		"",
		"INVITE sip:a SIP/2.0\r\nt: <sip:a>;tag=x\r\n\r\n",
	};
	struct trace t = { 0 };

	(void)state;
	load(&t, texts, 5);
	assert_int_equal(t.n, 5);
	assert_int_equal(t.dropped, 2);
	assert_int_equal(t.n_parties, 1);
	assert_string_equal(t.messages[0].label, "INVITE sdp auth");
	assert_string_equal(t.messages[1].label, "200 OK sdp");
	assert_string_equal(t.messages[2].label, "re-INVITE");
	assert_string_equal(t.messages[3].label, "");
	assert_false(t.messages[2].again);
	assert_true(t.messages[4].again);
	trace_clear(&t);
}

static void nothing_that_a_terminal_obeys(void **state)
{
	static const char *const texts[] = {
		"BYE\033[2J sip:a SIP/2.0\r\nX: a\tb\rc\177\xc2\x9b"
		"d\xe2\x80\xae\n\nend" };
	struct trace t = { 0 };

	(void)state;
	load(&t, texts, 1);
	assert_int_equal(t.messages[0].n_lines, 4);
	assert_string_equal(t.messages[0].label, "BYE^[[2J");
	assert_string_equal(t.messages[0].lines[1], "X: a b^Mc^?d");
	assert_string_equal(t.messages[0].lines[3], "end");
	trace_clear(&t);
}

static void routine_headers(void **state)
{
	(void)state;
	assert_true(trace_is_routine("max-forwards : 70"));
	assert_true(trace_is_routine("l: 0"));
	assert_false(trace_is_routine("Allowed: no"));
	assert_false(trace_is_routine("Call-ID: x"));
	assert_false(trace_is_routine(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_message_is_called),
		cmocka_unit_test(nothing_that_a_terminal_obeys),
		cmocka_unit_test(routine_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
