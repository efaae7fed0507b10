/* What is done to one call: answer, hold, hangup ... */
#include <string.h>

#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/notes.h"
#include "oneshot/outcome.h"
#include "oneshot/pick.h"
#include "oneshot/show.h"

static bool is(const json_t *session, const char *flag)
{
	return json_is_true(json_object_get(session, flag));
}

/* --- which calls fit ----------------------------------------------------*/

static bool rings(const json_t *session)
{
	return !strcmp(show_state(session), "incoming");
}

static bool rings_loudly(const json_t *session)
{
	return rings(session) && !is(session, "silenced");
}

static bool is_talking(const json_t *session)
{
	return pick_established(session) && !is(session, "held_by_us");
}

static bool is_held(const json_t *session)
{
	return pick_established(session) && is(session, "held_by_us");
}

static bool is_audible(const json_t *session)
{
	return !pick_ended(session) && !is(session, "muted");
}

static bool is_muted(const json_t *session)
{
	return is(session, "muted");
}

static bool is_unfocused(const json_t *session)
{
	return !pick_ended(session) && !rings(session) &&
		!is(session, "focused");
}

/* The peer waits for our yes or no. */
static bool has_wish(const json_t *session)
{
	return json_is_object(json_object_get(session, "referral")) ||
		json_is_object(json_object_get(session, "redirect"));
}

/* --- what has become of it ----------------------------------------------*/

static enum outcome when(const json_t *session, bool done)
{
	return pick_ended(session) ? OUTCOME_FAILED :
		done ? OUTCOME_DONE : OUTCOME_OPEN;
}

static enum outcome answered(const json_t *session)
{
	return when(session, pick_established(session));
}

static enum outcome ended(const json_t *session)
{
	return pick_ended(session) ? OUTCOME_DONE : OUTCOME_OPEN;
}

/* When nothing is pending any more, it is as wished or the peer refused. */
static enum outcome settled(const json_t *session, bool as_wished)
{
	if (!pick_ended(session) && is(session, "hold_pending"))
		return OUTCOME_OPEN;
	return as_wished && !pick_ended(session) ? OUTCOME_DONE :
		OUTCOME_FAILED;
}

static enum outcome held(const json_t *session)
{
	return settled(session, is(session, "held_by_us"));
}

static enum outcome unheld(const json_t *session)
{
	return settled(session, !is(session, "held_by_us"));
}

static enum outcome muted(const json_t *session)
{
	return when(session, is(session, "muted"));
}

static enum outcome unmuted(const json_t *session)
{
	return when(session, !is(session, "muted"));
}

static enum outcome silenced(const json_t *session)
{
	return when(session, is(session, "silenced"));
}

static enum outcome accepted(const json_t *session)
{
	(void)session;
	return OUTCOME_DONE;
}

static enum outcome transferred(const json_t *session)
{
	const char *state = json_text(json_object_get(session, "transfer"),
		"state");

	if (state && !strcmp(state, "done"))
		return OUTCOME_DONE;
	return when(session, false) == OUTCOME_FAILED ||
		(state && !strcmp(state, "failed")) ? OUTCOME_FAILED :
		OUTCOME_OPEN;
}

static const struct act {
	const char *command, *method;
	pick_fn *fits;
	const char *what;		/* there is no call ... */
	outcome_fn *outcome;
} acts[] = {
	{ "answer", "session.answer", rings, "that rings", answered },
	{ "decline", "session.decline", rings, "that rings", ended },
	{ "redirect", "session.redirect", rings, "that rings", ended },
	{ "silence", "session.silence", rings_loudly, "that rings", silenced },
	{ "hangup", "session.hangup", pick_going_on, "to end", ended },
	{ "hold", "session.hold", is_talking, "to hold", held },
	{ "unhold", "session.unhold", is_held, "that is held", unheld },
	{ "mute", "session.mute", is_audible, "to mute", muted },
	{ "unmute", "session.unmute", is_muted, "that is muted", unmuted },
	{ "focus", "session.focus", is_unfocused, "to focus", unheld },
	{ "set", "session.set", pick_going_on, "to note on", accepted },
	{ "accept", "session.accept", has_wish, "that waits for a yes or no",
		accepted },
	{ "refuse", "session.refuse", has_wish, "that waits for a yes or no",
		accepted },
	{ "transfer", "session.transfer", pick_established,
		"that is established", transferred },
};

static const struct act *act_of(const struct context *c)
{
	const struct act *a = acts;

	while (strcmp(a->command, c->args.command))
		a++;
	return a;
}

/* ---------------------------------------------------------------------------*/

/* Sends the request and waits for what comes of it; takes params. */
static int do_it(struct context *c, const struct act *act, int id,
	json_t *params)
{
	enum outcome outcome;
	json_t *session;

	json_object_set_new(params, "session", json_integer(id));
	session = command_get(c, act->method, params, "session");
	if (!session)
		return command_refused(c);
	session = outcome_wait(c, "session", session, act->outcome, &outcome);
	return outcome_tell(c, session, outcome);
}

