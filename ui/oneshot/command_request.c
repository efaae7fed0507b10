/* One request inside a call, and how it was answered: info, message,
 * reinvite ... */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/pick.h"

/* "200 OK"; what is no 2xx is a failure.  Takes the result. */
static int tell(struct context *c, json_t *result)
{
	int status = (int)json_number(result, "status", 0);
	const char *reason = json_text(result, "reason");
	bool good = status >= 200 && status < 300;

	if (c->json) {
		command_json(result);
		return good ? EXIT_DONE : EXIT_REFUSED;
	}
	if (good)
		printf("%d %s\n", status, reason ? reason : "");
	else
		command_failed(c, "the other side answered %d %s", status,
			reason ? reason : "");
	json_decref(result);
	return good ? EXIT_DONE : EXIT_REFUSED;
}

/* word: the call, NULL: the one that fits.  Takes params; NULL: no text. */
static int ask(struct context *c, const char *word, json_t *params)
{
	char method[32];
	int status, id;
	json_t *result;

	if (!params)
		return command_usage(c, "that is no text");
	id = pick_session(c, word, pick_established, "that is established",
		&status);
	if (!id) {
		json_decref(params);
		return status;
	}
	snprintf(method, sizeof method, "session.%s", c->args.command);
	json_object_set_new(params, "session", json_integer(id));
	result = wire_ask_final(c->wire, method, params);
	return result ? tell(c, result) : command_refused(c);
}

/* The words behind the call, if it is given: n of them. */
static const char *const *rest(const struct context *c, int n)
{
	return c->args.words + (c->args.n_words - n);
}

static const char *call_of(const struct context *c, int n)
{
	return c->args.n_words > n ? c->args.words[0] : NULL;
}

static int info(struct context *c)
{
	return ask(c, call_of(c, 2), json_pack("{s:s, s:s}",
		"content_type", rest(c, 2)[0], "body", rest(c, 2)[1]));
}

static int message(struct context *c)
{
	const char *type = args_value(&c->args, "type");
	json_t *params = json_pack("{s:s}", "text", rest(c, 1)[0]);

	if (params && type)
		json_object_set_new(params, "content_type", json_string(type));
	return ask(c, call_of(c, 1), params);
}

static int refer(struct context *c)
{
	return ask(c, call_of(c, 1), json_pack("{s:s}", "to", rest(c, 1)[0]));
}

static int options(struct context *c)
{
	return ask(c, call_of(c, 0), json_object());
}

static int reinvite(struct context *c)
{
	const char *codecs = args_value(&c->args, "codecs");

	return ask(c, call_of(c, 0), json_pack("{s:b, s:o*}",
		"offer", !args_has(&c->args, "no-offer"),
		"codecs", codecs ? command_list(codecs) : NULL));
}

const struct command request_commands[] = {
	{ .name = "info", .usage = "[ID] TYPE BODY",
	  .help = "send an INFO inside a call (TYPE: text/plain ...)",
	  .min_words = 2, .max_words = 3, .run = info },
	{ .name = "message", .usage = "[ID] TEXT [--type TYPE]",
	  .help = "send a text inside a call", .options = "type=",
	  .min_words = 1, .max_words = 2, .run = message },
	{ .name = "refer", .usage = "[ID] TARGET",
	  .help = "send a REFER inside a call, which stays as it is",
	  .min_words = 1, .max_words = 2, .run = refer },
	{ .name = "options", .usage = "[ID]",
	  .help = "ask the other side whether it is there",
	  .max_words = 1, .run = options },
	{ .name = "reinvite", .usage = "[ID] [--no-offer] [--codecs NAME,...]",
	  .help = "agree on the sound of a call anew, by a re-INVITE",
	  .options = "no-offer codecs=", .max_words = 1, .run = reinvite },
	{ 0 }
};
