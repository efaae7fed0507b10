/* Who the peer says it is in the course of a call: in responses to our INVITE
 * (RFC 3325 5), and in its re-INVITE or UPDATE when somebody else took its
 * place; and what it tells our users with its BYE (RFC 7433). */
#include "sip/dialog_events.h"
#include "sip/dialog_private.h"
#include "sip/identity.h"

static bool tells(const struct sip_event *e)
{
	switch (e->event) {
	case nua_r_invite:
	case nua_r_update:
		return e->status > 100 && e->status < 300;
	case nua_i_invite:
	case nua_i_update:
	case nua_i_bye:
		return true;
	default:
		return false;
	}
}

void dialog_note_connected(struct dialog *d, const struct sip_event *e)
{
	struct identity *identity;
	char source[ADDRESS_TEXT];
	int port;

	if (!e->sip || !tells(e) || !d->handlers.on_identity)
		return;
	identity = event_identity(e);
	event_source(e, source, &port);
	d->handlers.on_identity(d->arg, identity, source);
	identity_free(identity);
}
