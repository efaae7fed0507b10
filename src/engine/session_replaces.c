/* session_replaces.c - an INVITE that takes the place of one of our sessions
 * (RFC 3891 3).  Engine thread.
 *
 *	established           -> the new one is answered at once; BYE to the old
 *	we ring somebody      -> the same; CANCEL to the old (picked up)
 *	somebody rings here   -> 481
 *	it ends, or has ended -> 603
 *
 * It was never asked for here, so nothing rings and no hand is needed: who sat
 * before the old one sits before the new one.
 */
#include <string.h>

#include "engine/conference.h"
#include "engine/private.h"
#include "sip/replaces.h"

static bool is_at(const struct session *s, const struct endpoint *p)
{
	return s->endpoint == p || (s->account && s->account == p->account);
}

static bool is_named(const struct session *s, const struct endpoint *p,
	const char *name)
{
	if (s->dialog)
		return is_at(s, p) && dialog_is(s->dialog, name);
	return s->was_dialog && !strcmp(s->was_dialog, name);
}

struct session *session_named(struct endpoint *p, const char *name)
{
	if (name)
		list_each(struct session, s, &p->engine->sessions, link)
			if (is_named(s, p, name))
				return s;
	return NULL;
}

int session_judge_replaced(const struct session *s, bool early_only)
{
	if (!s)
		return 481;
	switch (s->state) {
	case SESSION_CALLING:
	case SESSION_RINGING:
	case SESSION_EARLY:
		return 0;
	case SESSION_ANSWERING:
	case SESSION_ESTABLISHED:
		return early_only ? 486 : 0;
	case SESSION_TERMINATING:
	case SESSION_TERMINATED:
		return 603;
	default:
		return 481;
	}
}

static void inherit(struct session *s, const struct session *old)
{
	s->join = old->join;
	conference_inherit(s, old);
	s->muted = old->muted;
	s->wants_hold = old->wants_hold;
}

/* Whoever meant the old one means the new one now. */
static void follow(struct session *s, struct session *old)
{
	s->consults = old->consults;
	old->consults = 0;
	list_each(struct session, other, &s->engine->sessions, link) {
		if (other->consults == old->id)
			other->consults = s->id;
		if (other->transfer.with == old->id)
			other->transfer.with = s->id;
	}
}

static void leave(struct session *old)
{
	old->asked_end = old->established ? "replaced by another call" :
		"picked up by somebody else";
	session_move(old, EVENT_HANGUP);
	focus_drop(old);
	dialog_end(old->dialog, old->established ? NULL :
		"SIP;cause=200;text=\"Call completed elsewhere\"");
	session_apply(old);
	session_changed(old);
}

/* Meanwhile the old one may have ended. */
static void take_place(struct session *s)
{
	struct session *old = engine_session(s->engine, s->replaces);
	bool focused = old && s->engine->focused == old;

	if (!session_take_call(s) || !old || !session_is_live(old))
		return;
	follow(s, old);
	leave(old);
	if (focused)
		focus_take(s);
	session_apply(s);
	session_changed(s);
}

void session_replace(struct session *s)
{
	inherit(s, engine_session(s->engine, s->replaces));
	session_move(s, EVENT_INVITE_CAME);
	engine_tell_session(s->engine, TOPIC_SESSION_CREATED, s);
	if (!session_place_answers(s, take_place))
		take_place(s);
}
