/* focus.c - which session has the microphone.  Engine thread.
 *
 * Taking it holds the one that had it; nobody gets it by itself.
 */
#include "engine/private.h"

void focus_drop(struct session *s)
{
	struct engine *e = s->engine;

	if (e->focused != s)
		return;
	e->focused = NULL;
	if (session_is_live(s))
		session_apply(s);
}

void focus_take(struct session *s)
{
	struct engine *e = s->engine;
	struct session *former = e->focused;

	if (former == s)
		return;
	e->focused = s;
	if (former) {
		session_want_hold(former, true);
		session_apply(former);
		session_changed(former);
	}
	session_apply(s);
	session_changed(s);
}
