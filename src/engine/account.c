/* account.c - an address of record and its registration.  Engine thread.
 *
 *	start: secret (password_command) -> next hop's address -> ua -> REGISTER
 *
 * Every step may fail; the reason is shown and the whole tried again later.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"
#include "loop/child.h"

#define SECRET_LIMIT_MS 10000
#define ASK_BEFORE_MS 1000
#define MAX_PEERS 32

static void set_status(struct account *a, const char *state, int status,
	const char *reason)
{
	struct account_status *s = &a->status;

	if (!s->state || strcmp(s->state, state) != 0)
		s->since = clock_wall_ms();
	s->state = state;
	s->status = status;
	free(s->reason);
	s->reason = text_clean(reason, TEXT_CHARACTERS);
	engine_tell_account(a->engine, TOPIC_ACCOUNT_CHANGED, a);
}

static void retry_later(void *arg)
{
	account_start(arg);
}

static void failed(struct account *a, const char *reason)
{
	int64_t wait = a->config->register_retry * (int64_t)1000;

	log_warn("account", "%s: %s", a->config->name, reason);
	a->status.next_attempt_ms = clock_ms() + wait;
	set_status(a, "failed", 0, reason);
	loop_timer_set(a->retry, wait);
}

static void take_config(struct account *a, struct account_config *config)
{
	bool six;

	a->config = config;
	uri_parse(config->uri, &a->aor);
	six = strchr(a->aor.host, ':') != NULL;
	snprintf(a->domain, sizeof a->domain, a->aor.port ? "%s%.255s%s:%d" :
		"%s%.255s%s", six ? "[" : "", a->aor.host, six ? "]" : "",
		a->aor.port);
}

struct account *account_new(struct engine *e, struct account_config *config,
	bool owned)
{
	struct account *a = mem_new_of(struct account);

	a->engine = e;
	a->id = ++e->last_account_id;
	a->owns_config = owned;
	take_config(a, config);
	a->retry = loop_timer_new(e->loop, retry_later, a, "account retry");
	a->status.state = "unregistered";
	a->status.since = clock_wall_ms();
	list_append(&e->accounts, &a->link);
	return a;
}

/* --- the secret --------------------------------------------------------------*/

static void got_secret(struct account *a);

/* The same one again: the registration goes on, and so does its back-off. */
static void take_secret(struct account *a, char *secret)
{
	bool same = a->registration && a->secret && !strcmp(a->secret, secret);

	mem_wipe_text(a->secret);
	a->secret = secret;
	a->secret_refused = false;
	if (same)
		registration_start(a->registration);
	else
		got_secret(a);
}

static void on_secret(void *arg, const struct child_result *r)
{
	struct account *a = arg;
	size_t n = strcspn(r->output, "\r\n");
	char reason[96];

	a->secret_child = NULL;
	if (r->status == 0 && n > 0) {
		take_secret(a, mem_text_n(r->output, n));
		return;
	}
	if (r->status < 0)
		snprintf(reason, sizeof reason, "password_command took over %d s",
			SECRET_LIMIT_MS / 1000);
	else if (r->status == 0)
		snprintf(reason, sizeof reason, "password_command printed nothing");
	else
		snprintf(reason, sizeof reason, "password_command failed with "
			"status %d", r->status);
	failed(a, reason);
}

static bool fetch_secret(struct account *a)
{
	const char *command = a->config->password_command;
	int error;

	if (!command || (a->secret && !a->secret_refused))
		return false;
	error = child_start(&a->secret_child, a->engine->loop, command,
		SECRET_LIMIT_MS, on_secret, a);
	if (error < 0)
		failed(a, "password_command could not be started");
	else
		set_status(a, "registering", 0, "waiting for password_command");
	return true;
}

void account_credentials(const struct account *a, struct credentials *c)
{
	const struct account_config *config = a->config;

	c->user = config->user ? config->user : a->aor.user;
	c->password = a->secret ? a->secret : config->password;
	c->ha1 = config->ha1;
}

/* --- the registration ----------------------------------------------------------*/

static const char *const state_words[] = {
	[REGISTRATION_UNREGISTERED] = "unregistered",
	[REGISTRATION_REGISTERING] = "registering",
	[REGISTRATION_REGISTERED] = "registered",
	[REGISTRATION_FAILED] = "failed",
	[REGISTRATION_UNREGISTERING] = "unregistering",
};

/* The keyring may hold another password by the next attempt: it is asked just
 * before. */
static void ask_again_later(struct account *a,
	const struct registration_status *r)
{
	int64_t wait = r->next_attempt_ms - clock_ms() - ASK_BEFORE_MS;

	if (r->status != 401 && r->status != 403 && r->status != 407)
		return;
	a->secret_refused = true;
	if (r->next_attempt_ms)
		loop_timer_set(a->retry, wait > 0 ? wait : 0);
}

