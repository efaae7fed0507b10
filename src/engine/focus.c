/* focus.c - which session has the microphone.  Engine thread.
 *
 * Taking it holds the one that had it; nobody gets it by itself.
 *
 * Those in a conference hear each other, with the person or without: the person
 * is with them as long as one of them has the focus.  When that one ends or is
 * held, the person stays with the others.
 *
 *	focus outside:	room { person, focused }   conference { a, b, c }
 *	focus on a:	room { person, a, b, c }
 */
#include "engine/conference.h"
#include "engine/private.h"

/* Those of a conference go where the person has gone, or stay without. */
static void set(struct engine *e, struct session *s)
{
	struct conference *was = conference_of_person(e), *is;

	e->focused = s;
	is = conference_of_person(e);
	conference_mute_person(e);
	if (was == is)
		return;
	conference_apply(e, was);
	conference_apply(e, is);
}

void focus_pass(struct session *s, struct session *heir)
{
	set(s->engine, heir);
	if (heir)
		session_changed(heir);
	if (session_is_live(s))
		session_apply(s);
}

void focus_drop(struct session *s)
{
	if (s->engine->focused == s)
		focus_pass(s, conference_heir(s));
}

void focus_leave(struct engine *e)
{
	struct session *s = e->focused;

	set(e, NULL);
	session_apply(s);
	session_changed(s);
}

void focus_take(struct session *s)
{
	struct engine *e = s->engine;
	struct session *former = e->focused;

	if (former == s)
		return;
	set(e, s);
	if (former) {
		if (!former->conference)
			session_want_hold(former, true);
		session_apply(former);
		session_changed(former);
	}
	session_apply(s);
	session_changed(s);
}
