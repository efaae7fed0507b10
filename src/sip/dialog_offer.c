/* We change the session: re-INVITE, one at a time (RFC 3261 14.1).
 *
 *	dialog_offer -> sent -> 2xx, refusal --------------> on_offer_answered
 *	         |       | 491: both asked at once
 *	         |       v
 *	         |  wait 2.1-4 s (whose Call-ID it is) or 0-2 s -> sent again
 *	         v       |
 *	      the peer's own offer is in hand: ours was made for another state
 *	      of things -> 491 to the owner, when the peer's is settled
 */
#include <stdlib.h>

#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_uniqueid.h>

#include "base/log.h"
#include "base/mem.h"
#include "sip/dialog_private.h"

#define RETRY_AFTER_MAX_S 10		/* RFC 3261 14.2 asks for no more */

void offer_forget(struct dialog *d)
{
	free(d->ours.sdp);
	d->ours.sdp = NULL;
	d->ours.sent = d->ours.stale = false;
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

static void send_offer(struct dialog *d)
{
	d->ours.sent = true;
	nua_invite(d->owner.handle, SIPTAG_CONTACT_STR(d->contact),
		SIPTAG_CONTENT_TYPE_STR("application/sdp"),
		SIPTAG_PAYLOAD_STR(d->ours.sdp), TAG_END());
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
	d->ours.sdp = mem_text(sdp);
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

static void accepted(struct dialog *d, const struct sip_event *e)
{
	size_t n;
	const char *sdp = event_sdp(e, &n);

	auth_succeeded(d->auth);
	nua_ack(d->owner.handle, TAG_END());
	if (d->state == DIALOG_CONFIRMED)
		tell(d, e->status, e->phrase, sdp, n);
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
static bool ends_dialog(const struct sip_event *e)
{
	int graceful = 0;

	return e->status >= 700 ||
		sip_response_terminates_dialog(
			e->status, sip_method_invite, &graceful);
}

void offer_on_response(struct dialog *d, const struct sip_event *e)
{
	int ms = retry_ms(d, e);

	if (e->status < 200)
		return;
	if (e->status < 300)
		accepted(d, e);
	else if (d->state != DIALOG_CONFIRMED || !d->ours.sdp)
		return;
	else if (ms >= 0)
		again_after(d, ms);
	else if (ends_dialog(e))
		dialog_note_end(d, DIALOG_BY_ERROR,
			e->status < 700 ? e->status : 500, e->phrase, e->sip);
	else {
		if (e->status == 401 || e->status == 407)
			d->reinvite_refused = e->status;
		tell(d, e->status, e->phrase, NULL, 0);
	}
}
