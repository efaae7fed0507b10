/* How a dialog ends, and why. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/contacts.h"
#include "sip/dialog_private.h"
#include "sip/header.h"
#include "sip/q850.h"

/* --- why -------------------------------------------------------------------*/

/* RFC 3326: "SIP;cause=200;text=\"Call completed elsewhere\"",
 * "Q.850;cause=16"; one header may hold both. */
static void note_reason(struct dialog_end *end, const sip_reason_t *r)
{
	for (; r; r = r->re_next) {
		if (!r->re_protocol)
			continue;
		if (!end->reason_header)
			end->reason_header = reason_words(r);
		if (!end->q850)
			end->q850 = reason_q850(r);
		end->elsewhere |= end->status == 487 && reason_is_elsewhere(r);
	}
	free((char *)end->cause);
	end->cause = end->q850 ? mem_text(q850_words(end->q850)) :
		mem_text(end->reason_header);
}

/* RFC 3261 20.43: what of a description they cannot do, for people. */
static void note_warning(struct dialog_end *end, const sip_warning_t *w)
{
	char *text = w && w->w_text ? header_unquoted(w->w_text) : NULL;

	if (text && *text && !end->cause)
		end->cause = text_clean(text, TEXT_CHARACTERS);
	free(text);
}

void dialog_note_end(struct dialog *d, enum dialog_by by, int status,
	const char *reason, const sip_t *sip)
{
	struct dialog_end *end = &d->end;

	if (end->status)
		return;
	end->by = by;
	end->status = status;
	end->reason =
		text_clean(reason && *reason ? reason : usual_phrase(status),
			TEXT_CHARACTERS);
	if (!sip)
		return;
	if (sip->sip_reason)
		note_reason(end, sip->sip_reason);
	if (status >= 300)
		note_warning(end, sip->sip_warning);
	if (status >= 300 && status < 400)
		end->contacts = contacts_best_first(sip->sip_contact,
			&end->n_contacts);
}

/* --- we end it -------------------------------------------------------------*/

void dialog_ending(struct dialog *d)
{
	d->state = DIALOG_ENDING;
	session_timer_stop(d);
	offer_forget(d);
	dialog_after(d, d->owner.ua->t1x64_ms, dialog_finish);
}

void dialog_send_bye(struct dialog *d)
{
	if (d->bye_sent || !d->owner.handle)
		return;
	d->bye_sent = true;
	nua_bye(d->owner.handle, TAG_IF(d->cause, SIPTAG_REASON_STR(d->cause)),
		TAG_END());
}

static void end_calling(struct dialog *d)
{
	dialog_note_end(d, DIALOG_BY_LOCAL, SIP_487_REQUEST_TERMINATED, NULL);
	if (d->owner.handle)
		nua_cancel(d->owner.handle,
			TAG_IF(d->cause, SIPTAG_REASON_STR(d->cause)),
			TAG_END());
	dialog_ending(d);
}

void dialog_end(struct dialog *d, const char *cause)
{
	enum dialog_state state;

	/* Our answer waits for a PRACK: nobody has it. */
	if (d->state == DIALOG_ANSWERED && d->early.answer_waits) {
		d->early.answer_waits = false;
		d->state = DIALOG_OFFERED;
	}
	state = d->state;
	if (state >= DIALOG_ENDING)
		return;
	if (state == DIALOG_OFFERED) {
		dialog_decline(d, 486, NULL, NULL);
		return;
	}
	d->cause = header_text(cause);
	if (state == DIALOG_CALLING) {
		end_calling(d);
		return;
	}
	dialog_note_end(d, DIALOG_BY_LOCAL, SIP_200_OK, NULL);
	if (state == DIALOG_ANSWERED && d->uac)
		nua_ack(d->owner.handle, TAG_END());
	/* RFC 3261 15: no BYE before the ACK. */
	if (state == DIALOG_CONFIRMED || d->uac)
		dialog_send_bye(d);
	dialog_ending(d);
}

bool response_is_loss(int status)
{
	return status == 408 || status == 481;
}

void dialog_lost(struct dialog *d, const char *method,
	const struct sip_event *e)
{
	dialog_note_end(d, DIALOG_BY_ERROR, e->status, e->phrase, NULL);
	if (!d->end.cause)
		d->end.cause = mem_format(e->status == 408 ?
			"%s was not answered: the other side is gone" :
			"the other side does not know this call any more (%s)",
			method);
	dialog_send_bye(d);
	owner_abandon(&d->owner);
	dialog_finish(d);
}

/* --- it ends ---------------------------------------------------------------*/

void dialog_on_bye_response(struct dialog *d, const struct sip_event *e)
{
	if (e->status < 200 ||
		auth_answer(d->auth, d->owner.handle, e) == AUTH_SENT)
		return;
	if (d->bye_sent)
		dialog_note_end(d, DIALOG_BY_LOCAL, SIP_200_OK, NULL);
	else			/* the stack's own: its clock ran out */
		session_timer_note_end(d);
	dialog_finish(d);
}

void dialog_on_bye(struct dialog *d, const struct sip_event *e)
{
	dialog_note_end(d, DIALOG_BY_REMOTE, SIP_200_OK, e->sip);
	dialog_finish(d);
}

/* Of a re-INVITE: the stack has refused that, and the call goes on. */
void dialog_on_cancel(struct dialog *d, const struct sip_event *e)
{
	if (d->state == DIALOG_CONFIRMED) {
		d->peer = PEER_QUIET;
		offer_settle(d);
		return;
	}
	dialog_note_end(d, DIALOG_BY_REMOTE, SIP_487_REQUEST_TERMINATED,
		e->sip);
	dialog_finish(d);
}

/* No ACK to our 200: the stack sends a BYE by itself; no PRACK to our 18x: it
 * has sent 504 (RFC 3262 3, which says 5xx).  The other errors are
 * answers to what was asked too late, and change nothing. */
void dialog_on_error(struct dialog *d, const struct sip_event *e)
{
	if (e->status != 408) {
		log_debug("sip", "dialog %s: %d %s", dialog_call_id(d),
			e->status, e->phrase);
		return;
	}
	dialog_note_end(d, DIALOG_BY_ERROR,
		strcmp(e->phrase, "PRACK Timeout") ? 408 : 504, e->phrase,
		NULL);
	dialog_finish(d);
}

void dialog_on_terminated(struct dialog *d, const struct sip_event *e)
{
	bool status = e->status >= 300 && e->status < 700;

	dialog_note_end(d, DIALOG_BY_ERROR, status ? e->status : 500, e->phrase,
		e->sip);
	dialog_finish(d);
}
