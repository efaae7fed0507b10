/* What a front end says is answered, whatever it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "front_end.h"
#include "protocol/message.h"

struct scene {
	struct door_stage stage;
	struct front_end f;
};

static int set_up(void **state)
{
	struct scene *s = mem_new_of(struct scene);

	door_stage_open(&s->stage);
	front_end_open(&s->f, &s->stage);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	front_end_close(&s->f);
	door_stage_close(&s->stage);
	free(s);
	return 0;
}

static void assert_error(struct front_end *f, int code)
{
	json_t *line = front_end_hear(f);

	assert_non_null(line);
	assert_int_equal(json_path_number(line, "error.code"), code);
	assert_true(strlen(json_path_text(line, "error.message")) > 10);
}

static void assert_field(json_t *error, int code, const char *field)
{
	assert_int_equal(json_path_number(error, "code"), code);
	assert_string_equal(json_path_text(error, "data.field"), field);
}

static void what_is_no_request_gets_the_code_it_deserves(void **state)
{
	static const struct { const char *line; int code; } lines[] = {
		{ "{", ERROR_PARSE },
		{ "nonsense", ERROR_PARSE },
		{ "{\"a\":1,\"a\":2}", ERROR_PARSE },
		{ "{\"a\":\"\xff\"}", ERROR_PARSE },
		{ "{\"a\\u0000\":1}", ERROR_PARSE },
		{ "{\"a\":1e999}", ERROR_PARSE },
		{ "[]", ERROR_REQUEST },
		{ "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"engine.hello\"}]",
			ERROR_REQUEST },
		{ "3", ERROR_PARSE },
		{ "{}", ERROR_REQUEST },
		{ "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"engine.hello\"}",
			ERROR_REQUEST },
		{ "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"engine.hello\"}",
			ERROR_REQUEST },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", ERROR_REQUEST },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no.such\"}",
			ERROR_METHOD },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"engine.hello\","
			"\"params\":[1]}", ERROR_PARAMS },
		{ "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"engine.hello\","
			"\"params\":\"x\"}", ERROR_PARAMS },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		front_end_line(&s->f, lines[i].line);
		assert_error(&s->f, lines[i].code);
	}
	assert_non_null(front_end_result(&s->f, "engine.hello", "{}"));
}

static void params_are_checked_before_anything_is_done(void **state)
{
	static const struct { const char *method, *params, *field; } wrong[] = {
		{ "session.call", "{}", "to" },
		{ "session.call", "{\"to\":7}", "to" },
		{ "session.call", "{\"to\":\"sip:ring@x\\r\\nVia: x\"}", "to" },
		{ "session.call", "{\"to\":\"sip:ring@x\\u0000\"}", "to" },
		{ "session.call", "{\"to\":\"sip:ring@x\",\"two\":1}", "two" },
		{ "session.call", "{\"to\":\"sip:ring@x\",\"account\":[]}",
			"account" },
		{ "session.call", "{\"to\":\"sip:ring@x\",\"offer\":1}",
			"offer" },
		{ "session.call", "{\"to\":\"sip:ring@x\","
			"\"headers\":{\"X Y\":\"z\"}}", "headers" },
		{ "session.call", "{\"to\":\"sip:ring@x\","
			"\"headers\":{\"X\":\"a\\r\\nb\"}}", "headers" },
		{ "session.hold", "{\"session\":\"1\"}", "session" },
		{ "session.hold", "{\"session\":1.5}", "session" },
		{ "session.hold", "{}", "session" },
		{ "session.decline", "{\"session\":1,\"status\":200}", "status" },
		{ "session.dtmf", "{\"session\":1}", "tones" },
		{ "session.transfer", "{\"session\":1}", "to" },
		{ "session.accept", "{}", "session" },
		{ "session.refuse", "{\"session\":1,\"what\":2}", "what" },
		{ "session.list", "{\"limit\":0}", "limit" },
		{ "engine.set", "{\"dnd\":\"yes\"}", "dnd" },
		{ "engine.stop", "{\"when\":\"later\"}", "when" },
		{ "engine.status", "{\"x\":1}", "x" },
		{ "events.subscribe", "{\"topics\":\"session\"}", "topics" },
		{ "events.subscribe", "{\"topics\":[\"sesion\"]}", "topics" },
		{ "events.subscribe", "{\"meters_hz\":1000}", "meters_hz" },
		{ "events.subscribe", "{\"since\":-1}", "since" },
		{ "audio.select", "{\"device\":\"ear\",\"name\":\"null\"}",
			"device" },
		{ "audio.volume", "{\"device\":\"ring\",\"percent\":151}",
			"percent" },
		{ "audio.processing", "{\"echo_cancel\":\"perhaps\"}",
			"echo_cancel" },
		{ "audio.processing", "{\"echo\":\"off\"}", "echo" },
		{ "account.add", "{\"uri\":\"sip:a@b\"}", "name" },
		{ "account.add", "{\"name\":\"a\",\"expires\":\"60\"}",
			"expires" },
	};
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_field(front_end_error(&s->f, wrong[i].method,
			wrong[i].params), ERROR_PARAMS, wrong[i].field);
	assert_int_equal(json_array_size(json_path(front_end_result(&s->f,
		"engine.status", "{}"), "sessions")), 0);
	assert_int_equal(s->stage.stops, 0);
}

static void an_id_that_nothing_has_is_no_wrong_type(void **state)
{
	static const char *const ids[] = { "99", "0", "-1", "1099511627776" };
	struct scene *s = *state;
	char params[64];

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		snprintf(params, sizeof params, "{\"session\":%s}", ids[i]);
		assert_field(front_end_error(&s->f, "session.get", params),
			ERROR_NO_OBJECT, "session");
	}
}

static void a_blank_line_is_nothing(void **state)
{
	struct scene *s = *state;

	front_end_say(&s->f, "\n\r\n \t\n", 6);
	assert_int_equal(json_path_number(front_end_ask(&s->f, "engine.hello",
		"{}"), "id"), 1);
}

static void a_line_of_10_mib_is_refused_and_the_next_one_served(void **state)
{
	struct scene *s = *state;
	size_t n = 10 << 20;
	char *line = mem_new(n);

	memset(line, 'x', n);
	front_end_say(&s->f, line, n);
	front_end_say(&s->f, "\n", 1);
	free(line);
	assert_error(&s->f, ERROR_REQUEST);
	assert_non_null(front_end_result(&s->f, "engine.hello", "{}"));
}

static void a_line_in_pieces_is_served_when_it_is_whole(void **state)
{
	struct scene *s = *state;
	const char *line = "{\"jsonrpc\":\"2.0\",\"id\":\"a\","
		"\"method\":\"engine.hello\"}\n";

	for (; line[1]; line++) {
		front_end_say(&s->f, line, 1);
		loop_step(s->stage.loop, 1);
	}
	assert_null(front_end_hear(&s->f));
	front_end_say(&s->f, line, 1);
	assert_string_equal(json_path_text(front_end_hear(&s->f), "id"), "a");
}

static void a_notification_is_done_and_not_answered(void **state)
{
	struct scene *s = *state;

	front_end_line(&s->f, "{\"jsonrpc\":\"2.0\",\"method\":\"session.call\","
		"\"params\":{\"to\":\"sip:ring@x\"}}");
	front_end_line(&s->f, "{\"jsonrpc\":\"2.0\",\"method\":\"session.call\","
		"\"params\":{\"to\":8}}");
	assert_null(front_end_hear(&s->f));
	assert_int_equal(json_array_size(json_path(front_end_result(&s->f,
		"session.list", "{}"), "sessions")), 1);
}

static void what_was_said_before_leaving_is_done(void **state)
{
	struct scene *s = *state;
	struct front_end hasty;

	front_end_open(&hasty, &s->stage);
	for (int i = 0; i < 200; i++)
		front_end_line(&hasty, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
			"\"engine.set\",\"params\":{\"dnd\":true}}");
	front_end_line(&hasty, "{\"jsonrpc\":\"2.0\",\"id\":1,"
		"\"method\":\"engine.stop\"}");
	front_end_say(&hasty, "{\"half", 6);
	front_end_close(&hasty);
	assert_int_equal(s->stage.stops, 1);
}

static void a_call_is_made_held_and_ended(void **state)
{
	struct scene *s = *state;
	json_t *error = front_end_error(&s->f, "session.hold", "{\"session\":1}");

	assert_field(error, ERROR_NO_OBJECT, "session");
	assert_int_equal(json_path_number(front_end_result(&s->f, "session.call",
		"{\"to\":\"sip:answer@x\"}"), "session.id"), 1);
	door_stage_rest(&s->stage);
	assert_true(json_is_true(json_path(front_end_result(&s->f,
		"session.hold", "{\"session\":1}"), "session.held_by_us")));
	front_end_result(&s->f, "session.hangup", "{\"session\":1}");
	assert_string_equal(json_path_text(front_end_result(&s->f, "session.get",
		"{\"session\":1}"), "session.state"), "terminated");
	assert_field(front_end_error(&s->f, "session.unhold",
		"{\"session\":1}"), ERROR_STATE, "session");
	assert_int_equal(json_array_size(json_path(front_end_result(&s->f,
		"session.list", "{}"), "sessions")), 0);
}

/* Three seconds of the scripted engine, the newest last. */
static void how_a_call_sounded_is_told_second_by_second(void **state)
{
	struct scene *s = *state;
	json_t *result, *loss;

	front_end_result(&s->f, "session.call", "{\"to\":\"sip:ring@x\"}");
	result = front_end_result(&s->f, "session.quality",
		"{\"session\":1}");
	assert_true(json_is_null(json_path(result, "quality.summary")));
	assert_true(json_is_null(json_path(result, "quality.until")));
	front_end_result(&s->f, "session.call",
		"{\"to\":\"sip:answer@x\"}");
	door_stage_rest(&s->stage);
	result = front_end_result(&s->f, "session.quality",
		"{\"session\":2}");
	assert_int_equal(json_path_number(result, "session.id"), 2);
	assert_int_equal(json_path_number(result, "quality.interval_s"), 1);
	loss = json_path(result, "quality.series.loss_fraction");
	assert_int_equal(json_array_size(loss), 3);
	assert_true(json_number_value(json_array_get(loss, 0)) == 0);
	assert_true(json_number_value(json_array_get(loss, 2)) == 1);
	assert_true(json_is_null(json_array_get(json_path(result,
		"quality.series.rtt_ms"), 0)));
	assert_int_equal(json_path_number(result, "quality.summary.seconds"),
		3);
	assert_true(json_is_null(json_path(result,
		"quality.summary.rtt_ms.mean")));
	front_end_result(&s->f, "session.hangup", "{\"session\":2}");
	assert_int_equal(json_path_number(front_end_result(&s->f,
		"session.quality", "{\"session\":2}"),
		"quality.summary.seconds"), 3);
}