static int pick_and_do(struct context *c, const char *word, json_t *params)
{
	const struct act *act = act_of(c);
	int status;
	int id = pick_session(c, word, act->fits, act->what, &status);

	if (id && outcome_prepare(c))
		return do_it(c, act, id, params);
	json_decref(params);
	return id ? command_refused(c) : status;
}

static const char *word(const struct context *c)
{
	return c->args.n_words ? c->args.words[0] : NULL;
}

static int act(struct context *c)
{
	return pick_and_do(c, word(c), json_object());
}

static int decline(struct context *c)
{
	const char *status = args_value(&c->args, "status");
	const char *reason = args_value(&c->args, "reason");
	json_t *params;
	long long n;

	if (status && !args_number(&c->args, "--status", status, 400, 699, &n))
		return EXIT_USAGE;
	params = json_object();
	if (status)
		json_object_set_new(params, "status", json_integer(n));
	if (reason)
		json_object_set_new(params, "reason", json_string(reason));
	return pick_and_do(c, word(c), params);
}

/* transfer, redirect */
static int send_on(struct context *c)
{
	int n = c->args.n_words;
	json_t *params = json_pack("{s:s}", "to", c->args.words[n - 1]);

	if (!params)
		return command_usage(c, "the target is no text");
	return pick_and_do(c, n > 1 ? c->args.words[0] : NULL, params);
}

static int set(struct context *c)
{
	int first = !strchr(c->args.words[0], '=');
	json_t *data = json_object();

	for (int i = first; i < c->args.n_words; i++)
		if (!notes_add(data, c->args.words[i])) {
			json_decref(data);
			return command_usage(c, "what is noted is KEY=TEXT");
		}
	return pick_and_do(c, first ? c->args.words[0] : NULL,
		json_pack("{s:o}", "data", data));
}

/* transfer [ID] --with ID2 */
static int transfer(struct context *c)
{
	const char *with = args_value(&c->args, "with");
	int n = c->args.n_words, id, status;

	if (!with && !n)
		return command_usage(c, "where to? a target, or --with a call");
	if (!with)
		return send_on(c);
	if (n > 1)
		return command_usage(c, "a target or --with, not both");
	id = pick_session(c, with, pick_going_on, "to transfer to", &status);
	return id ? pick_and_do(c, word(c), json_pack("{s:i}", "with", id)) :
		status;
}

/* Takes params. */
static int hang_up_all(struct context *c, json_t *params)
{
	json_t *all = pick_live(c);
	const json_t *session;
	int status = EXIT_DONE;
	size_t i;

	if (!all || !outcome_prepare(c)) {
		json_decref(params);
		return command_refused(c);
	}
	json_array_foreach(all, i, session) {
		int id = (int)json_number(session, "id", 0);
		int one = do_it(c, act_of(c), id, json_copy(params));

		status = one ? one : status;
	}
	json_decref(params);
	json_decref(all);
	return status;
}

static int hang_up(struct context *c)
{
	const char *reason = args_value(&c->args, "reason");
	const char *q850 = args_value(&c->args, "q850");
	json_t *params;
	long long n;

	if (q850 && !args_number(&c->args, "--q850", q850, 1, 127, &n))
		return EXIT_USAGE;
	if (args_has(&c->args, "all") && c->args.n_words)
		return command_usage(c, "--all or one call, not both");
	params = json_object();
	if (reason)
		json_object_set_new(params, "reason", json_string(reason));
	if (q850)
		json_object_set_new(params, "q850", json_integer(n));
	if (!args_has(&c->args, "all"))
		return pick_and_do(c, word(c), params);
	return hang_up_all(c, params);
}

#define ACT(called, does) { .name = called, .usage = "[ID]", .help = does, \
	.max_words = 1, .run = act }

const struct command session_commands[] = {
	ACT("answer", "answer the call that rings"),
	{ .name = "decline", .usage = "[ID] [--status N] [--reason TEXT]",
	  .help = "refuse the call that rings (486, busy)",
	  .options = "status= reason=", .max_words = 1, .run = decline },
	{ .name = "redirect", .usage = "[ID] TARGET",
	  .help = "send the caller who rings on to somebody else",
	  .min_words = 1, .max_words = 2, .run = send_on },
	ACT("silence", "stop the ringing, not the call"),
	{ .name = "hangup", .usage = "[ID|--all] [--reason TEXT] [--q850 N]",
	  .help = "end a call", .options = "all reason= q850=", .max_words = 1, .run = hang_up },
	ACT("hold", "hold a call"),
	ACT("unhold", "resume a call that is held"),
	ACT("mute", "send silence in place of the microphone"),
	ACT("unmute", "send the microphone again"),
	ACT("focus", "give a call microphone and speaker; hold the other"),
	ACT("accept", "let the other one of a call send us on"),
	ACT("refuse", "do not let the other one of a call send us on"),
	{ .name = "set", .usage = "[ID] KEY=TEXT...",
	  .help = "note something on a call; KEY= takes it away",
	  .min_words = 1, .max_words = ARGS_MAX, .run = set },
	{ .name = "transfer", .usage = "[ID] TARGET|--with ID2",
	  .help = "send the other one on to a target, or to another call's",
	  .options = "with=", .max_words = 2, .run = transfer },
	{ 0 }
};