static void on_changed(void *arg, const struct registration_status *r)
{
	struct account *a = arg;
	struct engine *e = a->engine;

	log_info("account", "%s: %s %d %s", a->config->name,
		state_words[r->state], r->status, r->reason ? r->reason : "");
	free(a->status.contact);
	a->status.contact = text_clean(r->contact, TEXT_CHARACTERS);
	a->status.expires_at_ms = r->expires_at_ms;
	a->status.next_attempt_ms = r->next_attempt_ms;
	if (r->state == REGISTRATION_FAILED && a->config->password_command)
		ask_again_later(a, r);
	set_status(a, state_words[r->state], r->status, r->reason);
	engine_check_stopped(e);
}

static void on_peer(void *arg, const char *ip)
{
	struct account *a = arg;

	for (int i = 0; i < a->n_peers; i++)
		if (!strcmp(a->peers[i], ip))
			return;
	if (a->n_peers == MAX_PEERS)
		return;
	a->peers = mem_grow(a->peers, (a->n_peers + 1) * sizeof *a->peers);
	snprintf(a->peers[a->n_peers++], ADDRESS_TEXT, "%s", ip);
}

static const struct registration_handlers registration_handlers = {
	on_changed, on_peer
};

static void register_on(struct account *a)
{
	const struct account_config *c = a->config;
	char aor[URI_TEXT], registrar[URI_TEXT];
	struct registration_params p = {
		.aor = aor, .display_name = c->display_name,
		.registrar = registrar,
		.next_hop = a->next_hop[0] ? a->next_hop : NULL,
		.routes = (const char *const *)c->proxy.items,
		.n_routes = c->proxy.n, .expires_s = c->expires,
		.retry_s = c->register_retry, .retry_max_s = c->register_retry_max,
	};

	uri_address_of_record(&a->aor, aor);
	snprintf(registrar, sizeof registrar, "sip:%.500s", a->domain);
	account_credentials(a, &p.credentials);
	registration_free(a->registration);
	a->registration = registration_new(a->endpoint->ua, &p,
		&registration_handlers, a);
	registration_start(a->registration);
}

/* --- the way there ---------------------------------------------------------------*/

/* The URI whose host is asked for first: proxy, registrar or domain. */
static const char *first_hop(const struct account *a)
{
	return a->config->proxy.n ? a->config->proxy.items[0] :
		a->config->registrar ? a->config->registrar : a->config->uri;
}