static void every_member_of_a_session_is_there_from_the_start(void **state)
{
	static const char *const members[] = { "id", "number", "account",
		"direction", "state", "progress", "call_id", "local.uri",
		"remote.uri", "remote.display_name", "remote.asserted",
		"remote.diversion", "remote.history",
		"remote.user_to_user", "privacy", "created", "established", "ended",
		"held_by_us", "held_by_them", "hold_pending", "muted",
		"focused", "conference", "member", "recording", "dtmf_received",
		"early_media", "silenced", "referral", "referred_by", "replaces",
		"ring", "transfer.state", "transfer.target", "transfer.status",
		"media", "end" };
	struct scene *s = *state;
	json_t *session = json_path(front_end_result(&s->f, "session.call",
		"{\"to\":\"sip:ring@x\"}"), "session");

	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (!json_path(session, members[i]))
			fail_msg("there is no %s", members[i]);
	assert_true(json_is_null(json_path(session, "media")));
	assert_true(json_is_null(json_path(session, "end")));
}

static void conferences_are_joined_changed_and_split(void **state)
{
	struct scene *s = *state;

	for (int i = 0; i < 2; i++)
		front_end_result(&s->f, "session.call",
			"{\"to\":\"sip:answer@x\"}");
	door_stage_rest(&s->stage);
	assert_int_equal(json_array_size(json_path(front_end_result(&s->f,
		"conference.join", "{\"sessions\":[1,2]}"),
		"conferences")), 1);
	assert_int_equal(json_path_number(front_end_result(&s->f, "session.get",
		"{\"session\":2}"), "session.conference"), 1);
	assert_int_equal(json_path_number(front_end_result(&s->f,
		"conference.update", "{\"session\":2,\"gain_db\":-6}"),
		"session.member.gain_db"), -6);
	front_end_result(&s->f, "conference.leave", "{}");
	front_end_result(&s->f, "conference.split", "{\"session\":2}");
	assert_true(json_is_null(json_path(front_end_result(&s->f,
		"session.get", "{\"session\":2}"), "session.member")));
	front_end_result(&s->f, "conference.split", "{}");
	assert_int_equal(json_array_size(json_path(front_end_result(&s->f,
		"conference.list", "{}"), "conferences")), 0);
}

