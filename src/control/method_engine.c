/* engine.* and events.subscribe */
#include <config.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "control/client.h"
#include "control/describe.h"
#include "control/method.h"
#include "control/publish.h"
#include "control/snapshot.h"
#include "store/config.h"

/* read_only false takes nothing back. */
static bool hello(struct request *r)
{
	if (json_is_true(json_object_get(r->params, "read_only")))
		client_only_looks(r->client);
	r->result = json_pack("{s:s, s:i, s:i, s:b}",
		"version", PACKAGE_VERSION, "protocol", PROTOCOL_VERSION,
		"pid", (int)getpid(), "read_only", client_looks(r->client));
	return true;
}

static bool status(struct request *r)
{
	r->result = json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:n}",
		"seq", (json_int_t)publish_seq(server_publish(r->server)),
		"engine", describe_engine(r->engine),
		"accounts", snapshot_accounts(r->engine),
		"sessions", snapshot_sessions(r->engine),
		"conferences", snapshot_conferences(r->engine),
		"audio", describe_audio(r->engine),
		"agent");
	return true;
}

static bool reload(struct request *r)
{
	char error[CONFIG_ERROR] = "";

	if (engine_reload(r->engine, error))
		return true;
	r->text = mem_format("the configuration stays as it was: %s", error);
	return refuse(r, ERROR_DEVICE, "", "the configuration is wrong");
}

static bool stop(struct request *r)
{
	const char *when = json_text(r->params, "when");
	bool idle = when && !strcmp(when, "idle");

	if (when && !idle && strcmp(when, "now"))
		return refuse(r, ERROR_PARAMS, "when",
			"\"when\" must be \"now\" or \"idle\"");
	server_stop(r->server, idle);
	return true;
}

static bool set(struct request *r)
{
	const json_t *dnd = json_object_get(r->params, "dnd");
	const char *latency = json_text(r->params, "latency");

	if (latency && !engine_set_latency(r->engine, latency, &r->fault))
		return false;
	if (json_is_boolean(dnd))
		engine_set_dnd(r->engine, json_is_true(dnd));
	r->result = json_pack("{s:o}", "engine", describe_engine(r->engine));
	return true;
}

const struct method engine_methods[] = {
	LOOK("engine.hello", hello,
		MAY(TEXT, "client"),
		MAY(NUMBER, "protocol", .min = 1, .max = 1000000),
		MAY(BOOLEAN, "read_only")),
	LOOK("engine.status", status),
	METHOD("engine.reload", reload),
	METHOD("engine.stop", stop,
		MAY(TEXT, "when")),
	METHOD("engine.set", set,
		MAY(BOOLEAN, "dnd"),
		MAY(TEXT, "latency")),
	{ 0 }
};

static bool read_topics(struct request *r, topic_set *set)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(r->params, "topics"), i, item) {
		topic_set some = topic_match(json_string_value(item));

		if (!some)
			return refuse(r, ERROR_PARAMS, "topics", "there is no "
				"topic \"%.64s\": see offhook-control(7)",
				json_string_value(item));
		*set |= some;
	}
	if (!*set)
		*set = TOPICS_ALL;
	return true;
}

static bool subscribe(struct request *r)
{
	json_t *seq = json_integer(publish_seq(server_publish(r->server)));
	topic_set set = 0;
	bool complete;

	if (!read_topics(r, &set)) {
		json_decref(seq);
		return false;
	}
	complete = client_subscribe(r->client, set,
		(int)json_number(r->params, "meters_hz", 0),
		json_number(r->params, "since", -1));
	r->result = json_pack("{s:o, s:b}", "seq", seq, "complete", complete);
	return true;
}

const struct method events_methods[] = {
	LOOK("events.subscribe", subscribe,
		MAY(TEXTS, "topics"),
		MAY(NUMBER, "meters_hz", .min = 0, .max = METERS_HZ_MAX),
		MAY(NUMBER, "since", .min = 0, .max = INT64_MAX)),
	{ 0 }
};
