/* What the handlers ask of a message in hand. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/nta.h>

#include "sip/header.h"
#include "sip/stack.h"

static bool is_mapped(const struct in6_addr *a)
{
	return IN6_IS_ADDR_V4MAPPED(a);
}

void event_source(const struct sip_event *e, char ip[ADDRESS_TEXT], int *port)
{
	msg_t *msg = nua_current_request(e->ua->nua);
	const su_sockaddr_t *from = msg ? msg_addr(msg) : NULL;

	ip[0] = '\0';
	*port = 0;
	if (!from ||
		(from->su_family != AF_INET && from->su_family != AF_INET6))
		return;
	*port = ntohs(from->su_port);
	if (from->su_family == AF_INET)
		inet_ntop(AF_INET, &from->su_sin.sin_addr, ip, ADDRESS_TEXT);
	else if (is_mapped(&from->su_sin6.sin6_addr))
		inet_ntop(AF_INET, from->su_sin6.sin6_addr.s6_addr + 12, ip,
			ADDRESS_TEXT);
	else
		inet_ntop(AF_INET6, &from->su_sin6.sin6_addr, ip, ADDRESS_TEXT);
}

static bool by_tcp(const sip_t *sip)
{
	return sip->sip_via &&
		!strcasecmp(sip->sip_via->v_protocol, "SIP/2.0/TCP");
}

static bool asks_for_sips(const sip_t *sip)
{
	return sip->sip_request &&
		sip->sip_request->rq_url->url_type == url_sips;
}

int event_by(const struct sip_event *e)
{
	return !e->sip ? 0 : (by_tcp(e->sip) ? BY_TCP : 0) |
		(asks_for_sips(e->sip) ? BY_SIPS : 0);
}

const char *event_phrase(const struct sip_event *e)
{
	bool unreached = e->status == 503 || e->status == 408;

	if (!unreached || !event_is_internal(e))
		return e->phrase;
	if (e->ua->tls_problem)
		return e->ua->tls_problem;
	/* Not a word of the other side's, which has not been heard. */
	return !strcmp(e->phrase, sip_503_Service_unavailable) ?
		"nobody listens there, or no way leads there" : e->phrase;
}

bool event_is_internal(const struct sip_event *e)
{
	return nta_sip_is_internal(e->sip) || e->status >= 700;
}

static bool has_body(const sip_t *sip)
{
	return sip && sip->sip_payload && sip->sip_payload->pl_len > 0;
}

static bool is_sdp(const sip_t *sip)
{
	return sip->sip_content_type && sip->sip_content_type->c_type &&
		!strcasecmp(sip->sip_content_type->c_type, "application/sdp") &&
		!sip->sip_content_encoding;
}

const char *event_sdp(const struct sip_event *e, size_t *n)
{
	*n = 0;
	if (!has_body(e->sip) || !is_sdp(e->sip))
		return NULL;
	*n = e->sip->sip_payload->pl_len;
	return e->sip->sip_payload->pl_data;
}

bool event_has_strange_body(const struct sip_event *e)
{
	return has_body(e->sip) && !is_sdp(e->sip);
}

const char *usual_phrase(int status)
{
	const char *phrase = sip_status_phrase(status);

	return phrase ? phrase : "Failed";
}

/* nua_respond() works later and keeps the pointer: the handle owns the copy. */
const char *lasting_phrase(nua_handle_t *handle, const char *reason, int status)
{
	char *text, *copy;

	if (!reason || !*reason)
		return usual_phrase(status);
	text = header_text(reason);
	copy = su_strdup(nua_handle_home(handle), text);
	free(text);
	return copy ? copy : usual_phrase(status);
}
