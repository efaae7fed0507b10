/* endpoint.c - our ends of signalling: one ua each.  Engine thread. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "sip/tls_policy.h"

static void on_invite(void *arg, struct dialog *dialog,
	const struct invite_info *info)
{
	struct endpoint *p = arg;

	if (p->kind == ENDPOINT_SERVICE)
		service_invite(p, dialog, info);
	else
		incoming_call(p, dialog, info);
}

static void on_down(void *arg)
{
	struct endpoint *p = arg;
	struct engine *e = p->engine;

	list_remove(&p->link);
	free(p);
	engine_check_stopped(e);
}

static void on_message(void *arg, const struct ua_message *m)
{
	struct endpoint *p = arg;

	if (p->kind != ENDPOINT_SERVICE)
		traces_note(p->engine->traces, p, m);
	if (p->account)
		transport_heard(p->account, m);
}

static void on_closed(void *arg, const char *peer)
{
	struct endpoint *p = arg;

	if (p->account)
		transport_closed(p->account, peer);
}

static void on_tls(void *arg, const struct ua_tls *news)
{
	struct endpoint *p = arg;

	if (p->account)
		account_tls_came(p->account, news);
}

static int on_options(void *arg, const struct invite_info *info, char **sdp)
{
	struct endpoint *p = arg;

	return p->kind == ENDPOINT_SERVICE ? 200 : incoming_asked(p, info, sdp);
}

static const struct ua_handlers handlers = {
	.on_options = on_options,
	.on_invite = on_invite, .on_down = on_down, .on_message = on_message,
	.on_closed = on_closed, .on_tls = on_tls,
};

/* The user part of our Contact: people see it in traces and logs. */
static const char *contact_user(const struct account *a)
{
	return a && a->aor.user[0] ? a->aor.user : "offhook";
}

static enum rel100 rel100_of(const struct config *c)
{
	static const enum rel100 modes[] = {
		[CONFIG_REL100_NO] = REL100_NO,
		[CONFIG_REL100_SUPPORTED] = REL100_SUPPORTED,
		[CONFIG_REL100_REQUIRED] = REL100_REQUIRED,
	};

	return modes[c->rel100];
}

/* What an account says, or the configuration for those who say nothing.  Its
 * `name` is in `hop`. */
static void policy_of(const struct engine *e, const struct account *a,
	struct tls_policy *p, struct uri_parts *hop)
{
	tls_policy_of(a ? &a->config->tls : &e->config->tls, p);
	if (a && uri_parse(account_first_hop(a), hop))
		p->name = hop->host;
}

int endpoint_new(struct endpoint **endpoint, struct engine *e,
	enum endpoint_kind kind, const char *address, int port, int transports,
	struct account *account)
{
	struct endpoint *p = mem_new_of(struct endpoint);
	struct ua_params up = { .loop = e->loop, .address = address, .port = port,
		.dscp = e->config->dscp_sip,
		.transports = transports, .user = contact_user(account),
		.user_agent = e->config->user_agent,
		.t1x64_ms = e->config->t1x64,
		.session_timer_s = e->config->session_timer,
		.min_se_s = e->config->min_se,
		.resolv_conf = e->config->resolv_conf,
		.handlers = &handlers, .arg = p,
		.rel100 = rel100_of(e->config) };
	struct tls_policy policy;
	struct uri_parts hop;
	int error;

	policy_of(e, account, &policy, &hop);
	up.tls = &policy;
	up.sips = account && !strcmp(account->aor.scheme, "sips");
	p->engine = e;
	p->kind = kind;
	p->account = account;
	p->udp = transports & UA_UDP;
	p->tcp = transports & UA_TCP;
	p->tls = transports & UA_TLS;
	p->configured_port = port;
	error = ua_new(&p->ua, &up);
	if (error < 0) {
		free(p);
		return error;
	}
	list_append(&e->endpoints, &p->link);
	*endpoint = p;
	return 0;
}

void endpoint_believe(struct endpoint *p, const struct account *a)
{
	struct tls_policy policy;
	struct uri_parts hop;

	policy_of(p->engine, a, &policy, &hop);
	ua_believe(p->ua, &policy);
}

void endpoints_believe(struct engine *e)
{
	list_each(struct endpoint, p, &e->endpoints, link)
		if (p->tls && !p->down && (p->kind == ENDPOINT_LISTEN ||
		    p->kind == ENDPOINT_DIRECT))
			endpoint_believe(p, NULL);
}

static bool carries(const struct endpoint *p, int transport)
{
	return transport == UA_TLS ? p->tls : transport == UA_TCP ? p->tcp :
		p->udp;
}

int endpoint_direct(struct engine *e, const char *local, int transport,
	struct endpoint **endpoint)
{
	list_each(struct endpoint, p, &e->endpoints, link)
		if ((p->kind == ENDPOINT_LISTEN || p->kind == ENDPOINT_DIRECT) &&
			carries(p, transport) && !p->leaving &&
			!strcmp(ua_address(p->ua), local)) {
			*endpoint = p;
			return 0;
		}
	return endpoint_new(endpoint, e, ENDPOINT_DIRECT, local, 0,
		transport == UA_TLS ? UA_TLS : UA_UDP | UA_TCP, NULL);
}