static void what_is_no_list_of_calls_is_refused(void **state)
{
	static const char *const wrong[] = { "{\"sessions\":[]}", "{}",
		"{\"sessions\":1}", "{\"sessions\":[1,\"2\"]}" };
	struct scene *s = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_field(front_end_error(&s->f, "conference.join",
			wrong[i]), ERROR_PARAMS, "sessions");
	assert_field(front_end_error(&s->f, "conference.join",
		"{\"sessions\":[7]}"), ERROR_NO_OBJECT, "sessions");
	assert_field(front_end_error(&s->f, "conference.update",
		"{\"session\":1,\"gain_db\":21}"), ERROR_PARAMS, "gain_db");
}

static void latency_is_one_of_all_and_one_of_a_call(void **state)
{
	struct scene *s = *state;

	assert_string_equal(json_path_text(front_end_result(&s->f,
		"engine.set", "{\"latency\":\"ultra-low\"}"),
		"engine.latency"), "ultra-low");
	assert_field(front_end_error(&s->f, "engine.set",
		"{\"latency\":\"slow\"}"), ERROR_PARAMS, "latency");
	front_end_result(&s->f, "session.call", "{\"to\":\"sip:answer@x\"}");
	door_stage_rest(&s->stage);
	assert_string_equal(json_path_text(front_end_result(&s->f,
		"session.latency", "{\"session\":1,"
		"\"latency\":\"ultra-low\"}"), "session.media.latency"),
		"ultra-low");
	assert_string_equal(json_path_text(front_end_result(&s->f,
		"session.latency", "{\"session\":1}"),
		"session.media.latency"), "default");
}

