#include "oneshot/subscription.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oneshot/show.h"

#define METERS_HZ 5		/* for who asks for session.levels */

static int meters(const json_t *topics)
{
	const json_t *topic;
	size_t i;

	json_array_foreach(topics, i, topic)
		if (!strcmp(json_string_value(topic), "session.levels"))
			return METERS_HZ;
	return 0;
}

/* Whoever counts on all of them shall know that some are gone. */
static void tell_of_gap(const struct context *c, const json_t *result)
{
	if (args_has(&c->args, "since") &&
	    json_is_false(json_object_get(result, "complete")))
		fprintf(stderr, "offhook: the engine no longer has all events "
			"since then: ask \"offhook status\" how things are\n");
}

int subscription_begin(struct context *c, json_t *topics)
{
	const char *since = args_value(&c->args, "since");
	json_t *params, *result;
	long long seq = 0;

	if (since && !args_number(&c->args, "--since", since, 0, INT64_MAX,
			&seq)) {
		json_decref(topics);
		return EXIT_USAGE;
	}
	params = json_pack("{s:i}", "meters_hz", meters(topics));
	json_object_set_new(params, "topics", topics);
	if (since)
		json_object_set_new(params, "since", json_integer(seq));
	result = wire_ask(c->wire, "events.subscribe", params);
	if (!result)
		return command_refused(c);
	tell_of_gap(c, result);
	json_decref(result);
	return EXIT_DONE;
}

void subscription_print(struct context *c, const json_t *event)
{
	char line[SHOW_LINE];
	char *text = c->json ? json_dumps(event, JSON_COMPACT |
		JSON_REAL_PRECISION(6)) : NULL;

	if (!c->json)
		show_event(event, line);
	puts(c->json ? text : line);
	fflush(stdout);
	free(text);
}
