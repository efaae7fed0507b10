/* focus.c - which session has the microphone.  Engine thread.
 *
 * Taking it holds the one that had it; nobody gets it by itself.
 *
 * Those in conference hear each other, with the person or without: the person
 * is with them as long as one of them has the focus.
 *
 *	focus outside:	room { person, focused }   conference { a, b, c }
 *	focus on a:	room { person, a, b, c }
 */
#include "engine/private.h"

bool focus_is_in_conference(const struct engine *e)
{
	return e->focused && e->focused->join == STREAM_CONFERENCE;
}

/* The others go where the person has gone, or stay without. */
static void move_conference(struct engine *e)
{
	list_each(struct session, s, &e->sessions, link)
		if (s->join == STREAM_CONFERENCE && session_is_live(s))
			session_apply(s);
}

static void set(struct engine *e, struct session *s)
{
	bool was = focus_is_in_conference(e);

	e->focused = s;
	if (was != focus_is_in_conference(e))
		move_conference(e);
}

void focus_drop(struct session *s)
{
	struct engine *e = s->engine;

	if (e->focused != s)
		return;
	set(e, NULL);
	if (session_is_live(s))
		session_apply(s);
}

void focus_take(struct session *s)
{
	struct engine *e = s->engine;
	struct session *former = e->focused;

	if (former == s)
		return;
	set(e, s);
	if (former) {
		if (former->join != STREAM_CONFERENCE)
			session_want_hold(former, true);
		session_apply(former);
		session_changed(former);
	}
	session_apply(s);
	session_changed(s);
}