static void a_password_is_quoted_and_never_comes_back(void **state)
{
	struct scene *s = *state;
	char *said;

	front_end_line(&s->f, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
		"\"account.add\",\"params\":{\"name\":\"work\","
		"\"uri\":\"sip:a@b\",\"password\":\"x'} \\\\ ${HOME} # \\\"\","
		"\"codecs\":[\"PCMA\",\"a'b\"],\"expires\":60,\"enabled\":true,"
		"\"user\":null}}");
	said = json_dumps(front_end_hear(&s->f), 0);
	assert_null(strstr(said, "HOME"));
	free(said);
	assert_string_equal(scripted_account_text(s->stage.engine),
		"uri = 'sip:a@b'\n"
		"password = 'x\\'} \\\\ ${HOME} # \"'\n"
		"codecs = {'PCMA', 'a\\'b'}\n"
		"expires = 60\n"
		"enabled = yes\n");
}

static void accounts_are_found_by_id_and_by_name(void **state)
{
	struct scene *s = *state;

	front_end_result(&s->f, "account.add",
		"{\"name\":\"work\",\"uri\":\"sip:a@b\"}");
	assert_string_equal(json_path_text(front_end_result(&s->f,
		"account.unregister", "{\"account\":\"work\"}"),
		"account.registration.state"), "unregistered");
	assert_int_equal(json_array_size(json_path(front_end_result(&s->f,
		"account.bindings", "{\"account\":\"work\"}"),
		"bindings")), 2);
	assert_string_equal(json_path_text(front_end_result(&s->f,
		"account.register", "{\"account\":1}"),
		"account.registration.state"), "registered");
	assert_field(front_end_error(&s->f, "account.remove",
		"{\"account\":\"home\"}"), ERROR_NO_OBJECT, "account");
	front_end_result(&s->f, "account.remove", "{\"account\":\"work\"}");
	assert_int_equal(json_array_size(json_path(front_end_result(&s->f,
		"account.list", "{}"), "accounts")), 0);
}

static void what_takes_time_is_answered_when_it_is_there(void **state)
{
	struct scene *s = *state;

	front_end_line(&s->f, "{\"jsonrpc\":\"2.0\",\"id\":5,"
		"\"method\":\"history.list\"}");
	assert_int_equal(json_path_number(front_end_ask(&s->f, "engine.hello",
		"{}"), "id"), 1);
	scripted_pages(s->stage.engine);
	assert_int_equal(json_path_number(front_end_hear(&s->f), "id"), 5);
}

