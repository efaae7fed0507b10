#include "control/event.h"

#include "base/clock.h"
#include "base/json.h"
#include "control/describe.h"

static const enum topic topics[] = {
	[TOPIC_ACCOUNT_CHANGED] = EVENT_ACCOUNT_CHANGED,
	[TOPIC_ACCOUNT_REMOVED] = EVENT_ACCOUNT_REMOVED,
	[TOPIC_ACCOUNT_TRANSPORT] = EVENT_ACCOUNT_TRANSPORT,
	[TOPIC_SESSION_CREATED] = EVENT_SESSION_CREATED,
	[TOPIC_SESSION_CHANGED] = EVENT_SESSION_CHANGED,
	[TOPIC_SESSION_ENDED] = EVENT_SESSION_ENDED,
	[TOPIC_SESSION_DTMF] = EVENT_SESSION_DTMF,
	[TOPIC_SESSION_INFO] = EVENT_SESSION_INFO,
	[TOPIC_SESSION_MESSAGE] = EVENT_SESSION_MESSAGE,
	[TOPIC_SESSION_PLAYED] = EVENT_SESSION_PLAYED,
	[TOPIC_AUDIO_CHANGED] = EVENT_AUDIO_CHANGED,
	[TOPIC_AUDIO_TEST] = EVENT_AUDIO_TEST,
	[TOPIC_ENGINE_WARNING] = EVENT_ENGINE_WARNING,
	[TOPIC_ENGINE_CHANGED] = EVENT_ENGINE_CHANGED,
	[TOPIC_HISTORY_ADDED] = EVENT_HISTORY_ADDED,
	[TOPIC_CONTACT_CHANGED] = EVENT_CONTACT_CHANGED,
	[TOPIC_CONTACT_REMOVED] = EVENT_CONTACT_REMOVED,
	[TOPIC_SESSION_REDIRECTED] = EVENT_SESSION_REDIRECTED,
	[TOPIC_SESSION_REFERRED] = EVENT_SESSION_REFERRED,
};

enum topic event_topic(const struct engine_event *e)
{
	return topics[e->topic];
}

json_t *event_params(enum topic topic, uint64_t seq, json_t *about)
{
	char time[CLOCK_TEXT];
	json_t *params;

	clock_text(clock_wall_ms(), time);
	params = json_pack("{s:s, s:I, s:s}", "topic", topic_name(topic),
		"seq", (json_int_t)seq, "time", time);
	json_object_update(params, about);
	json_decref(about);
	return params;
}

struct line *event_line(json_t *params)
{
	struct line *line = line_new(json_pack("{s:s, s:s, s:o}",
		"jsonrpc", "2.0", "method", "event", "params", params));

	line->event = true;
	return line;
}

static json_t *about_dtmf(const struct engine_event *e)
{
	char tone[2] = { e->tone, '\0' };

	return json_pack("{s:o, s:o, s:i, s:o}",
		"session", describe_session(e->session),
		"tone", json_clean(tone),
		"duration_ms", e->duration_ms,
		"via", json_clean(e->via));
}

static json_t *about_info(const struct engine_event *e)
{
	return json_pack("{s:o, s:s, s:s}",
		"session", describe_session(e->session),
		"content_type", e->content_type, "body", e->body);
}

static json_t *about_message(const struct engine_event *e)
{
	return json_pack("{s:o, s:s, s:s}",
		"session", describe_session(e->session),
		"text", e->body, "content_type", e->content_type);
}

static json_t *about_warning(const struct engine_event *e)
{
	return json_pack("{s:o, s:o, s:o}", "code", json_clean(e->code),
		"text", json_clean(e->text), "advice", json_clean(e->advice));
}

json_t *event_about(const struct engine *engine, const struct engine_event *e)
{
	switch (e->topic) {
	case TOPIC_ACCOUNT_CHANGED:
	case TOPIC_ACCOUNT_REMOVED:
		return json_pack("{s:o}", "account",
			describe_account(e->account));
	case TOPIC_ACCOUNT_TRANSPORT:
		return json_pack("{s:o, s:o, s:o}", "account",
			describe_account(e->account),
			"state", json_clean(e->state),
			"reason", json_clean(e->reason));
	case TOPIC_SESSION_CREATED:
	case TOPIC_SESSION_CHANGED:
	case TOPIC_SESSION_ENDED:
	case TOPIC_SESSION_REFERRED:
	case TOPIC_SESSION_REDIRECTED:
		return json_pack("{s:o}", "session",
			describe_session(e->session));
	case TOPIC_SESSION_DTMF:
		return about_dtmf(e);
	case TOPIC_SESSION_INFO:
		return about_info(e);
	case TOPIC_SESSION_MESSAGE:
		return about_message(e);
	case TOPIC_SESSION_PLAYED:
		return json_pack("{s:o, s:o, s:b}",
			"session", describe_session(e->session),
			"file", json_clean(e->file), "complete", e->complete);
	case TOPIC_ENGINE_WARNING:
		return about_warning(e);
	case TOPIC_HISTORY_ADDED:
		return json_pack("{s:o}", "call", describe_call(e->call,
			engine ? engine_book(engine) : NULL));
	case TOPIC_CONTACT_CHANGED:
		return json_pack("{s:o}", "contact", e->contact ?
			describe_contact(e->contact) : json_null());
	case TOPIC_CONTACT_REMOVED:
		return json_pack("{s:o}", "id", json_clean(e->text));
	case TOPIC_AUDIO_CHANGED:
		return engine ? json_pack("{s:o}", "audio",
			describe_audio(engine)) : NULL;
	case TOPIC_AUDIO_TEST:
		return json_pack("{s:o}", "test",
			describe_audio_test(e->test));
	case TOPIC_ENGINE_CHANGED:
		return engine ? json_pack("{s:o}", "engine",
			describe_engine(engine)) : NULL;
	}
	return NULL;
}

struct line *event_overflow(uint64_t seq)
{
	char time[CLOCK_TEXT];

	clock_text(clock_wall_ms(), time);
	return line_new(json_pack("{s:s, s:s, s:{s:s, s:I, s:s, s:s}}",
		"jsonrpc", "2.0", "method", "event", "params",
		"topic", "events.overflow",
		"seq", (json_int_t)seq,
		"time", time,
		"text", "you did not read your events: what waited was dropped "
			"and this connection ends; connect again and ask for "
			"engine.status"));
}
