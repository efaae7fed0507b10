/* We change the session: re-INVITE, one at a time (RFC 3261 14.1).
 *
 *	dialog_offer -> sent -> 2xx, refusal --------------> on_offer_answered
 *	         |       | 491: both asked at once
 *	         |       v
 *	         |  wait 2.1-4 s (whose Call-ID it is) or 0-2 s -> sent again
 *	         v       |
 *	      the peer's own offer is in hand: ours was made for another state
 *	      of things -> 491 to the owner, when the peer's is settled
 *
 *	without an offer: 2xx -> on_offer -> our answer in the ACK
 *		-> on_offer_answered
 */
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_uniqueid.h>

#include "base/log.h"
#include "base/mem.h"
#include "sip/dialog_private.h"

#define RETRY_AFTER_MAX_S 10		/* RFC 3261 14.2 asks for no more */

void offer_forget(struct dialog *d)
{
	mem_wipe_text(d->ours.sdp);
	d->ours.sdp = NULL;
	d->ours.sent = d->ours.stale = false;
	mem_wipe_text(d->renewed.answer);
	d->renewed.answer = NULL;
}

static void tell(struct dialog *d, int status, const char *reason,
	const char *sdp, size_t n)
{
	offer_forget(d);
	if (d->handlers.on_offer_answered)
		d->handlers.on_offer_answered(d->arg, status, reason, sdp, n);
}

static void tell_pending(struct dialog *d)
{
	tell(d, SIP_491_REQUEST_PENDING, NULL, 0);
}

static void tell_refused(struct dialog *d)
{
	tell(d, d->reinvite_refused, usual_phrase(d->reinvite_refused), NULL,
		0);
}

static bool wants_theirs(const struct dialog *d)
{
	return !*d->ours.sdp;
}

static void send_offer(struct dialog *d)
{
	d->ours.sent = true;
	nua_invite(d->owner.handle, SIPTAG_CONTACT_STR(d->contact),
		TAG_IF(!wants_theirs(d),
			SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(!wants_theirs(d), SIPTAG_PAYLOAD_STR(d->ours.sdp)),
		TAG_END());
}

void offer_settle(struct dialog *d)
{
	bool ready = d->state == DIALOG_CONFIRMED && d->peer == PEER_QUIET;
	bool waits = d->timer && loop_timer_runs(d->timer);

	if (!d->ours.sdp || d->ours.sent || !ready || waits)
		return;
	if (d->ours.stale)
		dialog_after(d, 0, tell_pending);
	else
		send_offer(d);
}

void dialog_offer(struct dialog *d, const char *sdp)
{
	if (d->state >= DIALOG_ENDING || d->ours.sdp || !d->owner.handle)
		return;
	d->ours.sdp = mem_text(sdp ? sdp : "");
	d->ours.stale = d->peer == PEER_INVITES || d->peer == PEER_UPDATES;
	if (d->reinvite_refused)
		dialog_after(d, 0, tell_refused);
	else
		offer_settle(d);
}

/* --- responses -------------------------------------------------------------*/

/* RFC 3261 14.1, in units of 10 ms. */
static int glare_ms(const struct dialog *d)
{
	return 10 * (d->uac ? su_randint(210, 400) : su_randint(0, 200));
}

/* An overlap on the peer's side comes as 500 with Retry-After (14.2). */
static int retry_ms(const struct dialog *d, const struct sip_event *e)
{
	const sip_retry_after_t *after =
		e->sip ? e->sip->sip_retry_after : NULL;

	if (e->status == 491)
		return glare_ms(d);
	if (e->status == 500 && after && after->af_delta <= RETRY_AFTER_MAX_S)
		return (int)after->af_delta * 1000 + glare_ms(d) % 500;
	return -1;
}

/* Their offer, in the 200 to our re-INVITE that had none. */
static void take_theirs(struct dialog *d, const char *sdp, size_t n)
{
	d->peer = PEER_ANSWERS;
	if (d->handlers.on_offer)
		d->handlers.on_offer(d->arg, sdp, n);
	else
		dialog_reject(d, 488, NULL);
}

void offer_answer_theirs(struct dialog *d, const char *sdp)
{
	d->peer = PEER_QUIET;
	nua_ack(d->owner.handle,
		TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)), TAG_END());
	if (sdp) {
		tell(d, SIP_200_OK, NULL, 0);
		return;
	}
	/* RFC 3261 14.1: what was asked for cannot be refused any more. */
	dialog_note_end(d, DIALOG_BY_ERROR, SIP_488_NOT_ACCEPTABLE, NULL);
	dialog_end(d, "SIP;cause=488;text=\"Not Acceptable Here\"");
}

/* It may have come before, in a reliable 18x. */
static void tell_answer(struct dialog *d, const struct sip_event *e,
	const char *sdp, size_t n)
{
	char *before = d->renewed.answer;

	d->renewed.answer = NULL;
	if (!sdp && before)
		tell(d, e->status, e->phrase, before, strlen(before));
	else
		tell(d, e->status, e->phrase, sdp, n);
	free(before);
}

static void accepted(struct dialog *d, const struct sip_event *e)
{
	size_t n;
	const char *sdp = event_sdp(e, &n);

	auth_succeeded(d->auth);
	if (d->state != DIALOG_CONFIRMED || !d->ours.sdp) {
		nua_ack(d->owner.handle, TAG_END());
		return;
	}
	session_timer_answered(d, e->sip);
	if (wants_theirs(d) && sdp) {
		take_theirs(d, sdp, n);
		return;
	}
	nua_ack(d->owner.handle, TAG_END());
	tell_answer(d, e, sdp, n);
}

static void again_after(struct dialog *d, int ms)
{
	log_debug("sip", "dialog %s: re-INVITE again in %d ms",
		dialog_call_id(d), ms);
	d->ours.sent = false;
	dialog_after(d, ms, offer_settle);
}

/* The stack takes some refusals for the end of the dialog (RFC 5057), and says
 * so next. */
bool response_ends_dialog(int status, sip_method_t method)
{
	int graceful = 0;

	return status >= 700 ||
		sip_response_terminates_dialog(status, method, &graceful);
}

void offer_on_response(struct dialog *d, const struct sip_event *e)
{
	int ms = retry_ms(d, e);

	if (e->status < 200)
		prack_renewed(d, e);
	else if (e->status < 300)
		accepted(d, e);
	else if (d->state != DIALOG_CONFIRMED || !d->ours.sdp)
		return;
	else if (ms >= 0)
		again_after(d, ms);
	else if (response_is_loss(e->status))
		dialog_lost(d, "re-INVITE", e);
	else if (response_ends_dialog(e->status, sip_method_invite))
		dialog_note_end(d, DIALOG_BY_ERROR,
			e->status < 700 ? e->status : 500, e->phrase, e->sip);
	else {
		if (e->status == 401 || e->status == 407)
			d->reinvite_refused = e->status;
		tell(d, e->status, e->phrase, NULL, 0);
	}
}
