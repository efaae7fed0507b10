/* account_register.c - an account's binding at its registrar.  Engine thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	if (r->state == REGISTRATION_FAILED && a->config->password_command)
		account_ask_secret_later(a, r);
	account_set_status(a, state_words[r->state], r->status, r->reason);
	transport_registration(a, r);
	engine_check_stopped(e);
}

static void on_peer(void *arg, const char *ip)
{
	account_add_peer(arg, ip);
}

static const struct registration_handlers registration_handlers = {
	on_changed, on_peer
};

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

bool account_unregister(struct account *a, struct fault *fault)
{
	if (!can_register(a, fault))
		return false;
	account_stop_trying(a);
	if (a->registration)
		registration_stop(a->registration);
	else
		account_set_status(a, "unregistered", 0, NULL);
	return true;
}
