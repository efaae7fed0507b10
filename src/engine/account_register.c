/* account_register.c - an account's binding at its registrar.  Engine thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/private.h"

static const char *const state_words[] = {
	[REGISTRATION_UNREGISTERED] = "unregistered",
	[REGISTRATION_REGISTERING] = "registering",
	[REGISTRATION_REGISTERED] = "registered",
	[REGISTRATION_FAILED] = "failed",
	[REGISTRATION_UNREGISTERING] = "unregistering",
};

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
	a->service_route = r->service_route;
	a->flow_timer_s = r->flow_timer_s;
	if (r->state != REGISTRATION_REGISTERING)
		a->asked = false;
	a->refused = r->state == REGISTRATION_FAILED && r->refused;
	if (r->state == REGISTRATION_REGISTERED) {
		account_secret_taken(a);
		account_tls_check(a);
	}
	if (a->refused)
		account_secret_refused(a, r->status);
	else
		account_set_status(a, state_words[r->state], r->status,
			r->reason);
	transport_registration(a, r);
	engine_check_stopped(e);
}

static void on_peer(void *arg, const char *ip)
{
	account_add_peer(arg, ip);
}

static void on_realm(void *arg, const char *realm)
{
	account_realms_learn(arg, realm);
}

static bool on_seen(void *arg, const struct seen *seen)
{
	return account_nat_seen(arg, seen);
}

/* By way of the guard, which may have changed its mind. */
static void on_due(void *arg)
{
	account_start(arg);
}

static const struct registration_handlers registration_handlers = {
	.on_changed = on_changed, .on_peer = on_peer, .on_realm = on_realm,
	.on_seen = on_seen,
	.on_due = on_due
};

/* Two accounts of one address are two flows of one phone: the second must not
 * take the first one's place (RFC 5626 4.2). */
static int reg_id(const struct account *a)
{
	int n = 1;

	list_each(struct account, other, &a->engine->accounts, link) {
		if (other == a)
			break;
		n += !strcmp(other->aor.user, a->aor.user) &&
			!strcasecmp(other->domain, a->domain);
	}
	return n;
}

void account_register_on(struct account *a)
{
	const struct account_config *c = a->config;
	char aor[URI_TEXT], registrar[URI_TEXT];
	struct registration_params p = {
		.aor = aor, .display_name = c->display_name,
		.registrar = registrar,
		.next_hop = a->next_hop[0] ? a->next_hop : NULL,
		.routes = (const char *const *)c->proxy.items,
		.n_routes = c->proxy.n, .expires_s = c->expires,
		.instance = a->engine->instance_id, .reg_id = reg_id(a),
		.gruu = c->gruu,
		.backoff = a->backoff,
	};

	uri_address_of_record(&a->aor, aor);
	snprintf(registrar, sizeof registrar, "%s:%.500s", a->aor.scheme,
		a->domain);
	account_credentials(a, &p.credentials);
	p.credentials.realms = (const char *const *)c->realm.items;
	p.credentials.n_realms = c->realm.n;
	account_bindings_give_up(a);
	registration_free(a->registration);
	a->registration = registration_new(a->endpoint->ua, &p,
		&registration_handlers, a);
	registration_start(a->registration);
}

/* --- what is asked ---------------------------------------------------------------*/

bool account_can_register(const struct account *a, struct fault *fault)
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
	if (!account_can_register(a, fault))
		return false;
	backoff_forget(a->backoff);
	a->asked = true;
	account_start(a);
	return true;
}

bool account_unregister_all(struct account *a, struct fault *fault)
{
	if (!account_can_register(a, fault))
		return false;
	if (!a->registration)
		return fault_set(fault, ERROR_STATE, "account", "account %s has "
			"not reached its registrar yet: %s", a->config->name,
			a->status.reason ? a->status.reason :
			"offhook register it first");
	account_stop_trying(a);
	registration_stop_all(a->registration);
	return true;
}

bool account_unregister(struct account *a, struct fault *fault)
{
	if (!account_can_register(a, fault))
		return false;
	account_stop_trying(a);
	if (a->registration)
		registration_stop(a->registration);
	else
		account_set_status(a, "unregistered", 0, NULL);
	return true;
}
