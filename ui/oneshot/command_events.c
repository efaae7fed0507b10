/* events, wait */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/show.h"

#define METERS_HZ 5		/* for who asks for session.levels */

static json_t *topics(const struct context *c)
{
	json_t *list = json_array();

	for (int i = 0; i < c->args.n_words; i++)
		json_array_append_new(list, json_string(c->args.words[i]));
	return list;
}

static bool wants_levels(const struct context *c)
{
	for (int i = 0; i < c->args.n_words; i++)
		if (!strcmp(c->args.words[i], "session.levels"))
			return true;
	return false;
}

static bool subscribe(struct context *c)
{
	json_t *result = wire_ask(c->wire, "events.subscribe",
		json_pack("{s:o, s:i}", "topics", topics(c), "meters_hz",
			wants_levels(c) ? METERS_HZ : 0));

	json_decref(result);
	return result != NULL;
}

/* One line an event, at once: somebody may read them from a pipe. */
static void print(struct context *c, const json_t *event)
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

static int events(struct context *c)
{
	json_t *event;

	if (!subscribe(c))
		return command_refused(c);
	while ((event = wire_event(c->wire, -1))) {
		print(c, event);
		json_decref(event);
		if (ferror(stdout))
			return EXIT_DONE;	/* nobody reads any more */
	}
	return command_refused(c);		/* the engine has gone */
}

static bool is_about(const json_t *event, long long session)
{
	const json_t *object = json_object_get(event, "session");

	return !session || json_number(object, "id", 0) == session ||
		json_number(event, "id", 0) == session;
}

static int wait_until(struct context *c, long long session, int64_t end)
{
	json_t *event;

	for (;;) {
		int64_t left = end < 0 ? -1 : end - clock_ms();

		event = end >= 0 && left <= 0 ? NULL :
			wire_event(c->wire, (int)left);
		if (!event)
			break;
		if (is_about(event, session)) {
			print(c, event);
			json_decref(event);
			return EXIT_DONE;
		}
		json_decref(event);
	}
	return wire_gone(c->wire) ? command_refused(c) :
		command_failed(c, "it did not come in time");
}

static int wait_one(struct context *c)
{
	const char *timeout = args_value(&c->args, "timeout");
	const char *session = args_value(&c->args, "session");
	long long seconds = 0, id = 0;

	if (timeout && !args_number(&c->args, "--timeout", timeout, 1, 1000000,
			&seconds))
		return EXIT_USAGE;
	if (session && !args_number(&c->args, "--session", session, 1,
			INT32_MAX, &id))
		return EXIT_USAGE;
	if (!subscribe(c))
		return command_refused(c);
	return wait_until(c, id, timeout ? clock_ms() + seconds * 1000 : -1);
}

const struct command event_commands[] = {
	{ .name = "events", .usage = "[TOPIC...]", .max_words = ARGS_MAX,
	  .help = "print what happens, until the engine ends", .run = events },
	{ .name = "wait", .usage = "EVENT [--session ID] [--timeout S]",
	  .options = "session= timeout=", .min_words = 1, .max_words = 1,
	  .help = "wait for an event and print it", .run = wait_one },
	{ 0 }
};