void endpoint_shut_down(struct endpoint *p)
{
	if (p->down)
		return;
	p->leaving = p->down = true;
	ua_shutdown(p->ua);
}

static void leave_if_unused(struct endpoint *p)
{
	if (p->leaving && !p->users)
		endpoint_shut_down(p);
}

void endpoint_leave(struct endpoint *p)
{
	p->leaving = true;
	leave_if_unused(p);
}

void endpoint_use(struct endpoint *p)
{
	p->users++;
}

void endpoint_release(struct endpoint *p)
{
	if (!p)
		return;
	p->users--;
	leave_if_unused(p);
}

bool endpoint_is_ours(const struct engine *e, const char *host)
{
	list_each(struct endpoint, p, &e->endpoints, link)
		if (!strcmp(ua_address(p->ua), host))
			return true;
	return false;
}

/* --- sip.listen --------------------------------------------------------------*/

static struct endpoint *listening(struct engine *e, const char *address,
	int port, int transports)
{
	list_each(struct endpoint, p, &e->endpoints, link)
		if (p->kind == ENDPOINT_LISTEN && !p->leaving &&
			p->configured_port == port &&
			p->udp == !!(transports & UA_UDP) &&
			p->tcp == !!(transports & UA_TCP) &&
			p->tls == !!(transports & UA_TLS) &&
			!strcmp(ua_address(p->ua), address))
			return p;
	return NULL;
}

static bool listen_on(struct engine *e, const char *address, int port,
	int transports, char *error)
{
	struct endpoint *p = listening(e, address, port, transports);
	int result;

	if (p)
		return true;
	result = endpoint_new(&p, e, ENDPOINT_LISTEN, address, port, transports,
		NULL);
	if (result == 0)
		return true;
	snprintf(error, CONFIG_ERROR, strchr(address, ':') ?
		"sip.listen: cannot listen on [%s]:%d: %s; choose another port, "
		"or end what uses it\n" :
		"sip.listen: cannot listen on %s:%d: %s; choose another port, "
		"or end what uses it\n", address, port, strerror(-result));
	return false;
}

/* 0.0.0.0 and [::] stand for loopback and the default route's address. */
static bool listen_entry(struct engine *e, const struct listen_config *l,
	int transports, char *error)
{
	bool any4 = !strcmp(l->address, "0.0.0.0"), any6 = !strcmp(l->address, "::");
	char local[ADDRESS_TEXT];

	if (!any4 && !any6)
		return listen_on(e, l->address, l->port, transports, error);
	if (!listen_on(e, any4 ? "127.0.0.1" : "::1", l->port, transports, error))
		return false;
	if (!address_default(any4 ? AF_INET : AF_INET6, local) ||
		!strcmp(local, any4 ? "127.0.0.1" : "::1"))
		return true;
	return listen_on(e, local, l->port, transports, error);
}

/* udp and tcp of one address and port are one ua; port 0 never is shared. */
static int transports_of(const struct config *c, int i)
{
	int transports = c->listen[i].tls ? UA_TLS :
		c->listen[i].tcp ? UA_TCP : UA_UDP;

	for (int j = 0; j < c->n_listen && c->listen[i].port; j++)
		if (c->listen[j].port == c->listen[i].port &&
			!c->listen[j].tls && transports != UA_TLS &&
			!strcmp(c->listen[j].address, c->listen[i].address))
			transports |= c->listen[j].tcp ? UA_TCP : UA_UDP;
	return transports;
}

static bool is_listed(const struct config *c, const struct endpoint *p)
{
	for (int i = 0; i < c->n_listen; i++)
		if (c->listen[i].port == p->configured_port)
			return true;
	return false;
}

/* Who listens has to show a certificate: said now, not to the first caller. */
static bool can_answer_tls(const struct config *c, char *error)
{
	struct tls_policy policy;
	char why[TLS_WHY] = "tls_cert is not set";
	bool wanted = false;

	for (int i = 0; i < c->n_listen; i++)
		wanted |= c->listen[i].tls;
	tls_policy_of(&c->tls, &policy);
	policy.verify = TLS_OFF;
	if (!wanted || (policy.cert && tls_policy_works(&policy, why)))
		return true;
	snprintf(error, CONFIG_ERROR, "sip.listen: \"tls:...\" needs a "
		"certificate of ours, tls_cert and tls_key of the section sip: "
		"%s\n", why);
	return false;
}

bool endpoints_listen(struct engine *e, const struct config *c, char *error)
{
	if (!can_answer_tls(c, error))
		return false;
	for (int i = 0; i < c->n_listen; i++)
		if (!listen_entry(e, &c->listen[i], transports_of(c, i), error))
			return false;
	list_each(struct endpoint, p, &e->endpoints, link)
		if (p->kind == ENDPOINT_LISTEN && !is_listed(c, p))
			endpoint_leave(p);
	return true;
}
