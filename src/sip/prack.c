/* Reliable provisional responses (RFC 3262), both roles.
 *
 *	UAC   18x RSeq 7 -----> in order? --> PRACK, with the answer if the 18x
 *	      RSeq 7 again ---> dropped       has brought an offer
 *	      RSeq 9 ---------> dropped: 8 is on its way, and will come again
 *	UAS   180, 183 -------> repeated by the stack until the PRACK is here
 *	      200 ------------> waits for it
 *	      no PRACK -------> 504, on_ended
 *
 * The stack counts RSeq for one branch only, so counting is done here.
 */
#include <stdlib.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_util.h>

#include "base/log.h"
#include "base/mem.h"
#include "sip/branch.h"
#include "sip/dialog_private.h"

/* --- we called -------------------------------------------------------------*/

bool event_is_reliable(const struct sip_event *e)
{
	return e->sip && e->sip->sip_rseq &&
		sip_has_feature(e->sip->sip_require, "100rel");
}

bool prack_in_order(struct branch *b, const struct sip_event *e)
{
	uint32_t rseq = e->sip->sip_rseq->rs_response;

	if (b->rseq && rseq != b->rseq + 1)
		return false;
	b->rseq = rseq;
	return true;
}

static void make_rack(sip_rack_t *rack, const struct sip_event *e)
{
	sip_rack_init(rack);
	rack->ra_response = e->sip->sip_rseq->rs_response;
	rack->ra_cseq = e->sip->sip_cseq->cs_seq;
	rack->ra_method = sip_method_invite;
	rack->ra_method_name = "INVITE";
}

/* b NULL: inside a confirmed dialog.  A route of the INVITE is no route of the
 * dialog. */
void prack_send(struct dialog *d, const struct branch *b,
	const struct sip_event *e, const char *sdp)
{
	sip_rack_t rack[1];

	make_rack(rack, e);
	nua_prack(d->owner.handle, SIPTAG_RACK(rack),
		TAG_IF(b, SIPTAG_TO(b ? b->to : NULL)),
		TAG_IF(b && b->contact, NUTAG_URL((const url_string_t *)
			(b && b->contact ? b->contact->m_url : NULL))),
		TAG_IF(b, NUTAG_INITIAL_ROUTE(NULL)),
		TAG_IF(b && b->route, SIPTAG_ROUTE(b ? b->route : NULL)),
		TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)),
		TAG_END());
}

void prack_renewed(struct dialog *d, const struct sip_event *e)
{
	uint32_t cseq = e->sip ? e->sip->sip_cseq->cs_seq : 0;
	bool again = d->renewed.cseq == cseq;
	size_t n;
	const char *sdp = event_sdp(e, &n);

	if (d->state != DIALOG_CONFIRMED || !event_is_reliable(e))
		return;
	if (again && e->sip->sip_rseq->rs_response != d->renewed.rseq + 1)
		return;
	d->renewed.cseq = cseq;
	d->renewed.rseq = e->sip->sip_rseq->rs_response;
	prack_send(d, NULL, e, NULL);
	if (!sdp)
		return;
	mem_wipe_text(d->renewed.answer);
	d->renewed.answer = mem_text_n(sdp, n);
}

/* What a refusal means the INVITE will tell: they give it up, or answer. */
void dialog_on_prack_response(struct dialog *d, const struct sip_event *e)
{
	if (e->status < 200)
		return;
	if (e->status < 300)
		auth_succeeded(d->auth);
	else if (auth_answer(d->auth, d->owner.handle, e) != AUTH_SENT)
		log_info("sip", "dialog %s: PRACK refused: %d %s",
			dialog_call_id(d), e->status, e->phrase);
}

/* --- we are called ---------------------------------------------------------*/

static void take_answer(struct dialog *d, const struct sip_event *e,
	const char *sdp, size_t n)
{
	d->early.offered = false;
	d->early.settled = true;
	early_respond(d, e, 200, NULL);
	if (d->handlers.on_early_answer)
		d->handlers.on_early_answer(d->arg, sdp, n);
}

static void answer_prack(struct dialog *d, const struct sip_event *e)
{
	size_t n;
	const char *sdp = event_sdp(e, &n);

	if (event_has_strange_body(e))
		early_respond(d, e, 415, NULL);
	else if (!sdp)
		early_respond(d, e, 200, NULL);
	else if (d->early.offered)
		take_answer(d, e, sdp, n);
	else
		early_on_update(d, e);
}

/* That it belongs to a 18x of ours the stack has seen. */
void dialog_on_prack(struct dialog *d, const struct sip_event *e)
{
	if (e->status >= 200)
		return;
	answer_prack(d, e);
	dialog_on_acknowledged(d);
}

void prack_of_nobody(struct ua *ua, const struct sip_event *e)
{
	if (e->status < 200)
		nua_respond(e->handle, SIP_481_NO_TRANSACTION,
			NUTAG_WITH_THIS(ua->nua), TAG_END());
}
