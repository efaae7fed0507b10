/* session_reinvite.c - a re-INVITE by hand: what is agreed is agreed anew.
 * Engine thread.
 *
 *	asked -> (another offer is under way: wait) -> out -> its final status
 *	              ^                                  |
 *	              `---- 491: their offer came first -'
 */
#include "engine/private.h"

void session_reinvite_try(struct session *s)
{
	if (!s->reinvite.asked || s->reinvite.out || s->offering ||
	    s->state != SESSION_ESTABLISHED)
		return;
	s->reinvite.out = true;
	session_offer_anew(s, OFFER_ASKED, s->reinvite.without);
}

static void tell(struct session *s, int status, const char *reason)
{
	session_final_fn *fn = s->reinvite.fn;

	s->reinvite.asked = s->reinvite.out = false;
	s->reinvite.fn = NULL;
	if (fn)
		fn(s->reinvite.arg, status, reason ? reason : "");
}

void session_reinvite_answered(struct session *s, int status,
	const char *reason)
{
	s->reinvite.out = false;
	if (status != 491)
		tell(s, status, reason);
}

void session_reinvite_left(struct session *s)
{
	bool failed = s->end_status >= 300;

	if (s->reinvite.asked)
		tell(s, failed ? s->end_status : 487,
			failed ? s->end_reason : "the call has ended");
}

bool session_reinvite(struct session *s, bool without, session_final_fn *fn,
	void *arg, struct fault *fault)
{
	if (!session_may(s, EVENT_REINVITE, fault))
		return false;
	if (s->reinvite.asked)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is being negotiated again already", s->id);
	s->reinvite.asked = true;
	s->reinvite.without = without;
	s->reinvite.fn = fn;
	s->reinvite.arg = arg;
	session_reinvite_try(s);
	return true;
}

void session_reinvite_forget(struct engine *e, void *arg)
{
	list_each(struct session, s, &e->sessions, link)
		if (s->reinvite.fn && s->reinvite.arg == arg)
			s->reinvite.fn = NULL;
}
