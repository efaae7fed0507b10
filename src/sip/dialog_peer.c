/* The peer changes the session: re-INVITE, UPDATE (RFC 3261 14.2, RFC 3311). */
#include <stdio.h>

#include <sofia-sip/sip_util.h>
#include <sofia-sip/su_uniqueid.h>

#include "base/mem.h"
#include "sip/dialog_private.h"

void peer_forget(struct dialog *d)
{
	nua_destroy_event(d->update);
	d->peer = PEER_QUIET;
}

static void refuse(struct dialog *d, const struct sip_event *e, int status)
{
	char after[8];

	snprintf(after, sizeof after, "%d", su_randint(1, 9));
	nua_respond(d->owner.handle, status, usual_phrase(status),
		NUTAG_WITH_THIS(e->ua->nua),
		TAG_IF(status == 500, SIPTAG_RETRY_AFTER_STR(after)),
		TAG_IF(status == 415, SIPTAG_ACCEPT_STR("application/sdp")),
		TAG_IF(status == 415, SIPTAG_ACCEPT_ENCODING_STR("identity")),
		TAG_END());
}

static void ask_owner(struct dialog *d, enum peer_offer peer,
	const struct sip_event *e)
{
	size_t n;
	const char *sdp = event_sdp(e, &n);

	d->peer = peer;
	d->we_offer = !sdp;
	session_timer_note(d, e->sip);
	d->ours.stale = true;		/* matters only if one waits */
	if (d->handlers.on_offer)
		d->handlers.on_offer(d->arg, sdp, n);
	else
		dialog_reject(d, 488, NULL);
}

/* Overlapping re-INVITEs, and one that meets an offer of ours, the stack has
 * refused; not one that meets our re-INVITE without an offer. */
void dialog_on_reinvite(struct dialog *d, const struct sip_event *e)
{
	if (e->status >= 200)
		return;
	if (event_has_strange_body(e))
		refuse(d, e, 415);
	else if (d->ours.sent)
		refuse(d, e, 491);
	else if (d->state != DIALOG_CONFIRMED || d->peer != PEER_QUIET)
		refuse(d, e, 500);
	else
		ask_owner(d, PEER_INVITES, e);
}

/* 0, or what an UPDATE with an offer gets (RFC 3311 5.2): with media off the
 * stack does not look. */
static int overlap(const struct dialog *d)
{
	if (d->ours.sent || d->state == DIALOG_CALLING || d->we_offer)
		return 491;
	if (d->peer != PEER_QUIET || d->state != DIALOG_CONFIRMED)
		return 500;
	return 0;
}

static bool is_early(const struct dialog *d)
{
	return d->state == DIALOG_CALLING || d->state == DIALOG_OFFERED;
}

static void refreshed(struct dialog *d, const struct sip_event *e)
{
	refuse(d, e, 200);
	session_timer_note(d, e->sip);
	if (d->state == DIALOG_CONFIRMED)
		session_timer_agree(d);
}

/* One without SDP only says that the peer is still there, or has moved. */
void dialog_on_update(struct dialog *d, const struct sip_event *e)
{
	size_t n;
	int status = overlap(d);

	if (e->status >= 200)
		return;
	if (is_early(d))
		early_on_update(d, e);
	else if (event_has_strange_body(e))
		refuse(d, e, 415);
	else if (!event_sdp(e, &n))
		refreshed(d, e);
	else if (status || !nua_save_event(e->ua->nua, d->update))
		refuse(d, e, status ? status : 500);
	else
		ask_owner(d, PEER_UPDATES, e);
}

/* --- the owner's word ------------------------------------------------------*/

static void respond(struct dialog *d, int status, const char *phrase,
	const char *sdp)
{
	bool update = d->peer == PEER_UPDATES;

	nua_respond(d->owner.handle, status, phrase,
		TAG_IF(update, NUTAG_WITH_SAVED(d->update)),
		TAG_IF(status >= 300 && d->warning,
			SIPTAG_WARNING_STR(d->warning)),
		TAG_IF(sdp, SIPTAG_CONTACT_STR(d->contact)),
		TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)),
		TAG_END());
	nua_destroy_event(d->update);
	if (status >= 300)
		dialog_explain(d, NULL);
	d->peer = status < 300 && !update ? PEER_ACK_DUE : PEER_QUIET;
	if (status < 300 && update)
		session_timer_agree(d);
	offer_settle(d);
}

bool dialog_asks(const struct dialog *d)
{
	return d->peer == PEER_INVITES || d->peer == PEER_UPDATES ||
		d->peer == PEER_ANSWERS;
}

void dialog_accept(struct dialog *d, const char *sdp)
{
	if (d->state != DIALOG_CONFIRMED || !dialog_asks(d))
		return;
	if (d->peer == PEER_ANSWERS)
		offer_answer_theirs(d, sdp);
	else
		respond(d, SIP_200_OK, sdp);
}

/* Some statuses would end the whole dialog on both sides (RFC 5057). */
void dialog_reject(struct dialog *d, int status, const char *reason)
{
	if (d->state != DIALOG_CONFIRMED || !dialog_asks(d))
		return;
	if (d->peer == PEER_ANSWERS) {
		offer_answer_theirs(d, NULL);
		return;
	}
	if (status < 300 || status > 699 || response_is_loss(status) ||
	    response_ends_dialog(status, sip_method_invite)) {
		status = 488;
		reason = NULL;
	}
	d->we_offer = false;
	respond(d, status, lasting_phrase(d->owner.handle, reason, status),
		NULL);
}
