/* What Alert-Info, answer-after and Answer-Mode ask for, whoever wrote them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sip/alert.h"

static struct alert alert_info(const char *value)
{
	struct alert a = { 0 };

	alert_read_alert_info(&a, value);
	return a;
}

static struct alert answer_mode(const char *value)
{
	struct alert a = { 0 };

	alert_read_answer_mode(&a, value);
	return a;
}

static void phones_ask_for_an_automatic_answer_in_many_ways(void **state)
{
	static const char *const ways[] = {
		"<http://www.notused.com>;info=alert-autoanswer;delay=0",
		"info=alert-autoanswer", ";info=alert-autoanswer",
		"<http://x>;info=\"Auto Answer\"", "Ring Answer", "ring-answer",
		"<sip:x>;INFO = Alert-AutoAnswer", "\"Auto Answer\"",
		"<http://a,b;c>;info=x, info=alert-autoanswer",
		"Intercom", "<http://x>;info=intercom",
	};

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct alert a = alert_info(ways[i]);

		if (!a.automatic)
			fail_msg("%s", ways[i]);
		assert_int_equal(a.after_s, 0);
	}
}

static void others_do_not_ask_for_it(void **state)
{
	static const char *const ways[] = {
		"", ";", ",;,;", "<", "\"", "<http://x/auto-answer>",
		"info=", "info", "info=alert-autoanswer-no",
		"<http://x>;info=alert-internal", "=auto-answer",
		"x=auto-answer", "\"\\", "<>;=;info==",
	};

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (alert_info(ways[i]).automatic)
			fail_msg("%s", ways[i]);
}

static void a_delay_is_so_many_seconds(void **state)
{
	struct alert a = { 0 };

	(void)state;
	assert_int_equal(alert_info("info=alert-autoanswer;delay=3").after_s,
		3);
	alert_read_call_info(&a, " <sip:x>;purpose=info;answer-after=12\r\n");
	assert_true(a.automatic);
	assert_int_equal(a.after_s, 12);
	alert_read_call_info(&a, "<>;answer-after=99999999999999999999");
	assert_int_equal(a.after_s, 3600);
	alert_read_call_info(&a, "answer-after=-1");
	assert_int_equal(a.after_s, 3600);
	alert_read_call_info(&a, ";answer-after=");
	assert_int_equal(a.after_s, 3600);
}

static void a_ring_is_named_and_never_looked_up(void **state)
{
	static const char *const rings[][2] = {
		{ "<http://127.0.0.1/Bellcore-dr3>", "bellcore-dr3" },
		{ "Bellcore-dr2", "bellcore-dr2" },
		{ "<file://Bellcore-dr5.wav>", "bellcore-dr5" },
		{ "info=Bellcore-dr1", "bellcore-dr1" },
		{ "<urn:alert:source:internal>", "urn:alert:source:internal" },
		{ "<URN:alert:priority:high>, <urn:alert:service:forward>",
			"urn:alert:priority:high" },
		{ "<http://x>;info=alert-group", "alert-group" },
		{ "<http://x>;info=\"ring-4\"", "ring-4" },
		{ "<http://ring.example.net/loud.wav>", "" },
		{ "bellcore-dr", "" }, { "bellcore-drx", "" },
		{ "info=../../etc/passwd", "" }, { "info=\"a b\"", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rings / sizeof *rings; i++)
		assert_string_equal(alert_info(rings[i][0]).ring, rings[i][1]);
}

static void answer_mode_is_as_in_its_rfc(void **state)
{
	(void)state;
	assert_true(answer_mode("Auto").automatic);
	assert_false(answer_mode("Auto").insists);
	assert_true(answer_mode(" auto ; require ").insists);
	assert_true(answer_mode("AUTO;x=y;Require").insists);
	assert_true(answer_mode("Manual;require").manual);
	assert_false(answer_mode("Manual").automatic);
	assert_false(answer_mode("Automatic;require").automatic);
	assert_false(answer_mode("Automatic;require").insists);
	assert_false(answer_mode("").automatic);
}

/* Whatever it is, it ends, and what is kept is short and clean. */
static void hostile_values_leave_nothing_behind(void **state)
{
	char *longest = mem_new(70000);
	static const char bytes[] = "<>\";,=info:urn\\ \t\x80\xff\x01" "0a";
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct alert a = { 0 };
		size_t n = round % 300;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			longest[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
		}
		longest[n] = '\0';
		alert_read_alert_info(&a, longest);
		alert_read_answer_mode(&a, longest);
		alert_read_call_info(&a, longest);
		assert_true(strlen(a.ring) < sizeof a.ring);
	}
	memset(longest, 'i', 69999);
	memcpy(longest, "info=", 5);
	assert_string_equal(alert_info(longest).ring, "");
	memset(longest, '<', 69999);
	assert_false(alert_info(longest).automatic);
	free(longest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			phones_ask_for_an_automatic_answer_in_many_ways),
		cmocka_unit_test(others_do_not_ask_for_it),
		cmocka_unit_test(a_delay_is_so_many_seconds),
		cmocka_unit_test(a_ring_is_named_and_never_looked_up),
		cmocka_unit_test(answer_mode_is_as_in_its_rfc),
		cmocka_unit_test(hostile_values_leave_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
