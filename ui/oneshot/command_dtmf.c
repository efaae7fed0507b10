/* dtmf TONES
 *
 *	dtmf [ID] 123		tones stand on the command line
 *	dtmf [ID] --secret	... or come by standard input: nobody sees them
 *	dtmf [ID] --go-on	those behind a w
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/pick.h"
#include "oneshot/secret.h"
#include "oneshot/show.h"

static bool waits(const json_t *session)
{
	return json_number(session, "dtmf_waiting", 0) > 0;
}

static const struct number {
	const char *option, *param;
	long long min, max;
} numbers[] = {
	{ "duration", "duration_ms", 40, 6000 },
	{ "gap", "gap_ms", 40, 6000 },
	{ "volume", "volume", -63, 0 },
};

static bool add_numbers(struct context *c, json_t *params)
{
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		const struct number *n = &numbers[i];
		const char *value = args_value(&c->args, n->option);
		long long number;

		if (value && !args_number(&c->args, n->option, value, n->min,
				n->max, &number))
			return false;
		if (value)
			json_object_set_new(params, n->param,
				json_integer(number));
	}
	return true;
}

static bool add_secret(struct context *c, json_t *params)
{
	char line[SECRET_LINE];
	bool read = secret_read("tones: ", line);

	if (read) {
		json_object_set_new(params, "tones", json_string(line));
		json_object_set_new(params, "secret", json_true());
	}
	explicit_bzero(line, sizeof line);
	return read || (command_usage(c, "--secret reads the tones from "
		"standard input, and there were none"), false);
}

/* *words: what is left of them for the call. */
static bool add_tones(struct context *c, json_t *params, int *words)
{
	if (args_has(&c->args, "go-on"))
		return json_object_set_new(params, "go_on", json_true()) == 0;
	if (args_has(&c->args, "secret"))
		return add_secret(c, params);
	if (!c->args.n_words)
		return command_usage(c, "which tones?"), false;
	return json_object_set_new(params, "tones",
			json_string(c->args.words[--*words])) == 0 ||
		(command_usage(c, "tones are 0-9 * # A-D , and w"), false);
}

static int send(struct context *c, int id, json_t *params)
{
	char line[SHOW_LINE];
	json_t *session;

	json_object_set_new(params, "session", json_integer(id));
	session = command_get(c, "session.dtmf", params, "session");
	if (!session)
		return command_refused(c);
	if (c->json)
		return command_json(session);
	show_session(session, line);
	puts(line);
	json_decref(session);
	return EXIT_DONE;
}

static int dtmf(struct context *c)
{
	bool go_on = args_has(&c->args, "go-on");
	json_t *params = json_object();
	const char *method = args_value(&c->args, "method");
	int words = c->args.n_words, id, status = EXIT_USAGE;

	if (method)
		json_object_set_new(params, "method", json_string(method));
	if (!add_numbers(c, params) || !add_tones(c, params, &words)) {
		json_decref(params);
		return EXIT_USAGE;
	}
	id = pick_session(c, words ? c->args.words[0] : NULL,
		go_on ? waits : pick_established, go_on ?
		"with tones that wait" : "that is established", &status);
	if (id)
		return send(c, id, params);
	json_decref(params);
	return status;
}

const struct command dtmf_commands[] = {
	{ .name = "dtmf", .run = dtmf, .max_words = 2,
	  .usage = "[ID] TONES|--secret|--go-on [--method auto|rtp|info|inband]"
	  " [--duration MS] [--gap MS] [--volume DB]",
	  .help = "send tones: 0-9 * # A-D, a comma to pause, w to wait",
	  .options = "method= duration= gap= volume= secret go-on" },
	{ 0 }
};
