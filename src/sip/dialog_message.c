/* A MESSAGE inside the dialog (RFC 3428). */
#include <stdlib.h>

#include "sip/body.h"
#include "sip/dialog_private.h"

static void tell(struct dialog *d, const struct sip_event *e)
{
	char *type = body_type(e->sip), *text = body_text(e->sip);

	d->handlers.on_message(d->arg, type, text);
	free(type);
	free(text);
}

void dialog_on_message(struct dialog *d, const struct sip_event *e)
{
	int status;

	if (e->status >= 200 || !e->sip)
		return;
	status = body_judge(e->sip);
	nua_respond(d->owner.handle, status, usual_phrase(status),
		NUTAG_WITH_THIS(e->ua->nua),
		TAG_IF(status == 415, SIPTAG_ACCEPT_STR(BODY_ACCEPTED)),
		TAG_IF(status == 415, SIPTAG_ACCEPT_ENCODING_STR("identity")),
		TAG_END());
	if (status == 200 && !body_is_empty(e->sip) && d->handlers.on_message)
		tell(d, e);
}
