/* We are called (RFC 3261 13.3). */
#include <stdlib.h>

#include <sofia-sip/sip_header.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/dialog_private.h"
#include "sip/header.h"
#include "sip/incoming.h"
#include "sip/replaces.h"

struct dialog *dialog_from_invite(struct ua *ua, const struct sip_event *e)
{
	struct dialog *d = dialog_new(ua);
	char contact[CONTACT_TEXT];

	d->state = DIALOG_OFFERED;
	d->owner.handle = e->handle;
	d->call_id = text_clean(e->sip->sip_call_id->i_id, TEXT_CHARACTERS);
	ua_dialog_contact(ua, NULL, event_by(e), false, contact);
	d->contact = mem_text(contact);
	nua_handle_bind(e->handle, &d->owner);
	session_timer_note(d, e->sip);
	d->delayed = !e->sip->sip_payload;
	d->early.required = sip_has_feature(e->sip->sip_require, "100rel");
	d->early.supported = d->early.required ||
		sip_has_feature(e->sip->sip_supported, "100rel");
	dialog_note_peer(d, e);
	return d;
}

/* RFC 3262 3: where the peer insists on it; else what has something to say.
 * What we insist on ourselves the peer has promised with its INVITE. */
static bool is_reliable(const struct dialog *d, const char *sdp)
{
	enum rel100 ours = d->owner.ua->rel100;

	if (ours == REL100_NO || !d->early.supported)
		return false;
	return d->early.required || ours == REL100_REQUIRED || sdp;
}

bool dialog_wants_early_offer(const struct dialog *d)
{
	return d->state == DIALOG_OFFERED && d->delayed &&
		is_reliable(d, NULL);
}

static void respond(struct dialog *d, int status, const char *phrase,
	const char *contact, const char *sdp)
{
	bool reliable = status < 200 && is_reliable(d, sdp);

	d->early.unacknowledged += reliable;
	nua_respond(d->owner.handle, status, phrase,
		TAG_IF(reliable, SIPTAG_REQUIRE_STR("100rel")),
		TAG_IF(status >= 300 && d->warning,
			SIPTAG_WARNING_STR(d->warning)),
		TAG_IF(contact, SIPTAG_CONTACT_STR(contact)),
		TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)),
		TAG_END());
	if (status >= 300)
		dialog_explain(d, NULL);
}

void dialog_ring(struct dialog *d, int status, const char *sdp)
{
	bool reliable = is_reliable(d, sdp);

	if (d->state != DIALOG_OFFERED || status <= 100 || status >= 200)
		return;
	if (d->early.offered || d->early.settled || (d->delayed && !reliable))
		sdp = NULL;
	if (sdp && reliable) {
		d->early.offered = d->delayed;
		d->early.settled = !d->delayed;
	}
	respond(d, status, usual_phrase(status), d->contact, sdp);
}

static void accept_call(struct dialog *d, const char *sdp)
{
	respond(d, SIP_200_OK, d->contact, sdp);
}

void dialog_on_acknowledged(struct dialog *d)
{
	if (d->early.unacknowledged)
		d->early.unacknowledged--;
	if (!d->early.answer_waits || d->early.unacknowledged)
		return;
	d->early.answer_waits = false;
	if (d->owner.handle)
		accept_call(d, d->early.answer);
}

/* RFC 3262 3: no 2xx before the PRACK.  The stack would see to that; but its
 * 200 could go out, and be acknowledged, while the PRACK waits for our word, and
 * then it answers the PRACK out of memory that it has freed. */
void dialog_answer(struct dialog *d, const char *sdp)
{
	if (d->uac && d->state == DIALOG_ANSWERED) {
		uac_acknowledge(d, sdp);
		return;
	}
	if (d->state != DIALOG_OFFERED)
		return;
	d->state = DIALOG_ANSWERED;
	if (d->early.offered || d->early.settled)
		sdp = NULL;
	d->early.answer_waits = d->early.unacknowledged > 0;
	if (d->early.answer_waits)
		mem_set(&d->early.answer, sdp);
	else
		accept_call(d, sdp);
}

static char *redirection(const char *contact)
{
	struct uri_parts parts;

	return contact && uri_parse(contact, &parts) ?
		header_name_address(NULL, contact) : NULL;
}

static void refuse(struct dialog *d, int status, const char *reason,
	const char *contact)
{
	char *to = redirection(contact);

	respond(d, status, lasting_phrase(d->owner.handle, reason, status), to,
		NULL);
	free(to);
}

void dialog_decline(struct dialog *d, int status, const char *reason,
	const char *contact)
{
	if (d->state != DIALOG_OFFERED)
		return;
	if (status < 300 || status > 699)
		status = 486;
	refuse(d, status, reason, contact);
	dialog_note_end(d, DIALOG_BY_LOCAL, status, reason, NULL);
	dialog_ending(d);
}

void dialog_explain(struct dialog *d, const char *why)
{
	free(d->warning);
	d->warning = header_warning(why);
}

void dialog_refuse(struct dialog *d, int status, const char *reason)
{
	if (d->state == DIALOG_OFFERED && d->owner.handle)
		refuse(d, status, reason, NULL);
	dialog_free(d);
}

/* The first ACK, or that to our 200 to a re-INVITE. */
void dialog_on_ack(struct dialog *d, const struct sip_event *e)
{
	bool first = d->state == DIALOG_ANSWERED, tell = first || d->we_offer;
	size_t n;
	const char *sdp = event_sdp(e, &n);

	if (d->state == DIALOG_ENDING) {
		dialog_send_bye(d);
		return;
	}
	if (first)
		d->state = DIALOG_CONFIRMED;
	if (first || d->peer == PEER_ACK_DUE)
		session_timer_agree(d);
	d->we_offer = false;
	if (d->peer == PEER_ACK_DUE)
		d->peer = PEER_QUIET;
	offer_settle(d);
	if (tell && d->handlers.on_confirmed)
		d->handlers.on_confirmed(d->arg, sdp, n);
}

void dialog_on_options(struct dialog *d, const struct sip_event *e)
{
	(void)d;
	answer_options(e);
}
