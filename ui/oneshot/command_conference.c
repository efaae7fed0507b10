/* join, split, leave, conference, latency */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/outcome.h"
#include "oneshot/pick.h"
#include "oneshot/show.h"

#define GAIN_MAX 20

/* "2     with you  calls 1 3 4" */
static void show_conference(const json_t *conference, char line[SHOW_LINE])
{
	const json_t *id;
	size_t i;
	int n = snprintf(line, SHOW_LINE, "%-5lld %s  calls",
		json_number(conference, "id", 0),
		json_is_true(json_object_get(conference, "with_person")) ?
		"with you" : "alone   ");

	json_array_foreach(json_object_get(conference, "sessions"), i, id)
		if (n < SHOW_LINE - 16)
			n += snprintf(line + n, SHOW_LINE - (size_t)n, " %lld",
				(long long)json_integer_value(id));
}

/* What there are; takes it. */
static int tell(struct context *c, json_t *conferences)
{
	if (!conferences)
		return command_refused(c);
	if (c->json)
		return command_json(conferences);
	show_list(conferences, show_conference, "ID", "no conference");
	json_decref(conferences);
	return EXIT_DONE;
}

static int ask(struct context *c, const char *method, json_t *params)
{
	return tell(c, command_get(c, method, params, "conferences"));
}

/* --- until those that were on hold are there ------------------------------ */

static enum outcome settled(const json_t *session)
{
	if (pick_ended(session))
		return OUTCOME_FAILED;
	return json_is_true(json_object_get(session, "hold_pending")) ?
		OUTCOME_OPEN : OUTCOME_DONE;
}

static void settle(struct context *c, int id)
{
	enum outcome outcome;
	json_t *session = command_get(c, "session.get",
		json_pack("{s:i}", "session", id), "session");

	if (session)
		json_decref(outcome_wait(c, "session", session, settled,
			&outcome));
}

/* method changes them: asks, and waits until none is on its way any more. */
static int ask_about(struct context *c, const char *method, json_t *params,
	const json_t *ids)
{
	json_t *result = outcome_prepare(c) ? command_get(c, method,
		json_incref(params), "conferences") : NULL;
	const json_t *id;
	size_t i;

	json_decref(params);
	if (!result)
		return command_refused(c);
	json_array_foreach(ids, i, id)
		settle(c, (int)json_integer_value(id));
	return tell(c, result);
}

static int join(struct context *c)
{
	json_t *ids = json_array();
	int status = EXIT_DONE;

	for (int i = 0; i < c->args.n_words; i++) {
		int id = pick_session(c, c->args.words[i], pick_established,
			"to join", &status);

		if (!id) {
			json_decref(ids);
			return status;
		}
		json_array_append_new(ids, json_integer(id));
	}
	status = ask_about(c, "conference.join",
		json_pack("{s:O}", "sessions", ids), ids);
	json_decref(ids);
	return status;
}

static int split(struct context *c)
{
	json_t *ids;
	int id, status;

	if (!c->args.n_words)
		return ask(c, "conference.split", json_object());
	id = pick_session(c, c->args.words[0], pick_established, "to split",
		&status);
	if (!id)
		return status;
	ids = json_pack("[i]", id);
	status = ask_about(c, "conference.split",
		json_pack("{s:i}", "session", id), ids);
	json_decref(ids);
	return status;
}

static int leave(struct context *c)
{
	return ask(c, "conference.leave", json_pack("{s:b}", "transfer",
		args_has(&c->args, "transfer")));
}

/* --- a member ------------------------------------------------------------- */

static int update(struct context *c, const char *word, json_t *params)
{
	char line[SHOW_LINE];
	int status, id = pick_session(c, word, pick_established, "there",
		&status);
	json_t *session;

	if (!id) {
		json_decref(params);
		return status;
	}
	json_object_set_new(params, "session", json_integer(id));
	session = command_get(c, "conference.update", params, "session");
	if (!session)
		return command_refused(c);
	if (c->json)
		return command_json(session);
	show_session(session, line);
	puts(line);
	json_decref(session);
	return EXIT_DONE;
}

static int conference(struct context *c)
{
	const char *verb = c->args.n_words ? c->args.words[0] : "list";
	int n = c->args.n_words;
	long long db;

	if (n <= 1 && !strcmp(verb, "list"))
		return ask(c, "conference.list", NULL);
	if (n == 2 && (!strcmp(verb, "mute") || !strcmp(verb, "unmute")))
		return update(c, c->args.words[1], json_pack("{s:b}", "muted",
			!strcmp(verb, "mute")));
	if (n != 3 || strcmp(verb, "gain"))
		return command_usage(c, "gain takes a call and dB, mute and "
			"unmute a call");
	if (!args_number(&c->args, "a gain", c->args.words[2], -GAIN_MAX,
			GAIN_MAX, &db))
		return EXIT_USAGE;
	return update(c, c->args.words[1], json_pack("{s:i}", "gain_db",
		(int)db));
}

/* --- latency -------------------------------------------------------------- */

static int latency_of_all(struct context *c, const char *value)
{
	json_t *engine = command_get(c, "engine.set",
		json_pack("{s:s}", "latency", value), "engine");

	if (!engine)
		return command_refused(c);
	if (c->json)
		return command_json(engine);
	json_decref(engine);
	return EXIT_DONE;
}

/* value "all": as for all of them. */
static int latency(struct context *c)
{
	const char *value = c->args.words[c->args.n_words - 1];
	char line[SHOW_LINE];
	json_t *session;
	int id, status;

	if (c->args.n_words == 1)
		return latency_of_all(c, value);
	id = pick_session(c, c->args.words[0], pick_going_on, "", &status);
	if (!id)
		return status;
	session = command_get(c, "session.latency", json_pack("{s:i, s:s?}",
		"session", id, "latency", strcmp(value, "all") ? value : NULL),
		"session");
	if (!session)
		return command_refused(c);
	if (c->json)
		return command_json(session);
	show_session(session, line);
	puts(line);
	json_decref(session);
	return EXIT_DONE;
}

const struct command conference_commands[] = {
	{ .name = "join", .usage = "ID...", .min_words = 1,
	  .max_words = ARGS_MAX, .run = join,
	  .help = "calls that are to hear each other, and you" },
	{ .name = "split", .usage = "[ID]", .max_words = 1, .run = split,
	  .help = "take a call out of its conference, or all, and hold it" },
	{ .name = "leave", .usage = "[--transfer]", .options = "transfer",
	  .run = leave,
	  .help = "leave a conference to the others, here or without us" },
	{ .name = "conference", .max_words = 3, .run = conference,
	  .usage = "[list] | gain ID DB | mute ID | unmute ID",
	  .help = "conferences; how the others hear one call of them" },
	{ .name = "latency", .usage = "[ID] MODE", .min_words = 1,
	  .max_words = 2, .run = latency,
	  .help = "default, ultra-low, smooth-200 to smooth-2000 (ms)" },
	{ 0 }
};
