/* wait EVENT
 *
 *	a topic		the next event of it: session.dtmf
 *	a state		at once where it holds already: established
 *
 * The subscription comes first and the look at how things are second, so that
 * nothing can happen in between.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"
#include "oneshot/command.h"
#include "oneshot/pick.h"
#include "oneshot/show.h"
#include "oneshot/subscription.h"

/* --- states ----------------------------------------------------------------*/

static bool rings(const json_t *session)
{
	const char *progress = json_text(session, "progress");

	return progress && !strcmp(progress, "incoming");
}

static bool is_registered(const json_t *account)
{
	const char *state = json_text(json_object_get(account, "registration"),
		"state");

	return state && !strcmp(state, "registered");
}

static const struct state {
	const char *word;
	const char *member;		/* of the events that may bring it */
	bool (*holds)(const json_t *object);
} states[] = {
	{ "incoming", "session", rings },
	{ "established", "session", pick_established },
	{ "ended", "session", pick_ended },
	{ "registered", "account", is_registered },
};

static const struct state *state_find(const char *word)
{
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (!strcmp(states[i].word, word))
			return &states[i];
	return NULL;
}

/* --- which event -----------------------------------------------------------*/

struct wish {
	const struct state *state;	/* NULL: any event of the topic */
	long long session;		/* 0: any */
	const char *from;		/* NULL: anybody */
	const char *account;		/* its name; NULL: any */
	int64_t end;			/* clock ms; -1: never */
};

/* "sip:bob@host;x=y" is called "bob", "bob@host" and as it stands. */
static bool is_called(const char *uri, const char *who)
{
	const char *user = uri ? strchr(uri, ':') : NULL;
	size_t n = strlen(who);

	if (!user)
		return false;
	user++;
	return !strcasecmp(uri, who) || (!strncasecmp(user, who, n) &&
		(!user[n] || strchr("@;?", user[n])));
}

static bool is_from(const json_t *session, const char *who)
{
	const json_t *remote = json_object_get(session, "remote");
	const char *name = json_text(remote, "display_name");

	return is_called(json_text(remote, "uri"), who) ||
		(name && !strcasecmp(name, who));
}

static const char *account_name(const json_t *event)
{
	const json_t *account = json_object_get(event, "account");

	if (!account)
		account = json_object_get(json_object_get(event, "session"),
			"account");
	return json_text(account, "name");
}

/* event: {session: {...}} or {account: {...}}, with what else an event has. */
static bool fits(const struct wish *w, const json_t *event)
{
	const json_t *session = json_object_get(event, "session");
	const char *name = account_name(event);
	const json_t *object = w->state ?
		json_object_get(event, w->state->member) : NULL;

	if (w->session && json_number(session, "id", 0) != w->session &&
	    json_number(event, "id", 0) != w->session)
		return false;
	if (w->from && !is_from(session, w->from))
		return false;
	if (w->account && (!name || strcmp(name, w->account) != 0))
		return false;
	return !w->state || (object && w->state->holds(object));
}

/* --- how things are --------------------------------------------------------*/

/* Of the list of objects the first that fits, as an event would have it. */
static json_t *first_of(const struct wish *w, const json_t *list)
{
	json_t *object, *event;
	size_t i;

	json_array_foreach((json_t *)list, i, object) {
		event = json_pack("{s:O}", w->state->member, object);
		if (fits(w, event))
			return event;
		json_decref(event);
	}
	return NULL;
}

static json_t *from_list(const struct wish *w, json_t *list)
{
	json_t *event = list ? first_of(w, list) : NULL;

	json_decref(list);
	return event;
}

/* What is there, as an event that would bring it; a session that was named also
 * where it does not fit: one that has ended is in no list. */
static json_t *look(struct context *c, const struct wish *w)
{
	if (!strcmp(w->state->member, "account"))
		return from_list(w, command_get(c, "account.list", NULL,
			"accounts"));
	if (w->session)
		return wire_ask(c->wire, "session.get",
			json_pack("{s:I}", "session", (json_int_t)w->session));
	return from_list(w, pick_live(c));
}

/* ---------------------------------------------------------------------------*/

static json_t *next_event(struct context *c, const struct wish *w)
{
	int64_t left = w->end < 0 ? -1 : w->end - clock_ms();

	return w->end >= 0 && left <= 0 ? NULL :
		wire_event(c->wire, (int)left);
}

/* Where no event brought it, the object itself. */
static int tell_as_it_is(struct context *c, const struct wish *w, json_t *event)
{
	const json_t *object = json_object_get(event, w->state->member);
	char line[SHOW_LINE];

	if (c->json)
		return command_json(event);
	if (!strcmp(w->state->member, "session"))
		show_session(object, line);
	else
		show_account(object, line);
	puts(line);
	json_decref(event);
	return EXIT_DONE;
}

static int tell(struct context *c, json_t *event)
{
	subscription_print(c, event);
	json_decref(event);
	return EXIT_DONE;
}

/* It will not come any more. */
static bool is_too_late(const struct wish *w, const json_t *event)
{
	const json_t *session = json_object_get(event, "session");

	return w->state && w->session && pick_ended(session) &&
		json_number(session, "id", 0) == w->session;
}

static int fail_late(struct context *c)
{
	return command_failed(c, "the call has ended");
}

static int wait_on(struct context *c, const struct wish *w)
{
	json_t *event;
	bool late = false;

	while (!late && (event = next_event(c, w))) {
		if (fits(w, event))
			return tell(c, event);
		late = is_too_late(w, event);
		json_decref(event);
	}
	if (wire_gone(c->wire))
		return command_refused(c);
	return late ? fail_late(c) :
		command_failed(c, "it did not come in time");
}

static int wait_for(struct context *c, const struct wish *w)
{
	json_t *event = w->state ? look(c, w) : NULL;
	bool late;

	if (event && fits(w, event))
		return tell_as_it_is(c, w, event);
	if (w->state && !event && wire_error(c->wire))
		return command_refused(c);
	late = is_too_late(w, event);
	json_decref(event);
	return late ? fail_late(c) : wait_on(c, w);
}

static json_t *topics(const struct context *c, const struct state *state)
{
	if (!state)
		return json_pack("[s]", c->args.words[0]);
	return !strcmp(state->member, "account") ?
		json_pack("[s]", "account.changed") :
		json_pack("[s, s, s]", "session.created", "session.changed",
			"session.ended");
}

static int wait_one(struct context *c)
{
	const char *timeout = args_value(&c->args, "timeout");
	const char *session = args_value(&c->args, "session");
	struct wish w = { .state = state_find(c->args.words[0]),
		.from = args_value(&c->args, "from"),
		.account = args_value(&c->args, "account"), .end = -1 };
	long long seconds = 0;
	int status;

	if (timeout && !args_number(&c->args, "--timeout", timeout, 1, 1000000,
			&seconds))
		return EXIT_USAGE;
	if (session && !args_number(&c->args, "--session", session, 1,
			INT32_MAX, &w.session))
		return EXIT_USAGE;
	if (timeout)
		w.end = clock_ms() + seconds * 1000;
	status = subscription_begin(c, topics(c, w.state));
	return status ? status : wait_for(c, &w);
}

const struct command wait_commands[] = {
	{ .name = "wait", .usage = "EVENT [--session ID] [--from WHO]"
	  " [--account NAME] [--since SEQ] [--timeout S]",
	  .options = "session= from= account= since= timeout=",
	  .min_words = 1, .max_words = 1,
	  .help = "wait for an event, or for a call to be incoming, "
	  "established or ended, or an account to be registered",
	  .run = wait_one },
	{ 0 }
};
