/* Keys by INFO inside the dialog, both ways. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/dialog_private.h"

bool dialog_info_key(struct dialog *d, const struct info_key *key)
{
	char body[INFO_KEY_TEXT];

	if (d->state != DIALOG_CONFIRMED)
		return false;
	if (key->secret)
		tap_hide(&d->hidden, d->call_id);
	info_key_write(key, body);
	nua_info(d->owner.handle,
		SIPTAG_CONTENT_TYPE_STR("application/dtmf-relay"),
		SIPTAG_PAYLOAD_STR(body), TAG_END());
	explicit_bzero(body, sizeof body);
	return true;
}

void dialog_on_info_response(struct dialog *d, const struct sip_event *e)
{
	char *reason;

	if (e->status < 200 || (e->status >= 300 &&
	    auth_answer(d->auth, d->owner.handle, e) == AUTH_SENT))
		return;
	if (e->status < 300)
		auth_succeeded(d->auth);
	if (!d->handlers.on_info_answered)
		return;
	reason = text_clean(e->phrase, TEXT_CHARACTERS);
	d->handlers.on_info_answered(d->arg, e->status, reason);
	free(reason);
}

/* The status that is due.  An empty one asks only whether we are there. */
static int judge(const sip_t *sip, struct info_key *key)
{
	char *body;
	int status;

	if (!sip || !sip->sip_payload || !sip->sip_payload->pl_len)
		return 200;
	if (!sip->sip_content_type || !sip->sip_content_type->c_type)
		return 415;
	body = mem_text_n(sip->sip_payload->pl_data, sip->sip_payload->pl_len);
	status = info_key_read(sip->sip_content_type->c_type, body, key);
	free(body);
	return status;
}

void dialog_on_info(struct dialog *d, const struct sip_event *e)
{
	struct info_key key = { 0 };
	int status;

	if (e->status >= 200)
		return;
	status = judge(e->sip, &key);
	nua_respond(d->owner.handle, status, usual_phrase(status),
		NUTAG_WITH_THIS(e->ua->nua),
		TAG_IF(status == 415, SIPTAG_ACCEPT_STR(INFO_KEY_ACCEPTED)),
		TAG_END());
	if (key.key && d->handlers.on_info_key)
		d->handlers.on_info_key(d->arg, &key);
}
