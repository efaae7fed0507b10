/* account_way.c - where an account's requests go, and the ua that they leave
 * from.  Engine thread.
 *
 *	first hop (proxy, registrar or domain) --probe--> our address towards it
 *		--> endpoint bound there --> REGISTER
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/private.h"

/* The URI whose host is asked for first: proxy, registrar or domain. */
const char *account_first_hop(const struct account *a)
{
	return a->config->proxy.n ? a->config->proxy.items[0] :
		a->config->registrar ? a->config->registrar : a->config->uri;
}

static const char *transport_word(const struct account *a)
{
	return a->config->by_tls ? ";transport=tls" :
		a->config->transport == TRANSPORT_TCP ? ";transport=tcp" :
		a->config->transport == TRANSPORT_UDP ? ";transport=udp" : "";
}

/* Requests of this account go to its registrar unless proxies are given; an
 * explicit hop is also how a name of /etc/hosts gets past the stack. */
static void set_next_hop(struct account *a, const struct address_answer *r)
{
	struct uri_parts hop;
	const char *host, *transport = transport_word(a);
	bool six;

	a->next_hop[0] = '\0';
	if (!uri_parse(account_first_hop(a), &hop))
		return;
	if (!a->config->proxy.n && !a->config->registrar && !r->from_hosts &&
		!*transport)
		return;
	if (!*transport && hop.transport[0])
		transport = !strcmp(hop.transport, "tcp") ? ";transport=tcp" :
			";transport=udp";
	host = r->from_hosts ? r->remote : hop.host;
	six = strchr(host, ':') != NULL;
	snprintf(a->next_hop, sizeof a->next_hop,
		hop.port ? "sip:%s%.250s%s:%d%s" : "sip:%s%.250s%s%.0d%s",
		six ? "[" : "", host, six ? "]" : "", hop.port, transport);
}

/* The registrar's own route is the way, unless the configuration names one. */
const char *account_call_hop(const struct account *a)
{
	if (!a->next_hop[0] || (a->service_route && !a->config->proxy.n))
		return NULL;
	return a->next_hop;
}

static bool place_endpoint(struct account *a, const char *local)
{
	int transports = a->config->by_tls ? UA_TLS :
		a->config->transport == TRANSPORT_UDP ? UA_UDP :
		UA_UDP | UA_TCP;
	struct endpoint *old = a->endpoint;
	int error;

	if (old && !strcmp(ua_address(old->ua), local))
		return true;
	error = endpoint_new(&a->endpoint, a->engine, ENDPOINT_ACCOUNT, local, 0,
		transports, a);
	if (old && !error) {
		ping_stop(a);
		account_bindings_give_up(a);
		registration_free(a->registration);
		a->registration = NULL;
		account_tls_forget(a);
		old->account = NULL;
		endpoint_leave(old);
	}
	if (error < 0)
		account_failed(a, "no port could be bound for it");
	else
		account_nat_begin(a);
	return error == 0;
}

static void no_way(struct account *a, int error)
{
	struct uri_parts hop;
	char reason[400];

	uri_parse(account_first_hop(a), &hop);
	snprintf(reason, sizeof reason, error == -ENOENT ?
		"no address is known for %s" : error == -ETIMEDOUT ?
		"the name server did not answer for %s" :
		error == -EMFILE ? "too many files are open to ask for %s" :
		"there is no way to %s: is the network up?", hop.host);
	account_failed(a, reason);
}

static void on_probe(void *arg, const struct address_answer *r)
{
	struct account *a = arg;
	bool same = a->same_binding;
	char former[URI_TEXT];

	a->probe = NULL;
	a->same_binding = false;
	if (r->error) {
		no_way(a, r->error);
		return;
	}
	account_add_peer(a, r->remote);
	memcpy(a->hop, r->remote, sizeof a->hop);
	memcpy(former, a->next_hop, sizeof former);
	set_next_hop(a, r);
	if (!place_endpoint(a, r->local))
		return;
	/* One that is given up is unbound, maybe after the next one is bound. */
	if (a->config->registers && same && a->registration &&
	    !strcmp(former, a->next_hop))
		registration_start(a->registration);
	else if (a->config->registers)
		account_register_on(a);
	else
		account_set_status(a, "unregistered", 0, NULL);
}

void account_find_way(struct account *a)
{
	struct uri_parts hop;

	a->way_lost = false;
	account_stun_begin(a);
	if (!a->config->registers) {	/* it calls from a listening ua */
		account_set_status(a, "unregistered", 0, NULL);
		return;
	}
	if (!uri_parse(account_first_hop(a), &hop)) {
		account_failed(a, "registrar or proxy is no SIP URI");
		return;
	}
	if (strcmp(a->status.state, "failed") != 0)
		account_set_status(a, "registering", 0, NULL);
	a->probe = (a->config->by_tls ? address_probe_tls : address_probe)(
		a->engine->loop, a->engine->config->resolv_conf, hop.host,
		on_probe, a);
}
