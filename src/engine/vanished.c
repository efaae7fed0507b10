/* vanished.c - a peer that sends no RTP for rtp_timeout ends its call.  Engine
 * thread.
 *
 * One timer for all calls, set for the moment at which the first of them would
 * be given up: a call that is heard costs a look in rtp_timeout, no more.
 */
#include "base/clock.h"
#include "base/log.h"
#include "engine/private.h"

/* Those on hold, whoever holds, are meant to be silent: he who holds offers
 * sendonly and may have no music to send. */
static bool is_to_be_heard(const struct session *s)
{
	const struct agreement *a = call_media_agreed(s->media);

	return s->state == SESSION_ESTABLISHED && a &&
		a->direction == SDP_SENDRECV;
}

static int64_t given_up_at(const struct session *s)
{
	struct stream_statistics st;
	int64_t since = s->listening_since;

	stream_statistics(call_media_stream(s->media), &st);
	if (st.last_received_ms > since)
		since = st.last_received_ms;
	return since + s->engine->config->rtp_timeout * (int64_t)1000;
}

static void give_up(struct session *s)
{
	log_info("session", "%d: no RTP came for %d s", s->id,
		s->engine->config->rtp_timeout);
	s->asked_end = "no sound came any more (rtp_timeout)";
	session_move(s, EVENT_HANGUP);
	dialog_end(s->dialog, "SIP;cause=408;text=\"RTP timeout\"");
	session_apply(s);
	session_changed(s);
}

static void look(void *arg)
{
	struct engine *e = arg;
	int64_t now = clock_ms(), next = 0;

	list_each(struct session, s, &e->sessions, link) {
		int64_t at = is_to_be_heard(s) ? given_up_at(s) : 0;

		if (at && at <= now)
			give_up(s);
		else if (at && (!next || at < next))
			next = at;
	}
	if (next)
		loop_timer_set(e->vanished, next - now);
}

struct loop_timer *vanished_timer(struct engine *e)
{
	return loop_timer_new(e->loop, look, e, "vanished peers");
}

void vanished_watch(struct session *s)
{
	struct engine *e = s->engine;

	if (!is_to_be_heard(s)) {
		s->listening_since = 0;
		return;
	}
	if (!s->listening_since)
		s->listening_since = clock_ms();
	if (e->config->rtp_timeout && !loop_timer_runs(e->vanished))
		loop_timer_set(e->vanished, e->config->rtp_timeout * (int64_t)1000);
}
