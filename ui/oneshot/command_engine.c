/* status, dnd, reload, stop, history */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/show.h"

static int status(struct context *c)
{
	json_t *all = wire_ask(c->wire, "engine.status", NULL);

	if (!all)
		return command_refused(c);
	if (c->json)
		return command_json(all);
	puts("engine");
	show_members(json_object_get(all, "engine"), 2);
	puts("audio");
	show_members(json_object_get(all, "audio"), 2);
	puts("");
	show_list(json_object_get(all, "accounts"), show_account, "accounts",
		"no accounts");
	puts("");
	show_list(json_object_get(all, "sessions"), show_session, "calls",
		"no calls");
	json_decref(all);
	return EXIT_DONE;
}

/* For methods whose result is worth no words. */
static int do_it(struct context *c, const char *method, json_t *params)
{
	json_t *result = wire_ask(c->wire, method, params);

	if (!result)
		return command_refused(c);
	if (c->json)
		return command_json(result);
	json_decref(result);
	return EXIT_DONE;
}

static int dnd(struct context *c)
{
	const char *word = c->args.words[0];
	bool on = !strcmp(word, "on");

	if (!on && strcmp(word, "off"))
		return command_usage(c, "on or off, not \"%s\"", word);
	return do_it(c, "engine.set", json_pack("{s:b}", "dnd", on));
}

static int reload(struct context *c)
{
	return do_it(c, "engine.reload", NULL);
}

/* The engine has stopped when it closes the connection.  One that waits for the
 * end of its calls is not waited for. */
static int stop(struct context *c)
{
	bool idle = args_has(&c->args, "idle");
	int result = do_it(c, "engine.stop", json_pack("{s:s}", "when",
		idle ? "idle" : "now"));

	while (!result && !idle && !wire_gone(c->wire))
		json_decref(wire_event(c->wire, -1));
	return result;
}

static int history(struct context *c)
{
	const char *limit = args_value(&c->args, "limit");
	json_t *params = json_object();
	long long n = 20;
	json_t *page;

	if (limit && !args_number(&c->args, "--limit", limit, 1, 500, &n)) {
		json_decref(params);
		return EXIT_USAGE;
	}
	json_object_set_new(params, "limit", json_integer(n));
	if (c->args.n_words)
		json_object_set_new(params, "text",
			json_string(c->args.words[0]));
	page = wire_ask(c->wire, "history.list", params);
	if (!page)
		return command_refused(c);
	if (c->json)
		return command_json(page);
	show_list(json_object_get(page, "calls"), show_call,
		"WHEN                   WHO", "no calls");
	json_decref(page);
	return EXIT_DONE;
}

const struct command engine_commands[] = {
	{ .name = "status", .usage = "", .run = status,
	  .help = "the engine, its accounts and calls" },
	{ .name = "history", .usage = "[TEXT] [--limit N]", .max_words = 1,
	  .options = "limit=", .help = "calls that have ended, newest first",
	  .run = history },
	{ .name = "dnd", .usage = "on|off", .min_words = 1, .max_words = 1,
	  .help = "do not disturb: refuse calls with 486", .run = dnd },
	{ .name = "reload", .usage = "", .run = reload,
	  .help = "read the configuration again; calls stay up" },
	{ .name = "stop", .usage = "[--idle]", .options = "idle", .run = stop,
	  .help = "end the calls and the engine, or when there are none" },
	{ 0 }
};
