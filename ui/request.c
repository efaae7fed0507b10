#include "request.h"

#include <stdio.h>

#include "menus.h"

void request_call(struct link *l, const struct calling *c,
	const struct link_reply *reply)
{
	json_t *params = json_pack("{s:s}", "to", c->to);

	if (c->account)
		json_object_set_new(params, "account", json_string(c->account));
	if (c->consults)
		json_object_set_new(params, "consults",
			json_integer(c->consults));
	if (c->privacy)
		json_object_set_new(params, "privacy", json_true());
	link_request(l, "session.call", params, reply);
}

void request_session(struct link *l, const char *verb,
	const struct link_reply *reply)
{
	char method[32];

	snprintf(method, sizeof method, "session.%s", verb);
	link_request(l, method, json_pack("{s:i}", "session", reply->subject),
		reply);
}

void request_tones(struct link *l, const char *tones, bool secret,
	const struct link_reply *reply)
{
	json_t *params = json_pack("{s:i, s:s}", "session", reply->subject,
		"tones", tones);

	if (secret)
		json_object_set_new(params, "secret", json_true());
	link_request(l, "session.dtmf", params, reply);
}

void request_record(struct link *l, bool on, bool pause,
	const struct link_reply *reply)
{
	json_t *params = json_pack("{s:i, s:b}", "session", reply->subject,
		"on", on);

	if (pause)
		json_object_set_new(params, "pause", json_true());
	link_request(l, "session.record", params, reply);
}

void request_tones_go_on(struct link *l, const struct link_reply *reply)
{
	link_request(l, "session.dtmf", json_pack("{s:i, s:b}",
		"session", reply->subject, "go_on", 1), reply);
}

void request_transfer(struct link *l, const char *to,
	const struct link_reply *reply)
{
	link_request(l, "session.transfer", json_pack("{s:i, s:s}",
		"session", reply->subject, "to", to), reply);
}

void request_put_through(struct link *l, int with,
	const struct link_reply *reply)
{
	link_request(l, "session.transfer", json_pack("{s:i, s:i}",
		"session", reply->subject, "with", with), reply);
}

void request_join(struct link *l, const int *sessions, int n,
	const struct link_reply *reply)
{
	json_t *list = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(list, json_integer(sessions[i]));
	link_request(l, "conference.join", json_pack("{s:o}", "sessions", list),
		reply);
}

void request_split(struct link *l, int session, const struct link_reply *reply)
{
	json_t *params = json_object();

	if (session)
		json_object_set_new(params, "session", json_integer(session));
	link_request(l, "conference.split", params, reply);
}

void request_leave(struct link *l, bool transfer,
	const struct link_reply *reply)
{
	link_request(l, "conference.leave", json_pack("{s:b}", "transfer",
		transfer), reply);
}

void request_member_mute(struct link *l, bool on,
	const struct link_reply *reply)
{
	link_request(l, "conference.update", json_pack("{s:i, s:b}",
		"session", reply->subject, "muted", on), reply);
}

void request_member_gain(struct link *l, int db, const struct link_reply *reply)
{
	link_request(l, "conference.update", json_pack("{s:i, s:i}",
		"session", reply->subject, "gain_db", db), reply);
}

void request_decline(struct link *l, int status, const char *reason,
	const struct link_reply *reply)
{
	json_t *params = json_pack("{s:i}", "session", reply->subject);

	if (status)
		json_object_set_new(params, "status", json_integer(status));
	if (reason)
		json_object_set_new(params, "reason", json_string(reason));
	link_request(l, "session.decline", params, reply);
}

void request_redirect(struct link *l, const char *to,
	const struct link_reply *reply)
{
	link_request(l, "session.redirect", json_pack("{s:i, s:s}",
		"session", reply->subject, "to", to), reply);
}

void request_trace(struct link *l, const struct link_reply *reply)
{
	link_request(l, "session.trace",
		json_pack("{s:i}", "session", reply->subject), reply);
}

void request_forward(struct link *l, int account, const struct forwarding *f,
	const struct link_reply *reply)
{
	static const char *const names[FORWARDS] = { "always", "busy",
		"no_answer" };
	json_t *params = json_pack("{s:i}", "account", account);

	for (int i = 0; i < FORWARDS; i++)
		if (f->off[i] || f->to[i])
			json_object_set_new(params, names[i],
				json_string(f->off[i] ? "" : f->to[i]));
	link_request(l, "account.forward", params, reply);
}

void request_volume(struct link *l, const char *device, int percent,
	const struct link_reply *reply)
{
	link_request(l, "audio.volume", json_pack("{s:s, s:i}",
		"device", device, "percent", percent), reply);
}

void request_echo(struct link *l, const char *how,
	const struct link_reply *reply)
{
	link_request(l, "audio.processing", json_pack("{s:s}",
		"echo_cancel", how), reply);
}

void request_dnd(struct link *l, bool on, const struct link_reply *reply)
{
	link_request(l, "engine.set", json_pack("{s:b}", "dnd", on), reply);
}

void request_latency(struct link *l, const char *mode,
	const struct link_reply *reply)
{
	link_request(l, "engine.set", json_pack("{s:s}", "latency", mode),
		reply);
}

void request_register(struct link *l, int account,
	const struct link_reply *reply)
{
	link_request(l, "account.register",
		json_pack("{s:i}", "account", account), reply);
}

/* An older engine knows no offset: it is told only where it is one. */
void request_page(struct link *l, const char *method,
	const struct request_page *page, const struct link_reply *reply)
{
	json_t *params = json_pack("{s:i}", "limit", page->limit);

	if (page->offset)
		json_object_set_new(params, "offset",
			json_integer(page->offset));
	if (page->text && *page->text)
		json_object_set_new(params, "text", json_string(page->text));
	link_request(l, method, params, reply);
}

void request_search(struct link *l, const char *text, int limit,
	const struct link_reply *reply)
{
	link_request(l, "contact.search", json_pack("{s:s, s:i}",
		"text", text, "limit", limit), reply);
}

void request_contact_save(struct link *l, const char *id, json_t *fields,
	const struct link_reply *reply)
{
	if (id)
		json_object_set_new(fields, "contact", json_string(id));
	link_request(l, id ? "contact.update" : "contact.add", fields, reply);
}

void request_contact_favourite(struct link *l, const char *id, bool on,
	const struct link_reply *reply)
{
	link_request(l, "contact.update", json_pack("{s:s, s:b}",
		"contact", id, "favourite", on), reply);
}

void request_contact_remove(struct link *l, const char *id,
	const struct link_reply *reply)
{
	link_request(l, "contact.remove", json_pack("{s:s}", "contact", id),
		reply);
}

void request_stop(struct link *l, const struct link_reply *reply)
{
	link_request(l, "engine.stop", json_pack("{s:s}", "when", "now"),
		reply);
}
