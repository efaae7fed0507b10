/* session_timer.c - what a session does about session timers (RFC 4028).  The
 * timer itself is the dialog's.  Engine thread. */
#include "engine/private.h"

void session_timer_agreed(void *arg, int interval_s, bool ours)
{
	struct session *s = arg;

	s->timer_s = interval_s;
	s->timer_is_ours = ours;
	if (s->state == SESSION_ESTABLISHED)
		session_changed(s);
}

/* The peer takes no UPDATE: a re-INVITE that changes nothing. */
void session_timer_refresh(void *arg)
{
	struct session *s = arg;

	if (s->state == SESSION_ESTABLISHED)
		session_offer_again(s, OFFER_REFRESH);
}