static void one_who_leaves_is_not_answered_later(void **state)
{
	struct scene *s = *state;
	struct front_end hasty;

	front_end_open(&hasty, &s->stage);
	for (int i = 0; i < 30; i++)
		front_end_line(&hasty, "{\"jsonrpc\":\"2.0\",\"id\":5,"
			"\"method\":\"history.list\"}");
	door_stage_rest(&s->stage);
	assert_int_equal(scripted_asked(s->stage.engine), 8);
	front_end_close(&hasty);
	assert_int_equal(scripted_asked(s->stage.engine), 0);
}

static void a_wrong_configuration_is_told_in_its_own_words(void **state)
{
	struct scene *s = *state;
	json_t *error = front_end_error(&s->f, "engine.reload", "{}");

	assert_int_equal(json_path_number(error, "code"), ERROR_DEVICE);
	assert_non_null(strstr(json_path_text(error, "message"), "x.conf:3"));
}

static void who_only_looks_is_refused_all_that_changes_anything(void **state)
{
	static const struct { const char *method, *params; } changes[] = {
		{ "session.call", "{\"to\":\"sip:ring@example.net\"}" },
		{ "session.call", "{}" },
		{ "session.hangup", "{\"session\":1}" },
		{ "engine.set", "{\"dnd\":true}" },
		{ "engine.stop", "{}" },
		{ "engine.reload", "{}" },
		{ "account.remove", "{\"account\":1}" },
		{ "audio.volume", "{\"device\":\"playback\",\"percent\":9}" },
		{ "session.tap", "{\"session\":1,\"command\":\"id\"}" },
	};
	struct scene *s = *state;

	assert_true(json_is_false(json_object_get(front_end_result(&s->f,
		"engine.hello", "{}"), "read_only")));
	assert_true(json_is_true(json_object_get(front_end_result(&s->f,
		"engine.hello", "{\"read_only\":true}"), "read_only")));
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		assert_field(front_end_error(&s->f, changes[i].method,
			changes[i].params), ERROR_PERMISSION, "method");
	assert_int_equal(s->stage.stops, 0);
	front_end_result(&s->f, "events.subscribe", "{}");
	assert_int_equal(json_array_size(json_object_get(front_end_result(
		&s->f, "engine.status", "{}"), "sessions")), 0);
}

static void read_only_is_not_taken_back_and_is_nobody_elses(void **state)
{
	struct scene *s = *state;
	struct front_end other;

	front_end_result(&s->f, "engine.hello", "{\"read_only\":true}");
	assert_true(json_is_true(json_object_get(front_end_result(&s->f,
		"engine.hello", "{\"read_only\":false}"), "read_only")));
	front_end_error(&s->f, "engine.set", "{\"dnd\":true}");
	front_end_open(&other, &s->stage);
	front_end_result(&other, "engine.set", "{\"dnd\":true}");
	front_end_close(&other);
}

#define in_scene(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scene(what_is_no_request_gets_the_code_it_deserves),
		in_scene(params_are_checked_before_anything_is_done),
		in_scene(an_id_that_nothing_has_is_no_wrong_type),
		in_scene(a_blank_line_is_nothing),
		in_scene(a_line_of_10_mib_is_refused_and_the_next_one_served),
		in_scene(a_line_in_pieces_is_served_when_it_is_whole),
		in_scene(a_notification_is_done_and_not_answered),
		in_scene(what_was_said_before_leaving_is_done),
		in_scene(a_call_is_made_held_and_ended),
		in_scene(how_a_call_sounded_is_told_second_by_second),
		in_scene(every_member_of_a_session_is_there_from_the_start),
		in_scene(conferences_are_joined_changed_and_split),
		in_scene(what_is_no_list_of_calls_is_refused),
		in_scene(latency_is_one_of_all_and_one_of_a_call),
		in_scene(a_password_is_quoted_and_never_comes_back),
		in_scene(accounts_are_found_by_id_and_by_name),
		in_scene(what_takes_time_is_answered_when_it_is_there),
		in_scene(one_who_leaves_is_not_answered_later),
		in_scene(a_wrong_configuration_is_told_in_its_own_words),
		in_scene(who_only_looks_is_refused_all_that_changes_anything),
		in_scene(read_only_is_not_taken_back_and_is_nobody_elses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
