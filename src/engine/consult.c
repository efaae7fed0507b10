/* consult.c - a call that asks before another one is sent on.  Engine thread.
 *
 *	first, on hold <-- consults -- second
 *	                                 |-- transfer with it: both are gone
 *	                                 |-- we hang up, or nobody answers:
 *	                                 |   back to the first
 *	                                 `-- they hang up: the person decides
 */
#include <string.h>

#include "engine/private.h"

bool consult_may(const struct session *first, struct fault *fault)
{
	const char *progress = session_progress_word(first->state);

	if (first->state == SESSION_ESTABLISHED)
		return true;
	return fault_set(fault, ERROR_STATE, "consults",
		"call %d is %s: only an established call can be consulted for",
		first->id, progress ? progress :
		session_state_word(first->state));
}

void consult_begin(struct session *s, struct session *first)
{
	s->consults = first->id;
	session_want_hold(first, true);
}

static bool is_given_up(const struct session *s)
{
	return !s->established || !strcmp(s->ended_by, "local");
}

/* Consulting was asking to come back; but who has gone on to talk to somebody
 * else, or has sent the first one on, is left alone. */
void consult_ended(struct session *s)
{
	struct engine *e = s->engine;
	struct session *first = s->consults ?
		engine_session(e, s->consults) : NULL;

	if (!first || first->state != SESSION_ESTABLISHED ||
	    e->focused || e->stop >= STOP_ENDING || !is_given_up(s) ||
	    transfer_goes_on(first->transfer.state))
		return;
	session_want_hold(first, false);
	if (first->join == STREAM_ROOM)
		focus_take(first);
}
