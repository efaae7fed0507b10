/* session_reinvite.c - a re-INVITE by hand: what is agreed is agreed anew.
 * Engine thread.
 *
 *	asked -> (another offer is under way: wait) -> out -> its final status
 *	              ^                                  |
 *	              `---- 491: their offer came first -'
 */
#include "engine/private.h"
#include "store/texts.h"

/* What the call may be made of, and what it might be. */
static void swap_codecs(struct session *s)
{
	struct texts former = s->codecs;
	struct capability c;

	if (!s->reinvite.changes)
		return;
	s->codecs = s->reinvite.codecs;
	s->reinvite.codecs = former;
	session_capability(s, &c);
	call_media_can(s->media, &c);
}

void session_reinvite_try(struct session *s)
{
	if (!s->reinvite.asked || s->reinvite.out || s->offering ||
	    s->state != SESSION_ESTABLISHED)
		return;
	s->reinvite.out = true;
	swap_codecs(s);
	session_offer_anew(s, OFFER_ASKED, s->reinvite.without);
}

static void tell(struct session *s, int status, const char *reason)
{
	session_final_fn *fn = s->reinvite.fn;

	s->reinvite.asked = s->reinvite.out = s->reinvite.changes = false;
	s->reinvite.fn = NULL;
	texts_clear(&s->reinvite.codecs);
	if (fn)
		fn(s->reinvite.arg, status, reason ? reason : "");
}

void session_reinvite_answered(struct session *s, int status,
	const char *reason)
{
	s->reinvite.out = false;
	if (status >= 300)
		swap_codecs(s);
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

bool session_reinvite(struct session *s, const struct reinvite_params *p,
	session_final_fn *fn, void *arg, struct fault *fault)
{
	if (!session_may(s, EVENT_REINVITE, fault) ||
	    !engine_codecs_ok(p->codecs, fault))
		return false;
	if (s->reinvite.asked)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is being negotiated again already", s->id);
	s->reinvite.asked = true;
	s->reinvite.without = p->without;
	s->reinvite.changes = p->codecs != NULL;
	texts_copy(&s->reinvite.codecs, p->codecs);
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
