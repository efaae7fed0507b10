/* OPTIONS: what we can do, and whether a call would get through (RFC 3261 11).
 */
#include <stdlib.h>
#include <strings.h>

#include "sip/incoming.h"

/* Asked for by name: who only pings shall not carry a description. */
static bool wants_sdp(const sip_t *sip)
{
	for (const sip_accept_t *a = sip->sip_accept; a; a = a->ac_next)
		if (a->ac_type && !strcasecmp(a->ac_type, "application/sdp"))
			return true;
	return false;
}

/* Its Accept is ours alone: the stack has one of its own, the same.  Its
 * Contact would be a sips: URI over TLS, whatever was asked for (RFC 5630
 * 5.1.2). */
static void respond(const struct sip_event *e, int status, const char *allow,
	const char *sdp)
{
	char contact[CONTACT_TEXT];

	ua_contact(e->ua, event_by(e), contact);
	nua_respond(e->handle, status, usual_phrase(status),
		NUTAG_WITH_THIS(e->ua->nua), SIPTAG_ALLOW_STR(allow),
		SIPTAG_CONTACT_STR(contact),
		SIPTAG_ACCEPT_ENCODING_STR("identity"),
		TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)), TAG_END());
}

void answer_options(const struct sip_event *e)
{
	if (e->status < 200)
		respond(e, 200, ALLOWED_IN_DIALOG, NULL);
}

static void answer_outside(struct ua *ua, const struct sip_event *e)
{
	su_home_t *home = su_home_new(sizeof *home);
	struct invite_info info = { 0 };
	char source[ADDRESS_TEXT], *sdp = NULL;
	int status = 503;

	describe_request(home, e, source, &info);
	if (ua->handlers && ua->handlers->on_options)
		status = ua->handlers->on_options(ua->arg, &info,
			wants_sdp(e->sip) ? &sdp : NULL);
	else if (ua->handlers)
		status = 200;
	respond(e, status, ALLOWED, sdp);
	free(sdp);
	su_home_unref(home);
}

void incoming_options(struct ua *ua, const struct sip_event *e)
{
	if (e->status < 200 && e->sip)
		answer_outside(ua, e);
	nua_handle_destroy(e->handle);
}
