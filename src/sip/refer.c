#include "sip/refer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/sip_extra.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/dialog_private.h"
#include "sip/header.h"

#define FRAGMENT_MAX 512		/* bytes looked at: the first line */

/* RFC 4538: for one between us that takes REFER out of the dialog; local is
 * whoever sends the request. */
static char *target_dialog(const struct dialog *d)
{
	if (!d->peer_is.tag || !d->peer_is.our_tag)
		return NULL;
	return mem_format("Target-Dialog: %s;local-tag=%s;remote-tag=%s",
		d->peer_is.call_id, d->peer_is.our_tag, d->peer_is.tag);
}

bool dialog_refer(struct dialog *d, const char *to, const char *by)
{
	char *target, *referrer, *dialog;

	if (d->state != DIALOG_CONFIRMED || !d->owner.handle || d->refers ||
	    request_refers(d))
		return false;
	target = header_name_address(NULL, to);
	referrer = by ? header_name_address(NULL, by) : NULL;
	dialog = target_dialog(d);
	d->refers = true;
	d->refer_id[0] = '\0';
	nua_refer(d->owner.handle, SIPTAG_REFER_TO_STR(target),
		TAG_IF(dialog, SIPTAG_HEADER_STR(dialog)),
		TAG_IF(referrer, SIPTAG_REFERRED_BY_STR(referrer)),
		SIPTAG_CONTACT_STR(d->contact), TAG_END());
	free(target);
	free(referrer);
	free(dialog);
	return true;
}

void dialog_refer_forget(struct dialog *d)
{
	d->refer_unsure |= d->refers;
	d->refers = false;
}

static void tell(struct dialog *d, int status, const char *reason)
{
	if (status >= 200)
		d->refers = false;
	if (d->handlers.on_referred)
		d->handlers.on_referred(d->arg, status, reason);
}

/* Its NOTIFYs carry the CSeq of the REFER that was taken: asked for a password,
 * it goes out again with another. */
static void note_id(struct dialog *d, const struct sip_event *e)
{
	const sip_event_t *event = NULL;

	tl_gets(e->tags, NUTAG_REFER_EVENT_REF(event), TAG_END());
	if (event && event->o_id)
		snprintf(d->refer_id, sizeof d->refer_id, "%s", event->o_id);
	if (e->status >= 200 && e->status < 300 && e->sip)
		snprintf(d->refer_id, sizeof d->refer_id, "%u",
			(unsigned)e->sip->sip_cseq->cs_seq);
}

static bool will_not_tell(const struct sip_event *e)
{
	const sip_refer_sub_t *sub = e->sip ? sip_refer_sub(e->sip) : NULL;

	return sub && sub->rs_value && !strcasecmp(sub->rs_value, "false");
}

static void untold(struct dialog *d)
{
	d->refers = false;
	if (d->handlers.on_referred)
		d->handlers.on_referred(d->arg, DIALOG_REFER_UNTOLD, "Accepted");
}

void dialog_on_refer_response(struct dialog *d, const struct sip_event *e)
{
	if (request_refers(d)) {
		d->refer_unsure = true;		/* its reports are nobody's */
		request_on_response(d, e);
		return;
	}
	if (d->refers)
		note_id(d, e);
	if (e->status < 200 || e->status == AUTH_GIVEN_UP || !d->refers)
		return;
	if (e->status >= 300 &&
	    auth_retries(d->auth, d->owner.handle, e))
		return;
	if (e->status < 300) {
		auth_succeeded(d->auth);
		/* RFC 4488: yes is all that we will hear. */
		if (will_not_tell(e))
			untold(d);
		else
			tell(d, 100, "Trying");
	} else {
		tell(d, e->status < 700 ? e->status : 500, e->phrase);
	}
}

/* --- what the peer tells of it ----------------------------------------------
 * "SIP/2.0 180 Ringing" in a body of message/sipfrag (RFC 3420). */

static bool is_fragment(const sip_t *sip)
{
	return sip->sip_payload && sip->sip_payload->pl_len > 0 &&
		sip->sip_content_type && sip->sip_content_type->c_type &&
		!strcasecmp(sip->sip_content_type->c_type, "message/sipfrag");
}

static int read_status(const char *line)
{
	int status;

	if (strncasecmp(line, "SIP/2.0 ", 8) != 0 ||
	    strspn(line + 8, "0123456789") != 3)
		return 0;
	status = atoi(line + 8);
	return status >= 100 && status < 700 ? status : 0;
}

/* 0: none; *reason clean, the caller's. */
static int fragment_status(const sip_t *sip, char **reason)
{
	size_t n;
	char *line;
	int status;

	*reason = NULL;
	if (!is_fragment(sip))
		return 0;
	n = sip->sip_payload->pl_len;
	line = mem_text_n(sip->sip_payload->pl_data,
		n < FRAGMENT_MAX ? n : FRAGMENT_MAX);
	line[strcspn(line, "\r\n")] = '\0';
	status = read_status(line);
	if (status)
		*reason = text_clean(line[11] ? line + 12 :
			usual_phrase(status), TEXT_CHARACTERS);
	free(line);
	return status;
}

static bool is_last(const sip_t *sip)
{
	const sip_subscription_state_t *state = sip->sip_subscription_state;

	return state && state->ss_substate &&
		!strcasecmp(state->ss_substate, "terminated");
}

/* RFC 3515 2.4.6: only those of the first REFER may leave the id out. */
static bool is_about_ours(const struct dialog *d, const sip_event_t *event)
{
	if (!d->refers || !event || strcasecmp(event->o_type, "refer") != 0)
		return false;
	if (!event->o_id)
		return !d->refer_unsure;
	return !d->refer_id[0] || !strcmp(event->o_id, d->refer_id);
}

void dialog_on_notify(struct dialog *d, const struct sip_event *e)
{
	char *reason;
	int status;

	if (!e->sip || !is_about_ours(d, e->sip->sip_event))
		return;
	status = fragment_status(e->sip, &reason);
	if (status < 200 && is_last(e->sip))
		tell(d, 500, "the other side stopped telling how it goes");
	else if (status)
		tell(d, status, reason);
	free(reason);
}
