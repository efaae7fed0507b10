/* session.record, .play, .tap: a call and files, a call and programs. */
#include "base/json.h"
#include "control/ask.h"
#include "control/describe.h"
#include "control/method.h"

static json_t *whole(const struct session *s)
{
	return json_pack("{s:o}", "session", describe_session(s));
}

static bool give(struct request *r, const struct session *s)
{
	r->result = whole(s);
	return true;
}

static bool is_true(const struct request *r, const char *name)
{
	return json_is_true(json_object_get(r->params, name));
}

static bool is_given(const struct request *r, const char *name)
{
	json_t *value = json_object_get(r->params, name);

	return value && !json_is_null(value);
}

static void on_done(void *arg, struct session *s, const struct fault *fault)
{
	if (fault)
		ask_refuse(arg, fault);
	else
		ask_answer(arg, whole(s));
}

/* --- recording -------------------------------------------------------------*/

static bool record_off(struct request *r, struct session *s)
{
	if (is_given(r, "path") || is_true(r, "pause"))
		return refuse(r, ERROR_PARAMS, is_given(r, "path") ? "path" :
			"pause", "\"on\": false ends it: there is nothing to "
			"name or to pause");
	return session_record_off(s, &r->fault) && give(r, s);
}

static bool record(struct request *r)
{
	struct session *s = request_session(r);
	struct record_params p = { .path = json_text(r->params, "path"),
		.pause = is_true(r, "pause"), .fn = on_done };

	if (!s)
		return false;
	if (!is_true(r, "on"))
		return record_off(r, s);
	p.arg = ask_new(r->client, r->id, session_record_forget);
	r->later = true;
	if (!session_record(s, &p, &r->fault))
		ask_refuse(p.arg, &r->fault);
	return true;
}

/* --- playing ---------------------------------------------------------------*/

static bool play_file(struct request *r, struct session *s)
{
	struct play_params p = { .file = json_text(r->params, "file"),
		.to = json_text(r->params, "to"),
		.loop = is_true(r, "loop"), .alone = is_true(r, "alone"),
		.fn = on_done };

	p.arg = ask_new(r->client, r->id, session_play_forget);
	r->later = true;
	if (!session_play(s, &p, &r->fault))
		ask_refuse(p.arg, &r->fault);
	return true;
}

static bool play(struct request *r)
{
	struct session *s;

	if (is_given(r, "file") == is_true(r, "stop"))
		return refuse(r, ERROR_PARAMS, "file", "a \"file\" to play, or "
			"\"stop\": true, and not both");
	s = request_session(r);
	if (!s)
		return false;
	if (is_given(r, "file"))
		return play_file(r, s);
	return session_play_stop(s, &r->fault) && give(r, s);
}

/* --- programs --------------------------------------------------------------*/

static bool tap(struct request *r)
{
	struct session *s;
	const char *command = json_text(r->params, "command");

	if ((command && *command) == is_true(r, "stop"))
		return refuse(r, ERROR_PARAMS, "command", "a \"command\" to "
			"start, or \"stop\": true, and not both");
	s = request_session(r);
	if (!s)
		return false;
	if (is_true(r, "stop"))
		return session_tap_stop(s, &r->fault) && give(r, s);
	return session_tap(s, command, (int)json_number(r->params, "rate", 0),
		&r->fault) && give(r, s);
}

#define SESSION MUST(SESSION, "session")

const struct method session_sound_methods[] = {
	METHOD("session.record", record, SESSION, MUST(BOOLEAN, "on"),
		MAY(TEXT, "path"), MAY(BOOLEAN, "pause")),
	METHOD("session.play", play, SESSION, MAY(TEXT, "file"),
		MAY(TEXT, "to"), MAY(BOOLEAN, "loop"), MAY(BOOLEAN, "alone"),
		MAY(BOOLEAN, "stop")),
	METHOD("session.tap", tap, SESSION, MAY(TEXT, "command"),
		MAY(NUMBER, "rate", .min = 8000, .max = 48000),
		MAY(BOOLEAN, "stop")),
	{ 0 }
};
