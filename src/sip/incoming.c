#include "sip/incoming.h"

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/su_alloc.h>
#include <sofia-sip/url.h>

#include "base/log.h"
#include "base/mem.h"
#include "sip/dialog_events.h"
#include "sip/header.h"
#include "sip/identity.h"
#include "sip/mend_target.h"
#include "sip/refer_to.h"
#include "sip/replaces.h"

static bool knows_100rel(const sip_t *sip)
{
	return sip_has_feature(sip->sip_supported, "100rel") ||
		sip_has_feature(sip->sip_require, "100rel");
}

/* What the stack lets through may still be no call that can be answered:
 * 0, or the status that says so. */
static int check_invite(const struct sip_event *e, const char **phrase)
{
	const sip_contact_t *contact = e->sip->sip_contact;
	enum url_type_e target = e->sip->sip_request->rq_url->url_type;

	*phrase = NULL;
	if (target != url_sip && target != url_sips)
		return 416;
	if (event_has_strange_body(e))
		return 415;
	if (e->ua->rel100 == REL100_REQUIRED && !knows_100rel(e->sip))
		return 421;
	if (!contact)
		*phrase = "Missing Contact Header";
	else if (contact->m_next)
		*phrase = "More Than One Contact";
	else if (!target_is_usable(contact->m_url))
		*phrase = "Bad Contact URI";
	else if (!routes_are_usable(e->sip->sip_record_route))
		*phrase = "Bad Record-Route URI";
	else if (e->sip->sip_request->rq_url->url_headers)
		*phrase = "Headers in the Request-URI";
	/* RFC 2543 had none.  This stack would take the call, but not the BYE
	 * of such a peer, nor its re-INVITE (481). */
	else if (!e->sip->sip_from->a_tag)
		*phrase = "Missing From Tag";
	return *phrase ? 400 : 0;
}

static void refuse_invite(const struct sip_event *e, int status,
	const char *phrase)
{
	log_debug("sip", "INVITE refused: %d %s", status,
		phrase ? phrase : usual_phrase(status));
	nua_respond(e->handle, status, phrase ? phrase : usual_phrase(status),
		TAG_IF(status == 415, SIPTAG_ACCEPT_STR("application/sdp")),
		TAG_IF(status == 415, SIPTAG_ACCEPT_ENCODING_STR("identity")),
		TAG_IF(status == 421, SIPTAG_REQUIRE_STR("100rel")),
		TAG_END());
	nua_handle_destroy(e->handle);
}

static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

/* Unescaped and freed with home; NULL none. */
static const char *plain_user(su_home_t *home, const url_t *url)
{
	char *user;

	if (!url->url_user || !*url->url_user)
		return NULL;
	user = su_strdup(home, url->url_user);
	url_unescape(user, url->url_user);
	return user;
}

void describe_request(su_home_t *home, const struct sip_event *e,
	char source[ADDRESS_TEXT], struct invite_info *info)
{
	const sip_t *sip = e->sip;

	info->request_uri = url_as_string(home, sip->sip_request->rq_url);
	info->from_uri = url_as_string(home, sip->sip_from->a_url);
	info->to_uri = url_as_string(home, sip->sip_to->a_url);
	if (sip->sip_contact)
		info->contact_uri =
			url_as_string(home, sip->sip_contact->m_url);
	info->call_id = sip->sip_call_id->i_id;
	info->to_user = plain_user(home, sip->sip_to->a_url);
	info->request_user = plain_user(home, sip->sip_request->rq_url);
	info->request_host = or_null(sip->sip_request->rq_url->url_host);
	info->sdp = event_sdp(e, &info->sdp_n);
	info->referred_by = refer_to_referrer(home, sip->sip_referred_by);
	event_source(e, source, &info->source_port);
	info->source = source;
	alert_of(sip, &info->alert);
}

void incoming_invite(struct ua *ua, const struct sip_event *e)
{
	struct invite_info info = { 0 };
	struct identity *identity;
	char source[ADDRESS_TEXT], *display, *replaces = NULL;
	const char *phrase;
	su_home_t *home;
	int status;

	if (e->status >= 200 || !e->sip) {
		nua_handle_destroy(e->handle);
		return;
	}
	status = check_invite(e, &phrase);
	if (!status) {
		status = replaces_read(e->sip, &replaces,
			&info.replaces_early_only);
		info.replaces = replaces;
	}
	if (status || !ua->handlers) {
		refuse_invite(e, status ? status : 503, phrase);
		free(replaces);
		return;
	}
	home = su_home_new(sizeof *home);
	describe_request(home, e, source, &info);
	display = header_unquoted(or_null(e->sip->sip_from->a_display));
	info.from_display = or_null(display);
	info.identity = identity = event_identity(e);
	ua->handlers->on_invite(ua->arg, dialog_from_invite(ua, e), &info);
	identity_free(identity);
	free(display);
	free(replaces);
	su_home_unref(home);
}

/* INFO belongs into a dialog (RFC 6086 4.2.2). */
void incoming_info(struct ua *ua, const struct sip_event *e)
{
	if (e->status < 200)
		nua_respond(e->handle, SIP_481_NO_TRANSACTION,
			NUTAG_WITH_THIS(ua->nua), TAG_END());
	nua_handle_destroy(e->handle);
}

/* Messages go only where a call is. */
void incoming_message(struct ua *ua, const struct sip_event *e)
{
	if (e->status < 200)
		nua_respond(e->handle, SIP_405_METHOD_NOT_ALLOWED,
			NUTAG_WITH_THIS(ua->nua), SIPTAG_ALLOW_STR(ALLOWED),
			TAG_END());
	nua_handle_destroy(e->handle);
}
