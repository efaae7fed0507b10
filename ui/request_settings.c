#include "request_settings.h"

void request_account_get(struct link *l, int account,
	const struct link_reply *reply)
{
	link_request(l, "account.get", json_pack("{s:i}", "account", account),
		reply);
}

void request_account_add(struct link *l, json_t *params,
	const struct link_reply *reply)
{
	link_request(l, "account.add", params, reply);
}

void request_account_update(struct link *l, int account, json_t *params,
	const struct link_reply *reply)
{
	json_object_set_new(params, "account", json_integer(account));
	link_request(l, "account.update", params, reply);
}

void request_account_remove(struct link *l, int account,
	const struct link_reply *reply)
{
	link_request(l, "account.remove",
		json_pack("{s:i}", "account", account), reply);
}

void request_reload(struct link *l, const struct link_reply *reply)
{
	link_request(l, "engine.reload", json_object(), reply);
}

void request_devices(struct link *l, const struct link_reply *reply)
{
	link_request(l, "audio.devices", json_object(), reply);
}

void request_select(struct link *l, const char *end, const char *name,
	const struct link_reply *reply)
{
	link_request(l, "audio.select", json_pack("{s:s, s:s, s:b}",
		"device", end, "name", name, "keep", 1), reply);
}

void request_sound_test(struct link *l, int seconds,
	const struct link_reply *reply)
{
	link_request(l, "audio.test", json_pack("{s:i}", "seconds", seconds),
		reply);
}

void request_processing(struct link *l, const char *what, const char *how,
	const struct link_reply *reply)
{
	link_request(l, "audio.processing", json_pack("{s:s}", what, how),
		reply);
}