static const char *transport_word(const struct account *a)
{
	return a->config->transport == TRANSPORT_TCP ? ";transport=tcp" :
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
	if (!uri_parse(first_hop(a), &hop))
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

static bool place_endpoint(struct account *a, const char *local)
{
	int transports = a->config->transport == TRANSPORT_UDP ? UA_UDP :
		UA_UDP | UA_TCP;
	struct endpoint *old = a->endpoint;
	int error;

	if (old && !strcmp(ua_address(old->ua), local))
		return true;
	error = endpoint_new(&a->endpoint, a->engine, ENDPOINT_ACCOUNT, local, 0,
		transports, a);
	if (old && !error) {
		registration_free(a->registration);
		a->registration = NULL;
		old->account = NULL;
		endpoint_leave(old);
	}
	if (error < 0)
		failed(a, "no port could be bound for it");
	return error == 0;
}

static void no_way(struct account *a, int error)
{
	struct uri_parts hop;
	char reason[400];

	uri_parse(first_hop(a), &hop);
	snprintf(reason, sizeof reason, error == -ENOENT ?
		"no address is known for %s" : error == -ETIMEDOUT ?
		"the name server did not answer for %s" :
		error == -EMFILE ? "too many files are open to ask for %s" :
		"there is no way to %s: is the network up?", hop.host);
	failed(a, reason);
}

static void on_probe(void *arg, const struct address_answer *r)
{
	struct account *a = arg;

	a->probe = NULL;
	if (r->error) {
		no_way(a, r->error);
		return;
	}
	on_peer(a, r->remote);
	set_next_hop(a, r);
	if (!place_endpoint(a, r->local))
		return;
	if (a->config->registers)
		register_on(a);
	else
		set_status(a, "unregistered", 0, NULL);
}

static void got_secret(struct account *a)
{
	struct uri_parts hop;

	if (!a->config->registers) {	/* it calls from a listening ua */
		set_status(a, "unregistered", 0, NULL);
		return;
	}
	if (!uri_parse(first_hop(a), &hop)) {
		failed(a, "registrar or proxy is no SIP URI");
		return;
	}
	if (strcmp(a->status.state, "failed") != 0)
		set_status(a, "registering", 0, NULL);
	a->probe = address_probe(a->engine->loop, a->engine->config->resolv_conf,
		hop.host, on_probe, a);
}

void account_start(struct account *a)
{
	loop_timer_cancel(a->retry);
	a->status.next_attempt_ms = 0;
	if (!a->config->enabled || a->config->disabled_reason) {
		set_status(a, "disabled", 0, a->config->disabled_reason);
		return;
	}
	if (a->probe || a->secret_child)
		return;
	if (a->registration && a->endpoint && !a->secret_refused) {
		registration_start(a->registration);
		return;
	}
	if (!fetch_secret(a))
		got_secret(a);
}

/* --- what is asked ---------------------------------------------------------------*/

static bool can_register(const struct account *a, struct fault *fault)
{
	if (a->config->disabled_reason)
		return fault_set(fault, ERROR_STATE, "account",
			"account %s is disabled: %s", a->config->name,
			a->config->disabled_reason);
	if (!a->config->enabled || !a->config->registers)
		return fault_set(fault, ERROR_STATE, "account",
			"account %s does not register (registrar = \"none\")",
			a->config->name);
	return true;
}

bool account_register(struct account *a, struct fault *fault)
{
	if (!can_register(a, fault))
		return false;
	account_start(a);
	return true;
}

static void stop_trying(struct account *a)
{
	loop_timer_cancel(a->retry);
	address_probe_cancel(a->probe);
	a->probe = NULL;
	child_kill(a->secret_child);
	a->secret_child = NULL;
}

bool account_unregister(struct account *a, struct fault *fault)
{
	if (!can_register(a, fault))
		return false;
	stop_trying(a);
	if (a->registration)
		registration_stop(a->registration);
	else
		set_status(a, "unregistered", 0, NULL);
	return true;
}

/* --- leaving ---------------------------------------------------------------------*/

void account_leave(struct account *a)
{
	stop_trying(a);
	if (a->registration && !account_done(a))
		registration_stop(a->registration);
}

bool account_done(const struct account *a)
{
	return strcmp(a->status.state, "registered") != 0 &&
		strcmp(a->status.state, "unregistering") != 0;
}

/* Its ua unregisters when it goes down, after the last call on it. */
static void leave_endpoint(struct account *a)
{
	registration_free(a->registration);
	a->registration = NULL;
	if (!a->endpoint)
		return;
	a->endpoint->account = NULL;
	endpoint_leave(a->endpoint);
	a->endpoint = NULL;
}

void account_reconfigure(struct account *a, struct account_config *config)
{
	stop_trying(a);
	leave_endpoint(a);
	mem_wipe_text(a->secret);
	a->secret = NULL;
	a->secret_refused = false;
	if (a->owns_config)
		account_config_free(a->config);
	take_config(a, config);
	set_status(a, "unregistered", 0, NULL);
	account_start(a);
}

void account_free(struct account *a)
{
	stop_trying(a);
	leave_endpoint(a);
	loop_timer_free(a->retry);
	list_remove(&a->link);
	if (a->owns_config)
		account_config_free(a->config);
	mem_wipe_text(a->secret);
	free(a->status.reason);
	free(a->status.contact);
	free(a->peers);
	free(a);
}

void account_remove(struct account *a)
{
	a->removed = true;
	stop_trying(a);
	engine_tell_account(a->engine, TOPIC_ACCOUNT_REMOVED, a);
	if (!a->sessions)
		account_free(a);
}

void account_release(struct account *a)
{
	if (--a->sessions == 0 && a->removed)
		account_free(a);
}

/* --- who may call ------------------------------------------------------------------*/

static bool listed(const struct texts *networks, const char *source)
{
	for (int i = 0; i < networks->n; i++)
		if (address_in(source, networks->items[i]))
			return true;
	return false;
}

static bool is_peer(const struct account *a, const char *source)
{
	for (int i = 0; i < a->n_peers; i++)
		if (!strcmp(a->peers[i], source))
			return true;
	return false;
}

bool account_accepts(const struct account *a, const char *source)
{
	bool own = !a->config->accept_inherited;

	switch (own ? a->config->accept_from : a->engine->config->accept_from) {
	case ACCEPT_ANY:
		return true;
	case ACCEPT_LIST:
		return listed(own ? &a->config->accept_list :
			&a->engine->config->accept_list, source);
	case ACCEPT_REGISTRAR:
		return is_peer(a, source);
	case ACCEPT_AUTO:
		break;
	}
	return !a->config->registers || is_peer(a, source);
}

/* For calls that are no account's: there is no registrar to come from. */
bool account_none_accepts(const struct config *c, const char *source)
{
	return c->accept_from == ACCEPT_LIST ? listed(&c->accept_list, source) :
		c->accept_from != ACCEPT_REGISTRAR;
}
