/* Offers and answers before the call is answered (RFC 3311, RFC 3262 5). */
#include <stdio.h>
#include <stdlib.h>

#include <sofia-sip/su_uniqueid.h>

#include "base/mem.h"
#include "sip/branch.h"
#include "sip/dialog_private.h"

void early_respond(struct dialog *d, const struct sip_event *e, int status,
	const char *sdp)
{
	char after[8];

	snprintf(after, sizeof after, "%d", su_randint(1, 9));
	nua_respond(d->owner.handle, status, usual_phrase(status),
		NUTAG_WITH_THIS(e->ua->nua),
		TAG_IF(sdp, SIPTAG_CONTACT_STR(d->contact)),
		TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)),
		TAG_IF(status == 500, SIPTAG_RETRY_AFTER_STR(after)),
		TAG_IF(status == 415, SIPTAG_ACCEPT_STR("application/sdp")),
		TAG_END());
}

char *early_answer(struct dialog *d, struct branch *b, const char *sdp,
	size_t n)
{
	char *answer = d->handlers.on_early_offer ?
		d->handlers.on_early_offer(d->arg, b ? b->id : 0, sdp, n) :
		NULL;

	if (answer && b)
		b->agreed = true;
	return answer;
}

/* RFC 3311 5.2: 0, or why an offer cannot be taken now.  Theirs in the INVITE
 * is not answered yet: 500; ours is not: 491. */
static int overlap(const struct dialog *d, const struct branch *b)
{
	if (d->uac)
		return b->agreed ? 0 : 491;
	if (d->early.offered || (d->delayed && !d->early.settled))
		return 491;
	return d->early.settled ? 0 : 500;
}

static void take_offer(struct dialog *d, struct branch *b,
	const struct sip_event *e)
{
	size_t n;
	const char *sdp = event_sdp(e, &n);
	char *answer = early_answer(d, b, sdp, n);

	early_respond(d, e, answer ? 200 : 488, answer);
	mem_wipe_text(answer);
}

/* Without an offer it only says that they are there, or have moved. */
void early_on_update(struct dialog *d, const struct sip_event *e)
{
	struct branch *b = d->uac ?
		branch_tagged(d, e->sip->sip_from->a_tag) : NULL;
	size_t n;
	int status;

	/* 481 would end all branches: the stack has one usage for them. */
	if (d->uac && (!b || b->over)) {
		early_respond(d, e, 500, NULL);
		return;
	}
	if (b)
		branch_moved(b, e->sip->sip_contact);
	status = event_has_strange_body(e) ? 415 :
		!event_sdp(e, &n) ? 200 : overlap(d, b);
	if (status)
		early_respond(d, e, status, NULL);
	else
		take_offer(d, b, e);
}
