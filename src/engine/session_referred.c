/* session_referred.c - the other one of a call sends us on.  Engine thread.
 *
 *	REFER --> ASKED --yes--> FOLLOWED --answered--> LEAVING: their BYE, or ours
 *	  |        |  `-no-> 603     |
 *	  |        `30 s-> 480       `-failed--> back off hold
 *	  `-- follow ---------------^
 *
 * The call that is made for it is an ordinary one; it knows its referrer by id,
 * and is nobody's business any more once either of them has gone its own way.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"
#include "sip/referred.h"

#define ASK_MS 30000
/* Who has sent us on hangs up when it hears that we are through. */
#define LEAVE_MS 4000

static void forget(struct session *s)
{
	struct referral *r = &s->referral;

	r->state = REFERRAL_NONE;
	mem_set(&r->to, NULL);
	mem_set(&r->by, NULL);
	mem_set(&r->replaces, NULL);
	if (r->timer)
		loop_timer_cancel(r->timer);
}

static void tell(struct session *s, int status, const char *reason)
{
	if (s->dialog)
		dialog_referred_tell(s->dialog, status, reason);
}

/* We are through; the old call has nothing to say any more. */
static void leave(struct session *s)
{
	forget(s);
	if (s->state != SESSION_ESTABLISHED)
		return;
	s->asked_end = "the other side sent us on";
	session_move(s, EVENT_HANGUP);
	dialog_end(s->dialog, NULL);
	session_apply(s);
	session_changed(s);
}

static void turn_down(struct session *s, int status)
{
	log_info("session", "%d is not sent on to %s", s->id, s->referral.to);
	tell(s, status, NULL);
	forget(s);
	session_changed(s);
}

static void on_timer(void *arg)
{
	struct session *s = arg;

	if (s->referral.state == REFERRAL_ASKED)
		turn_down(s, 480);
	else
		leave(s);
}

static void wait_for(struct session *s, int ms)
{
	struct referral *r = &s->referral;

	if (!r->timer)
		r->timer = loop_timer_new(s->engine->loop, on_timer, s,
			"referral");
	loop_timer_set(r->timer, ms);
}

/* --- it comes --------------------------------------------------------------*/

static void note(struct session *s, const struct refer_request *request)
{
	struct referral *r = &s->referral;

	mem_set(&r->to, request->to);
	mem_set(&r->by, request->by ? request->by : s->remote_uri);
	mem_set(&r->replaces, request->replaces);
}

static void follow(struct session *s, const struct target *t, bool by_person)
{
	s->referral.state = REFERRAL_FOLLOWED;
	s->referral.was_held = s->wants_hold;
	if (s->referral.timer)
		loop_timer_cancel(s->referral.timer);
	log_info("session", "%d is sent on to %s by %s", s->id, s->referral.to,
		s->referral.by);
	call_referred(s, t, by_person);
}

static void ask(struct session *s)
{
	dialog_referred_accept(s->dialog, true);
	s->referral.state = REFERRAL_ASKED;
	wait_for(s, ASK_MS);
	engine_tell_session(s->engine, TOPIC_SESSION_REFERRED, s);
	session_changed(s);
}

/* 0, or the status that it gets at once. */
static int judge(const struct session *s)
{
	if (s->engine->config->on_refer == ON_REFER_REFUSE)
		return 603;
	if (s->state != SESSION_ESTABLISHED || s->service ||
	    s->referral.state || transfer_goes_on(s->transfer.state))
		return 491;
	return 0;
}

void session_refer_came(struct session *s, const struct refer_request *request)
{
	struct fault fault = { 0 };
	struct target t;
	int status = judge(s);

	if (status) {
		dialog_referred_reject(s->dialog, status);
		return;
	}
	note(s, request);
	if (!call_may_follow(s, &t, &fault)) {
		log_info("session", "%d cannot be sent on: %s", s->id,
			fault.text);
		dialog_referred_reject(s->dialog, 503);
		forget(s);
	} else if (s->engine->config->on_refer == ON_REFER_FOLLOW) {
		dialog_referred_accept(s->dialog, false);
		follow(s, &t, false);
	} else {
		ask(s);
	}
}

/* --- a person answers --------------------------------------------------------*/

bool session_refer_waits(const struct session *s)
{
	return s->state == SESSION_ESTABLISHED &&
		s->referral.state == REFERRAL_ASKED;
}

bool session_refer_accept(struct session *s, struct fault *fault)
{
	struct target t;

	if (!call_may_follow(s, &t, fault))
		return false;
	tell(s, 100, NULL);
	follow(s, &t, true);
	return true;
}

bool session_refer_refuse(struct session *s, struct fault *fault)
{
	(void)fault;
	turn_down(s, 603);
	return true;
}

/* --- the call that was made for it -----------------------------------------*/

static struct session *referrer_of(const struct session *s)
{
	struct session *from = s->referrer ?
		engine_session(s->engine, s->referrer) : NULL;

	return from && from->referral.state == REFERRAL_FOLLOWED ? from : NULL;
}

void session_follow_progress(struct session *s, int status, const char *reason)
{
	struct session *from = referrer_of(s);

	if (from)
		tell(from, status, reason);
}

void session_follow_established(struct session *s)
{
	struct session *from = referrer_of(s);

	s->referrer = 0;
	if (!from)
		return;
	tell(from, 200, NULL);
	forget(from);
	from->referral.state = REFERRAL_LEAVING;
	wait_for(from, LEAVE_MS);
}

/* What was answered and could not be used ends with a BYE: no success. */
static void come_back(struct session *from, const struct session *s)
{
	int status = s->end_status >= 300 && !s->given_up ? s->end_status : 488;
	bool was_held = from->referral.was_held;

	tell(from, status, status == s->end_status && !s->given_up ?
		s->end_reason : NULL);
	if (from->state == SESSION_ESTABLISHED)
		engine_warn(from->engine, "refer",
			"the call before it is here again",
			"call %d not sent on, %d %s: %s", from->number, status,
			s->end_reason ? s->end_reason : "", from->referral.to);
	forget(from);
	session_take_back(from, was_held);
	session_changed(from);
}

void session_referral_left(struct session *s)
{
	struct session *from = referrer_of(s);

	s->referrer = 0;
	forget(s);
	if (from)
		come_back(from, s);
}

void session_referral_free(struct session *s)
{
	loop_timer_free(s->referral.timer);
	s->referral.timer = NULL;
}
