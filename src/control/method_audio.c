/* audio.* */
#include <string.h>

#include "base/json.h"
#include "control/ask.h"
#include "control/describe.h"
#include "control/method.h"

#define TEST_S 5

static bool give(struct request *r)
{
	r->result = json_pack("{s:o}", "audio", describe_audio(r->engine));
	return true;
}

static void on_devices(void *arg, const struct audio_items *items)
{
	json_t *devices = json_array();

	for (int i = 0; i < items->n; i++)
		json_array_append_new(devices,
			describe_device(&items->items[i]));
	ask_answer(arg, json_pack("{s:o}", "devices", devices));
}

static bool devices(struct request *r)
{
	struct ask *ask = ask_new(r->client, r->id, engine_devices_forget);

	r->later = true;
	engine_devices(r->engine, on_devices, ask);
	return true;
}

static bool is_end(const char *name)
{
	return !strcmp(name, "capture") || !strcmp(name, "playback") ||
		!strcmp(name, "ring");
}

/* NULL: refused. */
static const char *end_of(struct request *r)
{
	const char *end = json_text(r->params, "device");

	if (is_end(end))
		return end;
	refuse(r, ERROR_PARAMS, "device", "\"device\" must be \"capture\", "
		"\"playback\" or \"ring\"");
	return NULL;
}

static bool select_device(struct request *r)
{
	const char *end = end_of(r);

	return end && engine_select(r->engine, end,
		json_text(r->params, "name"),
		json_is_true(json_object_get(r->params, "keep")),
		&r->fault) && give(r);
}

static bool volume(struct request *r)
{
	const char *end = end_of(r);

	return end && engine_volume(r->engine, end,
		(int)json_number(r->params, "percent", 0), &r->fault) &&
		give(r);
}

static bool test(struct request *r)
{
	struct audio_test_view view;
	int seconds = (int)json_number(r->params, "seconds", TEST_S);

	if (!engine_test(r->engine, seconds, &r->fault))
		return false;
	engine_test_view(r->engine, &view);
	r->result = json_pack("{s:o}", "test", describe_audio_test(&view));
	return true;
}

static bool process(struct request *r)
{
	struct processing_view v = {
		.echo_cancel = json_text(r->params, "echo_cancel"),
		.noise_suppression = json_text(r->params, "noise_suppression"),
		.gain_control = json_text(r->params, "gain_control"),
	};

	return engine_process(r->engine, &v, &r->fault) && give(r);
}

const struct method audio_methods[] = {
	LOOK("audio.devices", devices),
	METHOD("audio.select", select_device,
		MUST(TEXT, "device"),
		MUST(TEXT, "name"),
		MAY(BOOLEAN, "keep")),
	METHOD("audio.test", test,
		MAY(NUMBER, "seconds", .min = 1, .max = 60)),
	METHOD("audio.volume", volume,
		MUST(TEXT, "device"),
		MUST(NUMBER, "percent", .min = 0, .max = 150)),
	METHOD("audio.processing", process,
		MAY(TEXT, "echo_cancel"),
		MAY(TEXT, "noise_suppression"),
		MAY(TEXT, "gain_control")),
	{ 0 }
};
