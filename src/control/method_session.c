/* session.* */
#include "base/json.h"
#include "control/ask.h"
#include "control/describe.h"
#include "control/method.h"
#include "control/snapshot.h"

#define PARAM_ITEMS 64		/* as many as a param may hold */

static bool give(struct request *r, const struct session *s)
{
	r->result = json_pack("{s:o}", "session", describe_session(s));
	return true;
}

static int read_headers(struct request *r, struct engine_header *headers)
{
	json_t *object = json_object_get(r->params, "headers");
	const char *name;
	json_t *value;
	int n = 0;

	json_object_foreach(object, name, value)
		headers[n++] = (struct engine_header){
			name, json_string_value(value) };
	return n;
}

/* NULL: absent, or null. */
static json_t *given(const struct request *r, const char *name)
{
	json_t *value = json_object_get(r->params, name);

	return json_is_null(value) ? NULL : value;
}

/* The names that the param holds; they are its own.  NULL: absent, or none. */
struct names {
	char *items[PARAM_ITEMS];
	struct texts texts;
};

static const struct texts *read_names(const struct request *r,
	const char *param, struct names *to)
{
	json_t *list = json_object_get(r->params, param), *text;
	size_t i;

	to->texts = (struct texts){ .items = to->items };
	json_array_foreach(list, i, text)
		to->items[to->texts.n++] = (char *)json_string_value(text);
	return to->texts.n ? &to->texts : NULL;
}

static bool call(struct request *r)
{
	struct names codecs;
	struct engine_header headers[PARAM_ITEMS];
	struct call_params params = {
		.to = json_text(r->params, "to"),
		.headers = headers,
		.n_headers = read_headers(r, headers),
		.data = given(r, "data"),
		.no_offer = json_is_false(json_object_get(r->params, "offer")),
	};
	bool privacy = json_is_true(given(r, "privacy"));
	struct session *s = NULL;

	if (given(r, "privacy"))
		params.privacy = &privacy;
	if (given(r, "account") && !(params.account = request_account(r)))
		return false;
	if (given(r, "consults") &&
		!(params.consults = request_session_in(r, "consults")))
		return false;
	params.codecs = read_names(r, "codecs", &codecs);
	return engine_call(r->engine, &params, &s, &r->fault) && give(r, s);
}

static bool decline(struct request *r)
{
	struct session *s = request_session(r);

	return s && session_decline(s,
		(int)json_number(r->params, "status", 486),
		json_text(r->params, "reason"), &r->fault) && give(r, s);
}

static bool hang_up(struct request *r)
{
	struct session *s = request_session(r);

	return s && session_hangup_with(s, json_text(r->params, "reason"),
		(int)json_number(r->params, "q850", 0), &r->fault) &&
		give(r, s);
}

static bool redirect(struct request *r)
{
	struct session *s = request_session(r);

	return s && session_redirect(s, json_text(r->params, "to"),
		&r->fault) && give(r, s);
}

static bool dtmf(struct request *r)
{
	struct session *s;
	const json_t *p = r->params;
	struct dtmf_params params = { .tones = json_text(p, "tones"),
		.method = json_text(p, "method"),
		.duration_ms = (int)json_number(p, "duration_ms", 0),
		.gap_ms = (int)json_number(p, "gap_ms", 0),
		.volume = (int)json_number(p, "volume", 1),
		.secret = json_is_true(json_object_get(p, "secret")) };
	bool go_on = json_is_true(json_object_get(p, "go_on"));

	if (go_on == (params.tones != NULL))
		return refuse(r, ERROR_PARAMS, "tones", "\"tones\" to send, or "
			"\"go_on\": true for those that wait, not both");
	s = request_session(r);
	return s && (go_on ? session_dtmf_go_on(s, &r->fault) :
		session_dtmf(s, &params, &r->fault)) && give(r, s);
}

static bool transfer(struct request *r)
{
	struct session *s, *with;

	if (!given(r, "to") == !given(r, "with"))
		return refuse(r, ERROR_PARAMS, "to", "a call is transferred "
			"either \"to\" a target or \"with\" another call");
	s = request_session(r);
	if (!s)
		return false;
	if (given(r, "to"))
		return session_transfer(s, json_text(r->params, "to"),
			&r->fault) && give(r, s);
	with = request_session_in(r, "with");
	return with && session_transfer_with(s, with, &r->fault) && give(r, s);
}

static bool latency(struct request *r)
{
	struct session *s = request_session(r);

	return s && session_latency(s, json_text(r->params, "latency"),
		&r->fault) && give(r, s);
}

static bool set(struct request *r)
{
	struct session *s = request_session(r);

	return s && session_set(s, json_object_get(r->params, "data"),
		&r->fault) && give(r, s);
}

static bool reply(struct request *r, bool yes)
{
	struct session *s = request_session(r);

	return s && session_reply(s, json_text(r->params, "what"), yes,
		&r->fault) && give(r, s);
}

static bool accept(struct request *r)
{
	return reply(r, true);
}

static bool refuse_it(struct request *r)
{
	return reply(r, false);
}

