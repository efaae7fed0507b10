/* session_hold.c - hold, unhold and what the peer offers.  Engine thread.
 *
 *	wants_hold  --re-INVITE-->  held_by_us
 *
 * One offer at a time: a wish during an unfinished one is remembered, and the
 * last one wins.  What is refused leaves everything as it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

/* RFC 3264 8.4: holding one who holds us is inactive. */
enum sdp_direction session_direction(const struct session *s)
{
	if (!s->wants_hold)
		return SDP_SENDRECV;
	return s->held_by_them ? SDP_INACTIVE : SDP_SENDONLY;
}

void session_want_hold(struct session *s, bool hold)
{
	bool wanted = s->wants_hold;

	s->wants_hold = hold;
	if (s->state != SESSION_ESTABLISHED)
		return;			/* established() looks again */
	if (hold)
		focus_drop(s);
	if (!s->offering && hold != s->held_by_us)
		session_offer_anew(s, OFFER_HOLD, false);
	if (wanted != hold)
		session_changed(s);
}

/* Both sides hold: their answer to "inactive" cannot tell about theirs. */
static void take_held_by_them(struct session *s, bool offered_inactive)
{
	const struct agreement *a = call_media_agreed(s->media);

	if (offered_inactive && a->theirs == SDP_INACTIVE)
		return;
	s->held_by_them = a->theirs == SDP_SENDONLY || a->theirs == SDP_INACTIVE;
}

void session_offer_again(struct session *s, enum session_offer why)
{
	char *sdp = s->offering ? NULL : call_media_offer_again(s->media);

	if (!sdp)
		return;
	s->offering = why;
	s->offered_hold = s->held_by_us;
	dialog_offer(s->dialog, sdp);
	mem_wipe_text(sdp);
}

void session_offer_anew(struct session *s, enum session_offer why,
	bool without)
{
	char *sdp = without ? NULL :
		call_media_offer(s->media, session_direction(s));

	s->offering = why;
	s->offered_hold = s->wants_hold;
	dialog_offer(s->dialog, sdp);
	mem_wipe_text(sdp);
}

static void hold_failed(struct session *s, int status, const char *reason)
{
	if (s->wants_hold != s->held_by_us)	/* nobody thought better of it */
		engine_warn(s->engine, "hold", "the call goes on as it was",
			"call %d could not be %s: %d %s", s->number,
			s->offered_hold ? "held" : "resumed", status,
			reason ? reason : "");
	s->wants_hold = s->held_by_us;
	session_transfer_held(s, status, reason);
}

/* 0, or why their answer is no use. */
static int take_answer(struct session *s, const char *sdp, size_t n,
	char why[SDP_WHY])
{
	bool inactive = call_media_offered(s->media) == SDP_INACTIVE;
	int bad = 488;

	snprintf(why, SDP_WHY, "there is no answer");
	if (sdp)
		bad = call_media_take_answer(s->media, sdp, n, why);
	if (bad)
		return bad;
	s->held_by_us = s->offered_hold;
	take_held_by_them(s, inactive);
	return 0;
}

static void offer_failed(struct session *s, enum session_offer what, int status,
	const char *reason)
{
	call_media_take_back(s->media);
	if (status == 491) {	/* the peer's own offer came between */
		s->moved |= what == OFFER_MOVE;
		return;
	}
	if (what == OFFER_HOLD)
		hold_failed(s, status, reason);
	else if (what == OFFER_REFRESH || what == OFFER_MOVE)
		log_info("session", "%d: not %s: %d %s", s->id,
			what == OFFER_MOVE ? "told of our new address" :
			"refreshed", status, reason);
}

void session_offer_answered(struct session *s, int status, const char *reason,
	const char *sdp, size_t n)
{
	enum session_offer what = s->offering;
	bool theirs = what == OFFER_ASKED && s->reinvite.without;
	char why[SDP_WHY];
	int bad;

	s->offering = OFFER_NONE;
	if (s->state != SESSION_ESTABLISHED)
		return;
	bad = status >= 300 ? status : theirs ? 0 : take_answer(s, sdp, n, why);
	if (bad)
		offer_failed(s, what, bad, status < 300 ? why : reason);
	if (what == OFFER_ASKED)
		session_reinvite_answered(s, bad ? bad : status,
			bad && status < 300 ? why : reason);
	session_apply(s);
	session_changed(s);
	if (s->held_by_us)
		session_transfer_held(s, 0, NULL);
	if (s->moved && !s->offering)
		session_offer_move(s);
	if (s->wants_hold != s->held_by_us && !s->offering)
		session_offer_anew(s, OFFER_HOLD, false);
	session_reinvite_try(s);
}

/* They want an offer of ours: all that we can do, and not "inactive" though
 * both hold, since that would leave them no way to resume. */
static void make_theirs(struct session *s)
{
	char *text = call_media_offer(s->media,
		s->held_by_us ? SDP_SENDONLY : SDP_SENDRECV);

	dialog_accept(s->dialog, text);
	free(text);
}

static bool answer_theirs(struct session *s, const char *sdp, size_t n)
{
	char why[SDP_WHY], *answer;
	enum sdp_direction ours = s->held_by_us ? SDP_SENDONLY : SDP_SENDRECV;
	int status = call_media_take_offer(s->media, sdp, n, ours, &answer, why);

	if (status) {
		log_info("session", "%d: their offer is refused with %d: %s",
			s->id, status, why);
		dialog_explain(s->dialog, why);
		dialog_reject(s->dialog, status, NULL);
		return false;
	}
	take_held_by_them(s, false);
	dialog_accept(s->dialog, answer);
	mem_wipe_text(answer);
	return true;
}

static void answer(struct session *s, const char *sdp, size_t n)
{
	if (!answer_theirs(s, sdp, n))
		return;
	session_apply(s);
	session_changed(s);
}

static void answer_kept(struct session *s)
{
	char *sdp = s->offer;

	s->offer = NULL;
	if (dialog_asks(s->dialog))	/* not taken back meanwhile */
		answer(s, sdp, strlen(sdp));
	mem_wipe_text(sdp);
}

void session_offered(struct session *s, const char *sdp, size_t n)
{
	if (!sdp) {
		make_theirs(s);
	} else if (session_ice_reanswers(s, sdp, n, answer_kept)) {
		mem_wipe_text(s->offer);
		s->offer = mem_text_n(sdp, n);
	} else {
		answer(s, sdp, n);
	}
}

/* The answer, in an ACK, to the offer that they had asked for. */
void session_reanswered(struct session *s, const char *sdp, size_t n)
{
	char why[SDP_WHY] = "there is none";

	if (!sdp || call_media_take_answer(s->media, sdp, n, why)) {
		log_warn("session", "%d: their answer in ACK is no use: %s",
			s->id, why);
		call_media_take_back(s->media);
		return;
	}
	take_held_by_them(s, false);
	session_apply(s);
	session_changed(s);
}
