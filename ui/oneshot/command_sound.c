/* record, play, tap: a call and files, a call and programs. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "oneshot/command.h"
#include "oneshot/pick.h"
#include "oneshot/show.h"

static bool has(const json_t *session, const char *member)
{
	return json_is_object(json_object_get(session, member));
}

static bool is_recorded(const json_t *session)
{
	return has(session, "recording");
}

static bool is_played_to(const json_t *session)
{
	return has(session, "playing");
}

static bool is_tapped(const json_t *session)
{
	return has(session, "tap");
}

/* The engine is in another folder than who types.  The caller frees it. */
static char *whole_path(const char *path)
{
	char folder[PATH_MAX];

	if (*path == '/' || !strncmp(path, "~/", 2) ||
	    !getcwd(folder, sizeof folder))
		return mem_text(path);
	return mem_format("%s/%s", folder, path);
}

static bool set_path(json_t *params, const char *name, const char *word)
{
	char *path = whole_path(word);
	json_t *value = json_string(path);

	free(path);
	return value && json_object_set_new(params, name, value) == 0;
}

static void say(const json_t *session)
{
	const json_t *recording = json_object_get(session, "recording");
	const char *path = json_text(recording, "path");
	char line[SHOW_LINE];

	show_session(session, line);
	puts(line);
	if (path)
		printf("%s: %s\n", json_text(recording, "state"), path);
}

/* Takes params. */
static int send(struct context *c, const char *method, int id, json_t *params)
{
	json_t *session;

	json_object_set_new(params, "session", json_integer(id));
	session = command_get(c, method, params, "session");
	if (!session)
		return command_refused(c);
	if (c->json)
		return command_json(session);
	say(session);
	json_decref(session);
	return EXIT_DONE;
}

struct wish {
	const char *method;
	pick_fn *fits;
	const char *what;		/* there is no call ... */
};

/* word: the call; NULL: the one that fits.  Takes params. */
static int pick_and_send(struct context *c, const struct wish *wish,
	const char *word, json_t *params)
{
	int status;
	int id = pick_session(c, word, wish->fits, wish->what, &status);

	if (id)
		return send(c, wish->method, id, params);
	json_decref(params);
	return status;
}

/* --- record [ID] on|off|pause ----------------------------------------------*/

static int record(struct context *c)
{
	static const struct wish begin = { "session.record", pick_established,
		"that is established" };
	static const struct wish end = { "session.record", is_recorded,
		"that is recorded" };
	int n = c->args.n_words;
	const char *word = c->args.words[n - 1];
	const char *path = args_value(&c->args, "path");
	bool off = !strcmp(word, "off"), pause = !strcmp(word, "pause");
	json_t *params;

	if (!off && !pause && strcmp(word, "on"))
		return command_usage(c, "a recording is on, off, or pause");
	params = json_pack("{s:b, s:b}", "on", !off, "pause", pause);
	if (path && !set_path(params, "path", path)) {
		json_decref(params);
		return command_usage(c, "the path is no text");
	}
	return pick_and_send(c, off || pause ? &end : &begin,
		n > 1 ? c->args.words[0] : NULL, params);
}

/* --- play [ID] FILE, tap [ID] COMMAND --------------------------------------*/

static int stop(struct context *c, const struct wish *wish)
{
	if (c->args.n_words > 1)
		return command_usage(c, "--stop, and at most a call");
	return pick_and_send(c, wish,
		c->args.n_words ? c->args.words[0] : NULL,
		json_pack("{s:b}", "stop", 1));
}

static int play(struct context *c)
{
	static const struct wish begin = { "session.play", pick_established,
		"that is established" };
	static const struct wish end = { "session.play", is_played_to,
		"that a file is played to" };
	int n = c->args.n_words;
	const char *to = args_value(&c->args, "to");
	json_t *params;

	if (args_has(&c->args, "stop"))
		return stop(c, &end);
	if (!n)
		return command_usage(c, "which file?");
	params = json_pack("{s:b, s:b}", "loop", args_has(&c->args, "loop"),
		"alone", args_has(&c->args, "alone"));
	if (!set_path(params, "file", c->args.words[n - 1]) || (to &&
	    json_object_set_new(params, "to", json_string(to)) < 0)) {
		json_decref(params);
		return command_usage(c, "the name is no text");
	}
	return pick_and_send(c, &begin, n > 1 ? c->args.words[0] : NULL,
		params);
}

static int tap(struct context *c)
{
	static const struct wish begin = { "session.tap", pick_established,
		"that is established" };
	static const struct wish end = { "session.tap", is_tapped,
		"that a program hears" };
	const char *rate = args_value(&c->args, "rate");
	int n = c->args.n_words;
	long long hz;
	json_t *params;

	if (args_has(&c->args, "stop"))
		return stop(c, &end);
	if (!n)
		return command_usage(c, "which command?");
	if (rate && !args_number(&c->args, "--rate", rate, 8000, 48000, &hz))
		return EXIT_USAGE;
	params = json_pack("{s:s}", "command", c->args.words[n - 1]);
	if (!params)
		return command_usage(c, "the command is no text");
	if (rate)
		json_object_set_new(params, "rate", json_integer(hz));
	return pick_and_send(c, &begin, n > 1 ? c->args.words[0] : NULL,
		params);
}

const struct command sound_commands[] = {
	{ .name = "record", .usage = "[ID] on|off|pause [--path FILE]",
	  .help = "record a call to a file, pause it, go on, end it",
	  .options = "path=", .min_words = 1, .max_words = 2, .run = record },
	{ .name = "play", .usage = "[ID] FILE|--stop [--to them|us|both] "
	  "[--loop] [--alone]",
	  .help = "play a sound file into a call",
	  .options = "stop to= loop alone", .max_words = 2, .run = play },
	{ .name = "tap", .usage = "[ID] COMMAND|--stop [--rate HZ]",
	  .help = "let a program hear a call and speak in it",
	  .options = "stop rate=", .max_words = 2, .run = tap },
	{ 0 }
};
