#include "request.h"

#include <stdio.h>

void request_call(struct link *l, const char *to, const char *account,
	const struct link_reply *reply)
{
	json_t *params = json_pack("{s:s}", "to", to);

	if (account)
		json_object_set_new(params, "account", json_string(account));
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

void request_tones(struct link *l, const char *tones,
	const struct link_reply *reply)
{
	link_request(l, "session.dtmf", json_pack("{s:i, s:s}",
		"session", reply->subject, "tones", tones), reply);
}

void request_transfer(struct link *l, const char *to,
	const struct link_reply *reply)
{
	link_request(l, "session.transfer", json_pack("{s:i, s:s}",
		"session", reply->subject, "to", to), reply);
}

void request_volume(struct link *l, const char *device, int percent,
	const struct link_reply *reply)
{
	link_request(l, "audio.volume", json_pack("{s:s, s:i}",
		"device", device, "percent", percent), reply);
}

void request_dnd(struct link *l, bool on, const struct link_reply *reply)
{
	link_request(l, "engine.set", json_pack("{s:b}", "dnd", on), reply);
}

void request_register(struct link *l, int account,
	const struct link_reply *reply)
{
	link_request(l, "account.register",
		json_pack("{s:i}", "account", account), reply);
}

void request_history(struct link *l, int limit, const char *text,
	const struct link_reply *reply)
{
	json_t *params = json_pack("{s:i}", "limit", limit);

	if (text && *text)
		json_object_set_new(params, "text", json_string(text));
	link_request(l, "history.list", params, reply);
}

void request_stop(struct link *l, const struct link_reply *reply)
{
	link_request(l, "engine.stop", json_pack("{s:s}", "when", "now"),
		reply);
}
