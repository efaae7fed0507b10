/* session_attended.c - two of our calls are put through to each other.  Engine
 * thread.
 *
 *	hold both --> REFER with Replaces --> success: the target ends the
 *	          |                       |   other call, else we do
 *	          |                       `-> failure: both as they were
 *	          |
 *	          `-- the other one still rings: nobody could replace what the
 *	              target has not answered (RFC 3891 3), so that call is
 *	              cancelled, and the peer calls the target: a blind transfer
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "sip/refer.h"
#include "sip/replaces.h"

#define REPLACED_MS 2000	/* for the target's BYE */

static struct session *with(const struct session *s)
{
	return s->transfer.with ?
		engine_session(s->engine, s->transfer.with) : NULL;
}

/* --- what it waits for -----------------------------------------------------*/

bool attended_ready(const struct session *s)
{
	const struct session *other = with(s);

	return !other || !s->transfer.other_rings ||
		other->state == SESSION_TERMINATED;
}

char *attended_target(const struct session *s)
{
	const struct session *other = with(s);

	if (!other || s->transfer.other_rings)
		return mem_text(s->transfer.target);
	return other->state == SESSION_ESTABLISHED ?
		dialog_refer_target(other->dialog,
			dialog_remote_target(other->dialog)) : NULL;
}

/* The peer could not get there, or was taken for a stranger there. */
static bool is_out_of_reach(int status)
{
	return status == 403 || status == 404 || status == 408 ||
		status == 410 || status == 416 || status == 480 ||
		(status >= 500 && status < 600);
}

/* A Contact may be known to the target's proxies only: then its address of
 * record is the way (RFC 5589 7.4). */
bool attended_again(struct session *s, int status)
{
	struct session *other = with(s);
	const char *at;
	char *target;
	bool sent;

	if (s->transfer.again || !other ||
	    other->state != SESSION_ESTABLISHED ||
	    s->transfer.state == TRANSFER_ASKED || !is_out_of_reach(status))
		return false;
	at = other->outgoing ? other->target : other->remote_uri;
	if (!at || !strcmp(at, dialog_remote_target(other->dialog)))
		return false;
	s->transfer.again = true;
	target = dialog_refer_target(other->dialog, at);
	sent = target && dialog_refer(s->dialog, target, session_referrer(s));
	log_info("session", "%d is put through to %d by its address (%d)",
		s->id, other->id, status);
	free(target);
	return sent;
}

bool attended_other_left(const struct session *s)
{
	const struct session *other = with(s);

	return other && !s->transfer.other_rings &&
		other->state == SESSION_TERMINATED &&
		!strcmp(other->ended_by, "remote");
}

void attended_other_ended(struct session *other)
{
	list_each(struct session, s, &other->engine->sessions, link) {
		if (s->transfer.with != other->id)
			continue;
		session_transfer_held(s, 0, NULL);
		session_transfer_other_left(s);
	}
}

/* --- afterwards ------------------------------------------------------------*/

static void hang_up(struct session *s)
{
	s->asked_end = "transferred";
	session_move(s, EVENT_HANGUP);
	dialog_end(s->dialog, NULL);
	session_apply(s);
	session_changed(s);
}

/* Told that the two of them talk, it is over; if the first one has left without
 * a word, the other one is our person's again. */
static void on_timer(void *arg)
{
	struct session *other = arg;

	if (other->state != SESSION_ESTABLISHED)
		return;
	if (other->replaced.told)
		hang_up(other);
	else
		session_take_back(other, other->replaced.was_held);
}

static void wait_for_the_target(struct session *other, bool told, bool was_held)
{
	other->replaced.told = told;
	other->replaced.was_held = was_held;
	if (!other->replaced.timer)
		other->replaced.timer = loop_timer_new(other->engine->loop,
			on_timer, other, "replaced");
	loop_timer_set(other->replaced.timer, REPLACED_MS);
}

void attended_over(struct session *s, bool told)
{
	struct session *other = with(s);

	if (!other || other->state != SESSION_ESTABLISHED)
		return;
	if (s->transfer.state == TRANSFER_DONE)
		wait_for_the_target(other, told, s->transfer.other_was_held);
	else
		session_take_back(other, s->transfer.other_was_held);
}

/* --- the wish --------------------------------------------------------------*/

static bool rings(const struct session *s)
{
	return s->outgoing && s->state <= SESSION_EARLY;
}

/* One of a pair that is being put through. */
static bool is_taken(const struct session *s)
{
	if (transfer_goes_on(s->transfer.state))
		return true;
	list_each(const struct session, other, &s->engine->sessions, link)
		if (other->transfer.with == s->id &&
			transfer_goes_on(other->transfer.state))
			return true;
	return false;
}

static bool may(struct session *s, struct session *other, struct fault *fault)
{
	if (!session_may(s, EVENT_TRANSFER, fault))
		return false;
	if (s == other)
		return fault_set(fault, ERROR_PARAMS, "with",
			"call %d cannot be put through to itself", s->id);
	if (other->service || s->service)
		return fault_set(fault, ERROR_PARAMS, "with",
			"a built-in service cannot be put through");
	if (!rings(other) && !session_may(other, EVENT_TRANSFER, fault))
		return false;
	if (s->referral.state || other->referral.state)
		return fault_set(fault, ERROR_STATE, "session",
			"call %d is being sent on by the other side",
			s->referral.state ? s->id : other->id);
	if (is_taken(s) || is_taken(other))
		return fault_set(fault, ERROR_STATE, "session",
			"call %d or %d is being transferred already", s->id,
			other->id);
	return true;
}

/* The first call comes back if this fails: it waited for nobody else. */
static void cancel(struct session *s, struct session *other)
{
	bool initial = other->state == SESSION_INITIAL;

	if (other->consults == s->id)
		s->transfer.was_held = false;
	other->asked_end = "transferred before it was answered";
	session_move(other, EVENT_HANGUP);
	if (initial) {
		session_end(other, "local", 487, other->asked_end);
		return;
	}
	dialog_end(other->dialog, NULL);
	session_apply(other);
	session_changed(other);
}

bool session_transfer_with(struct session *s, struct session *other,
	struct fault *fault)
{
	bool ringing = rings(other);

	if (transfer_goes_on(s->transfer.state) &&
	    s->transfer.with == other->id)
		return true;
	if (!may(s, other, fault))
		return false;
	s->transfer.other_rings = ringing;
	s->transfer.other_was_held = other->wants_hold;
	log_info("session", "%d is put through to %d%s", s->id, other->id,
		ringing ? ", which rings" : "");
	session_transfer_begin(s, ringing ? other->target : other->remote_uri,
		other->id);
	if (ringing)
		cancel(s, other);
	else
		session_want_hold(other, true);
	session_transfer_held(s, 0, NULL);
	return true;
}
