/* call TARGET */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/notes.h"
#include "oneshot/outcome.h"
#include "oneshot/pick.h"

static bool is_established(const json_t *session)
{
	return json_text(session, "established") != NULL;
}

/* Under way: somebody is told of it, or has answered. */
static enum outcome under_way(const json_t *session)
{
	const char *progress = json_text(session, "progress");

	if (is_established(session))
		return OUTCOME_DONE;
	if (pick_ended(session))
		return OUTCOME_FAILED;
	return progress && (!strcmp(progress, "ringing") ||
		!strcmp(progress, "early")) ? OUTCOME_DONE : OUTCOME_OPEN;
}

static enum outcome over(const json_t *session)
{
	if (!pick_ended(session))
		return OUTCOME_OPEN;
	return is_established(session) ? OUTCOME_DONE : OUTCOME_FAILED;
}

/* "Name: value"; false: it is not. */
static bool add_header(json_t *headers, const char *text)
{
	const char *colon = strchr(text, ':');
	char name[128];

	if (!colon || colon == text || (size_t)(colon - text) >= sizeof name)
		return false;
	snprintf(name, sizeof name, "%.*s", (int)(colon - text), text);
	colon += 1 + strspn(colon + 1, " ");
	return json_object_set_new(headers, name, json_string(colon)) == 0;
}

/* NULL: a header is wrong; it is said. */
static json_t *read_headers(struct context *c)
{
	json_t *headers = json_object();

	for (int i = 0; i < c->args.n_options; i++) {
		if (strncmp(c->args.options[i].name, "header=", 7) ||
				add_header(headers, c->args.options[i].value))
			continue;
		command_usage(c, "a header is \"Name: value\"");
		json_decref(headers);
		return NULL;
	}
	return headers;
}

static bool read_data(struct context *c, json_t *data)
{
	for (int i = 0; i < c->args.n_options; i++)
		if (!strncmp(c->args.options[i].name, "data=", 5) &&
		    !notes_add(data, c->args.options[i].value))
			return command_usage(c, "data is KEY=TEXT"), false;
	return true;
}

static json_t *call_params(struct context *c)
{
	const char *account = args_value(&c->args, "account");
	json_t *headers = read_headers(c), *data = json_object();
	json_t *params;

	if (!headers || !read_data(c, data)) {
		json_decref(headers);
		json_decref(data);
		return NULL;
	}
	params = json_pack("{s:s, s:o}", "to", c->args.words[0],
		"headers", headers);
	if (params && account)
		json_object_set_new(params, "account", json_string(account));
	if (params)
		json_object_set_new(params, "data", data);
	if (params && args_has(&c->args, "private"))
		json_object_set_new(params, "privacy", json_true());
	if (params && args_value(&c->args, "codecs"))
		json_object_set_new(params, "codecs",
			command_list(args_value(&c->args, "codecs")));
	if (params && args_has(&c->args, "no-offer"))
		json_object_set_new(params, "offer", json_false());
	return params;
}

/* --consults ID; false: there is no such call, and it is said. */
static bool add_consults(struct context *c, json_t *params, int *status)
{
	const char *word = args_value(&c->args, "consults");
	int id = word ? pick_session(c, word, pick_going_on, "to consult for",
		status) : 0;

	if (id)
		json_object_set_new(params, "consults", json_integer(id));
	return id || !word;
}

static int call(struct context *c)
{
	json_t *params = call_params(c), *session;
	enum outcome outcome;
	int status;

	if (!params)
		return EXIT_USAGE;
	if (!add_consults(c, params, &status)) {
		json_decref(params);
		return status;
	}
	if (!outcome_prepare(c)) {
		json_decref(params);
		return command_refused(c);
	}
	session = command_get(c, "session.call", params, "session");
	if (!session)
		return command_refused(c);
	session = outcome_wait(c, "session", session,
		args_has(&c->args, "wait") ? over : under_way, &outcome);
	return outcome_tell(c, session, outcome);
}

const struct command call_commands[] = {
	{ .name = "call", .run = call, .starts = true,
	  .usage = "TARGET [--wait] [--account NAME] [--header 'NAME: VALUE']"
	  " [--data KEY=TEXT] [--no-offer] [--private] [--consults ID]"
	  " [--codecs NAME,...]",
	  .help = "call a URI, a number, a user, or echo, tone, music",
	  .options = "wait account= header= data= no-offer private consults="
	  " codecs=",
	  .min_words = 1, .max_words = 1 },
	{ 0 }
};
