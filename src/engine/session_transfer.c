/* session_transfer.c - the other one of a call is sent on.  Engine thread.
 *
 *	hold --> REFER --> NOTIFY* --> success: BYE
 *	                          `--> failure, or 30 s: back off hold
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/conference.h"
#include "engine/private.h"
#include "sip/refer.h"

#define TRANSFER_MS 30000

/* Nobody is taken back who was on hold before, or behind the back of another
 * call that has the microphone by now; in a conference it is among the others
 * again. */
void session_take_back(struct session *s, bool was_held)
{
	if (was_held || s->state != SESSION_ESTABLISHED)
		return;
	if (s->conference)
		conference_take_back(s);
	if (s->conference || s->engine->focused)
		return;
	session_want_hold(s, false);
	if (s->join == STREAM_ROOM)
		focus_take(s);
}

static void stop_waiting(struct session *s)
{
	if (s->transfer.timer)
		loop_timer_cancel(s->transfer.timer);
	if (s->dialog)
		dialog_refer_forget(s->dialog);
}

static void fail(struct session *s, int status, const char *reason)
{
	if (!transfer_move(&s->transfer.state, TRANSFER_BROKE))
		return;
	s->transfer.status = status;
	stop_waiting(s);
	engine_warn(s->engine, "transfer", "the call is here as before",
		"call %d not transferred, %d %s: %s", s->number, status,
		reason ? reason : "", s->transfer.target);
	session_take_back(s, s->transfer.was_held);
	session_changed(s);
	attended_over(s, false);
}

static void succeed(struct session *s, int status)
{
	if (!transfer_move(&s->transfer.state, TRANSFER_TOLD_ANSWERED))
		return;
	s->transfer.status = status;
	stop_waiting(s);
	log_info("session", "%d transferred to %s", s->id, s->transfer.target);
	s->asked_end = "transferred";
	session_move(s, EVENT_HANGUP);
	dialog_end(s->dialog, NULL);
	session_apply(s);
	session_changed(s);
	attended_over(s, true);
}

/* The peer accepted, and tells no more (RFC 4488): of a blind transfer nobody
 * will ever hear; of an attended one the target's BYE does. */
static void untold(struct session *s)
{
	if (!s->transfer.with || s->transfer.other_rings) {
		succeed(s, 202);
		return;
	}
	s->transfer.untold = true;
	session_transfer_told(s, 100, "Trying");
	session_transfer_other_left(s);
}

void session_transfer_told(struct session *s, int status, const char *reason)
{
	enum transfer_event event = status < 180 ? TRANSFER_TOLD_TRYING :
		TRANSFER_TOLD_RINGING;

	if (s->state != SESSION_ESTABLISHED)
		return;
	if (status == DIALOG_REFER_UNTOLD)
		untold(s);
	else if (status >= 300 && attended_again(s, status))
		return;
	else if (status >= 300)
		fail(s, status, reason);
	else if (status >= 200)
		succeed(s, status);
	else if (transfer_move(&s->transfer.state, event)) {
		s->transfer.status = status;
		session_changed(s);
	}
}

static void on_timer(void *arg)
{
	struct session *s = arg;

	if (attended_other_left(s))
		succeed(s, 200);
	else
		fail(s, 408, "nobody answered in 30 seconds");
}

static void refer(struct session *s)
{
	char *target = attended_target(s);

	if (!target)
		fail(s, 481, "the other call is not there any more");
	else if (!dialog_refer(s->dialog, target, session_referrer(s)))
		fail(s, 500, "the call is not ready for it");
	else if (transfer_move(&s->transfer.state, TRANSFER_HELD))
		session_changed(s);
	free(target);
}

void session_transfer_held(struct session *s, int status, const char *reason)
{
	if (s->transfer.state != TRANSFER_HOLDING)
		return;
	if (status)
		fail(s, status, reason);
	else if (s->held_by_us && !s->offering && attended_ready(s))
		refer(s);
}

void session_transfer_left(struct session *s)
{
	if (transfer_move(&s->transfer.state, TRANSFER_PEER_LEFT))
		attended_over(s, false);
	attended_other_ended(s);
}

void session_transfer_other_left(struct session *s)
{
	if (s->transfer.untold && attended_other_left(s))
		succeed(s, 200);
}

void session_transfer_begin(struct session *s, const char *target, int with)
{
	mem_set(&s->transfer.target, target);
	s->transfer.status = 0;
	s->transfer.with = with;
	s->transfer.untold = s->transfer.again = false;
	s->transfer.was_held = s->wants_hold;
	transfer_move(&s->transfer.state, TRANSFER_WISHED);
	if (!s->transfer.timer)
		s->transfer.timer = loop_timer_new(s->engine->loop, on_timer, s,
			"transfer");
	loop_timer_set(s->transfer.timer, TRANSFER_MS);
	session_want_hold(s, true);
	session_changed(s);
}

bool session_transfer(struct session *s, const char *to, struct fault *fault)
{
	char uri[URI_TEXT];

	if (!session_may(s, EVENT_TRANSFER, fault) ||
	    !target_of_session(s, "transfer", to, uri, fault))
		return false;
	if (s->referral.state)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is being sent on by the other side", s->id);
	if (!transfer_goes_on(s->transfer.state)) {
		session_transfer_begin(s, uri, 0);
		session_transfer_held(s, 0, NULL);
		return true;
	}
	if (!s->transfer.with && !strcmp(uri, s->transfer.target))
		return true;
	return fault_set(fault, ERROR_STATE, "session",
		"call %d is on its way to %s already", s->id,
		s->transfer.target);
}
