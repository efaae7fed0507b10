/* The mirror of the engine: whatever it says, and in whatever order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/clock.h"
#include "model.h"

static json_t *parse(const char *text)
{
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

static struct change apply(struct model *m, const char *topic, const char *text)
{
	json_t *params = parse(text);
	struct change change = model_apply(m, topic, params);

	json_decref(params);
	return change;
}

static void load(struct model *m, const char *text)
{
	json_t *status = parse(text);

	model_load(m, status);
	json_decref(status);
}

#define BOB "{\"id\":3,\"number\":2,\"direction\":\"incoming\"," \
	"\"state\":\"establishing\",\"progress\":\"incoming\"," \
	"\"account\":{\"id\":1,\"name\":\"work\"}," \
	"\"remote\":{\"uri\":\"sip:bob@example.org\",\"display_name\":\"Bob\"}}"

static void a_call_comes_and_goes(void **state)
{
	struct model *m = model_new();
	struct change c = apply(m, "session.created", "{\"session\":" BOB "}");

	(void)state;
	assert_true(c.kind == CHANGE_SESSION && c.session_is_new);
	assert_int_equal(c.session->state, SESSION_RINGING);
	assert_string_equal(session_party(c.session), "Bob");
	assert_string_equal(c.session->address, "bob@example.org");
	assert_string_equal(c.session->account, "work");
	c = apply(m, "session.ended", "{\"session\":{\"id\":3,\"number\":null,"
		"\"state\":\"terminated\",\"direction\":\"incoming\","
		"\"end\":{\"by\":\"remote\",\"status\":487}}}");
	assert_int_equal(c.session_was, SESSION_RINGING);
	assert_int_equal(c.session->state, SESSION_ENDED);
	assert_int_equal(c.session->number, 2);
	assert_int_equal(model_live(m), 0);
	model_free(m);
}

static void an_ended_row_goes_after_five_seconds(void **state)
{
	struct model *m = model_new();

	(void)state;
	apply(m, "session.created", "{\"session\":" BOB "}");
	apply(m, "session.ended",
		"{\"session\":{\"id\":3,\"state\":\"terminated\"}}");
	clock_advance_ms(MODEL_ENDED_MS - 100);
	model_expire(m);
	assert_int_equal(m->n_sessions, 1);
	clock_advance_ms(101);
	assert_true(model_next_expiry(m) <= clock_ms());
	model_expire(m);
	assert_int_equal(m->n_sessions, 0);
	assert_int_equal(model_next_expiry(m), -1);
	model_free(m);
}

static void rows_stand_in_the_order_of_their_numbers(void **state)
{
	struct model *m = model_new();

	(void)state;
	apply(m, "session.created", "{\"session\":{\"id\":9,\"number\":3}}");
	apply(m, "session.created", "{\"session\":{\"id\":10,\"number\":1}}");
	apply(m, "session.created", "{\"session\":{\"id\":11,\"number\":2}}");
	assert_int_equal(m->sessions[0]->id, 10);
	assert_int_equal(m->sessions[2]->id, 9);
	assert_int_equal(model_session_numbered(m, 2)->id, 11);
	model_free(m);
}

static void a_number_means_the_call_that_lives(void **state)
{
	struct model *m = model_new();

	(void)state;
	apply(m, "session.created", "{\"session\":{\"id\":1,\"number\":1}}");
	apply(m, "session.ended",
		"{\"session\":{\"id\":1,\"state\":\"terminated\"}}");
	apply(m, "session.created", "{\"session\":{\"id\":2,\"number\":1}}");
	assert_int_equal(m->n_sessions, 2);
	assert_int_equal(model_session_numbered(m, 1)->id, 2);
	model_free(m);
}

static void a_snapshot_replaces_what_was(void **state)
{
	struct model *m = model_new();

	(void)state;
	apply(m, "session.created", "{\"session\":{\"id\":1}}");
	apply(m, "account.changed",
		"{\"account\":{\"id\":4,\"name\":\"old\"}}");
	load(m, "{\"engine\":{\"dnd\":true},\"accounts\":[{\"id\":1,"
		"\"name\":\"work\","
		"\"registration\":{\"state\":\"registered\"}}],"
		"\"sessions\":[" BOB ",{\"id\":8,\"state\":\"terminated\"}],"
		"\"audio\":{\"playback\":{\"volume_percent\":70}}}");
	assert_int_equal(model_live(m), 1);
	assert_int_equal(m->n_sessions, 2);
	assert_int_equal(m->sessions[0]->state, SESSION_ENDED);
	assert_int_equal(m->sessions[1]->id, 3);
	assert_int_equal(m->n_accounts, 1);
	assert_int_equal(m->accounts[0]->state, ACCOUNT_OK);
	assert_true(m->dnd);
	assert_int_equal(m->playback.volume_percent, 70);
	model_free(m);
}

static void an_ended_row_outlives_a_snapshot(void **state)
{
	struct model *m = model_new();

	(void)state;
	apply(m, "session.created", "{\"session\":" BOB "}");
	apply(m, "session.ended",
		"{\"session\":{\"id\":3,\"state\":\"terminated\"}}");
	load(m, "{\"sessions\":[]}");
	assert_int_equal(m->n_sessions, 1);
	load(m, "{\"sessions\":[{\"id\":3,\"state\":\"terminated\"}]}");
	assert_int_equal(m->n_sessions, 1);
	model_free(m);
}

static void levels_rise_at_once_and_fall_slowly(void **state)
{
	struct model *m = model_new();
	struct session *s;

	(void)state;
	apply(m, "session.created", "{\"session\":" BOB "}");
	apply(m, "session.levels",
		"{\"id\":3,\"input_dbfs\":-6,\"output_dbfs\":-90}");
	s = model_session(m, 3);
	assert_int_equal(s->levels.input, METER_CELLS);
	assert_int_equal(s->levels.output, 0);
	apply(m, "session.levels",
		"{\"id\":3,\"input_dbfs\":-90,\"output_dbfs\":-53}");
	assert_int_equal(s->levels.input, METER_CELLS - 1);
	assert_int_equal(s->levels.output, 1);
	model_free(m);
}

static void what_a_registration_failed_with(void **state)
{
	struct model *m = model_new();
	struct change c = apply(m, "account.changed", "{\"account\":{\"id\":1,"
		"\"name\":\"fax\",\"registration\":{\"state\":\"failed\","
		"\"status\":403,\"reason\":\"Forbidden\"}}}");
	char text[64];

	(void)state;
	assert_int_equal(c.account_was, ACCOUNT_UNKNOWN);
	assert_string_equal(account_word(c.account), "FAIL");
	assert_string_equal(account_trouble(c.account, text, sizeof text),
		"403 Forbidden");
	c = apply(m, "account.changed", "{\"account\":{\"id\":1,"
		"\"name\":\"fax\","
		"\"registration\":{\"state\":\"registered\"}}}");
	assert_int_equal(c.account_was, ACCOUNT_FAILED);
	c = apply(m, "account.removed", "{\"account\":{\"id\":1}}");
	assert_int_equal(m->n_accounts, 0);
	model_free(m);
}

static void where_an_account_is_called(void **state)
{
	struct model *m = model_new();
	struct change c = apply(m, "account.changed", "{\"account\":{\"id\":1,"
		"\"name\":\"work\",\"registration\":{"
		"\"state\":\"registered\",\"expires_in_s\":60,\"contact\":"
		"\"<sip:ann@192.0.2.14:40110;transport=TCP>\"}}}");

	(void)state;
	assert_string_equal(c.account->way, "TCP 192.0.2.14:40110");
	assert_true(c.account->expires > clock_wall_ms());
	c = apply(m, "account.changed", "{\"account\":{\"id\":1,"
		"\"registration\":{\"state\":\"registered\","
		"\"contact\":\"sip:ann@[2001:db8::5]:40110\"}}}");
	assert_string_equal(c.account->way, "udp [2001:db8::5]:40110");
	c = apply(m, "account.changed", "{\"account\":{\"id\":1,"
		"\"registration\":{\"state\":\"failed\","
		"\"contact\":\"sip:ann@192.0.2.14\"}}}");
	assert_null(c.account->way);
	model_free(m);
}

static void the_history_is_bounded(void **state)
{
	struct model *m = model_new();

	(void)state;
	for (int i = 0; i < MODEL_HISTORY + 5; i++)
		apply(m, "history.added", "{\"call\":{\"id\":1,\"remote\":"
			"{\"uri\":\"sip:echo@services.invalid\"}}}");
	assert_int_equal(m->n_history, MODEL_HISTORY);
	assert_string_equal(m->history[0]->address, "echo");
	assert_string_equal(m->history[0]->target, "echo");
	model_free(m);
}

static void nonsense_changes_nothing(void **state)
{
	static const char *const topics[] = { "session.created",
		"session.changed", "session.ended", "session.levels",
		"session.statistics", "account.changed", "history.added",
		"", "no.such" };
	static const char *const params[] = { "{}", "{\"session\":null}",
		"{\"session\":5,\"account\":[],\"call\":\"x\"}",
		"{\"session\":{\"id\":\"3\"},\"account\":{\"id\":-1}}",
		"{\"session\":{\"id\":99999999999}}" };
	struct model *m = model_new();

	(void)state;
	for (size_t t = 0; t < sizeof topics / sizeof *topics; t++)
		for (size_t p = 0; p < sizeof params / sizeof *params; p++)
			assert_int_equal(apply(m, topics[t], params[p]).kind,
				CHANGE_NOTHING);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_comes_and_goes),
		cmocka_unit_test(an_ended_row_goes_after_five_seconds),
		cmocka_unit_test(rows_stand_in_the_order_of_their_numbers),
		cmocka_unit_test(a_number_means_the_call_that_lives),
		cmocka_unit_test(a_snapshot_replaces_what_was),
		cmocka_unit_test(an_ended_row_outlives_a_snapshot),
		cmocka_unit_test(levels_rise_at_once_and_fall_slowly),
		cmocka_unit_test(what_a_registration_failed_with),
		cmocka_unit_test(where_an_account_is_called),
		cmocka_unit_test(the_history_is_bounded),
		cmocka_unit_test(nonsense_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
