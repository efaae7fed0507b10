/* Sofia-SIP answers for a realm whoever names it: once a server has asked for
 * the password, each request that follows in the dialog has a digest with it,
 * the ACK as well, also where there is no Record-Route and it goes straight to
 * whoever answered the call; and so has what that one challenges with a nonce
 * of its own.  Only what goes to a server of the account shall have one (RFC
 * 3261 22.1 knows servers that challenge, and no others).  A proxy that stays
 * on the way may ask as often as it likes.  The ACK has the very digest of the
 * INVITE, as RFC 3261 22.1 wants it; going straight to the other side it has
 * none, whoever that is: nobody may challenge an ACK.
 *
 * The library calls these functions of its own through the dynamic linker,
 * which finds ours first.  To be dropped with the first library that asks whose
 * server it is.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <sofia-sip/auth_client.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/url.h>

#include "sip/mend_direct.h"

#define HOST 256

static const char *toward;	/* while the stack answers; NULL */

const char *direct_host(void)
{
	return toward;
}

/* The host that it goes to straight; NULL: it begins a dialog, or goes by a
 * proxy. */
static const char *straight_to(const sip_t *sip, char host[HOST])
{
	const url_t *url = sip && sip->sip_request ? sip->sip_request->rq_url :
		NULL;
	size_t n;

	if (!url || sip->sip_route || !sip->sip_to || !sip->sip_to->a_tag)
		return NULL;
	if (url_param(url->url_params, "maddr", host, HOST) <= 0)
		snprintf(host, HOST, "%s", url->url_host ? url->url_host : "");
	n = strlen(host);
	if (n > 1 && *host == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		memmove(host, host + 1, n - 1);
	}
	return host;
}

int auc_authorization(auth_client_t **clients, msg_t *msg, msg_pub_t *sip,
	const char *method, const url_t *url, const msg_payload_t *body)
{
	static int (*theirs)(auth_client_t **, msg_t *, msg_pub_t *,
		const char *, const url_t *, const msg_payload_t *);
	char host[HOST];
	int result;

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "auc_authorization");
	toward = straight_to((const sip_t *)sip, host);
	result = theirs(clients, msg, sip, method, url, body);
	toward = NULL;
	return result;
}

static void strip(msg_t *msg, sip_t *sip)
{
	msg_header_remove_all(msg, (msg_pub_t *)sip,
		(msg_header_t *)sip->sip_authorization);
	msg_header_remove_all(msg, (msg_pub_t *)sip,
		(msg_header_t *)sip->sip_proxy_authorization);
}

int nta_msg_request_complete(msg_t *msg, nta_leg_t *leg, sip_method_t method,
	const char *name, const url_string_t *url)
{
	static int (*theirs)(msg_t *, nta_leg_t *, sip_method_t, const char *,
		const url_string_t *);
	char host[HOST];
	int result;

	if (!theirs)
		*(void **)&theirs =
			dlsym(RTLD_NEXT, "nta_msg_request_complete");
	result = theirs(msg, leg, method, name, url);
	if (result >= 0 && method == sip_method_ack &&
	    straight_to(sip_object(msg), host))
		strip(msg, sip_object(msg));
	return result;
}