static void on_final(void *arg, int status, const char *reason)
{
	ask_answer(arg, json_pack("{s:i, s:s}", "status", status, "reason",
		reason));
}

static bool reinvite(struct request *r)
{
	struct session *s = request_session(r);
	struct names codecs;
	struct reinvite_params params = {
		.without = json_is_false(json_object_get(r->params, "offer")),
	};
	struct ask *ask;

	if (!s)
		return false;
	ask = ask_new(r->client, r->id, session_reinvite_forget);
	r->later = true;
	params.codecs = read_names(r, "codecs", &codecs);
	if (!session_reinvite(s, &params, on_final, ask, &r->fault))
		ask_refuse(ask, &r->fault);
	return true;
}

static bool mute(struct session *s, struct fault *fault)
{
	return session_mute(s, true, fault);
}

static bool unmute(struct session *s, struct fault *fault)
{
	return session_mute(s, false, fault);
}

static bool act(struct request *r)
{
	struct session *s = request_session(r);

	return s && r->method->of_session(s, &r->fault) && give(r, s);
}

static bool list(struct request *r)
{
	bool more;
	json_t *sessions = snapshot_live(r->engine,
		(int)json_number(r->params, "after", 0),
		(int)json_number(r->params, "limit", SNAPSHOT_SESSIONS), &more);

	r->result = json_pack("{s:o, s:b}", "sessions", sessions, "more", more);
	return true;
}

static bool get(struct request *r)
{
	struct session *s = request_session(r);

	if (!s)
		return false;
	r->result = json_pack("{s:o, s:o}", "session", describe_session(s),
		"statistics", describe_statistics(s));
	return true;
}

static bool quality(struct request *r)
{
	struct session *s = request_session(r);

	if (!s)
		return false;
	r->result = json_pack("{s:o, s:o}", "session", describe_session(s),
		"quality", describe_quality(s));
	return true;
}

static void add_message(void *messages, const struct trace_message *m)
{
	json_array_append_new(messages, describe_message(m));
}

static bool trace(struct request *r)
{
	struct session *s = request_session(r);
	json_t *messages = json_array();
	int dropped;

	if (!s) {
		json_decref(messages);
		return false;
	}
	dropped = session_trace(s, add_message, messages);
	r->result = json_pack("{s:o, s:o, s:i}", "session", describe_session(s),
		"messages", messages, "dropped", dropped);
	return true;
}

#define SESSION MUST(SESSION, "session")
#define ACT(what, function) { .name = "session." what, .run = act, \
	.params = PARAMS(SESSION), .of_session = function }

const struct method session_methods[] = {
	METHOD("session.call", call,
		MUST(TEXT, "to"),
		MAY(ACCOUNT, "account"),
		MAY(HEADERS, "headers"),
		MAY(BOOLEAN, "offer"),
		MAY(NOTES, "data"),
		MAY(BOOLEAN, "privacy"),
		MAY(SESSION, "consults"),
		MAY(TEXTS, "codecs")),
	ACT("answer", session_answer),
	METHOD("session.decline", decline, SESSION,
		MAY(NUMBER, "status", .min = 400, .max = 699),
		MAY(TEXT, "reason")),
	METHOD("session.redirect", redirect, SESSION, MUST(TEXT, "to")),
	METHOD("session.hangup", hang_up, SESSION,
		MAY(TEXT, "reason"),
		MAY(NUMBER, "q850", .min = 1, .max = 127)),
	ACT("hold", session_hold),
	ACT("unhold", session_unhold),
	ACT("mute", mute),
	ACT("unmute", unmute),
	ACT("focus", session_focus),
	ACT("silence", session_silence),
	METHOD("session.dtmf", dtmf, SESSION,
		MAY(TEXT, "tones"),
		MAY(TEXT, "method"),
		MAY(NUMBER, "duration_ms", .min = 40, .max = 6000),
		MAY(NUMBER, "gap_ms", .min = 40, .max = 6000),
		MAY(NUMBER, "volume", .min = -63, .max = 0),
		MAY(BOOLEAN, "secret"),
		MAY(BOOLEAN, "go_on")),
	METHOD("session.transfer", transfer, SESSION,
		MAY(TEXT, "to"),
		MAY(SESSION, "with")),
	METHOD("session.latency", latency, SESSION, MAY(TEXT, "latency")),
	METHOD("session.set", set, SESSION, MUST(NOTES, "data")),
	METHOD("session.accept", accept, SESSION, MAY(TEXT, "what")),
	METHOD("session.refuse", refuse_it, SESSION, MAY(TEXT, "what")),
	METHOD("session.reinvite", reinvite, SESSION, MAY(BOOLEAN, "offer"),
		MAY(TEXTS, "codecs")),
	LOOK("session.list", list,
		MAY(NUMBER, "after", .min = 0, .max = INT32_MAX),
		MAY(NUMBER, "limit", .min = 1, .max = SNAPSHOT_SESSIONS)),
	LOOK("session.get", get, SESSION),
	LOOK("session.quality", quality, SESSION),
	LOOK("session.trace", trace, SESSION),
	{ 0 }
};
