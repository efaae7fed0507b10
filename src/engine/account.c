/* account.c - an address of record and its registration.  Engine thread.
 *
 *	start: register_guard -> secret (password_command) -> next hop's address
 *		-> ua -> REGISTER
 *
 *	register_guard.c, account_secret.c, account_way.c, account_register.c
 *
 * Every step may fail; the reason is shown and the whole tried again later.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"
#include "loop/child.h"
#include "store/texts.h"

void account_set_status(struct account *a, const char *state, int status,
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

void account_failed_for(struct account *a, int status, const char *reason,
	int64_t wait)
{
	log_warn("account", "%s: %s", a->config->name, reason);
	a->status.next_attempt_ms = clock_ms() + wait;
	account_set_status(a, "failed", status, reason);
	loop_timer_set(a->retry, wait);
}

void account_failed(struct account *a, const char *reason)
{
	account_failed_for(a, 0, reason,
		a->config->register_retry * (int64_t)1000);
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
	account_realms_take(a);
	backoff_free(a->backoff);
	a->backoff = backoff_new(config->register_retry,
		config->register_retry_max);
}

struct account *account_new(struct engine *e, struct account_config *config,
	bool owned)
{
	struct account *a = mem_new_of(struct account);

	a->engine = e;
	a->id = ++e->last_account_id;
	a->owns_config = owned;
	list_init(&a->bindings_asks);
	take_config(a, config);
	a->retry = loop_timer_new(e->loop, retry_later, a, "account retry");
	a->status.state = "unregistered";
	a->status.since = clock_wall_ms();
	list_append(&e->accounts, &a->link);
	return a;
}

void account_start(struct account *a)
{
	loop_timer_cancel(a->retry);
	a->status.next_attempt_ms = 0;
	if (!a->config->enabled || a->config->disabled_reason) {
		account_set_status(a, "disabled", 0, a->config->disabled_reason);
		return;
	}
	if (a->probe || a->secret_child || a->guard)
		return;
	if (!register_guard_ask(a))
		account_go_on(a);
}

void account_go_on(struct account *a)
{
	if (a->registration && a->endpoint && !a->secret_refused &&
	    !a->way_lost) {
		registration_start(a->registration);
		return;
	}
	if (!account_fetch_secret(a))
		account_find_way(a);
}

void account_stop_trying(struct account *a)
{
	loop_timer_cancel(a->retry);
	address_probe_cancel(a->probe);
	a->probe = NULL;
	child_kill(a->secret_child);
	a->secret_child = NULL;
	child_kill(a->guard);
	a->guard = NULL;
	a->asked = false;
}

/* --- leaving ---------------------------------------------------------------------*/

void account_leave(struct account *a)
{
	account_stop_trying(a);
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
	account_bindings_give_up(a);
	ping_stop(a);
	registration_free(a->registration);
	a->registration = NULL;
	account_tls_forget(a);
	if (!a->endpoint)
		return;
	a->endpoint->account = NULL;
	endpoint_leave(a->endpoint);
	a->endpoint = NULL;
}

/* Calls stay on the former one, but do not go on where the server that they go
 * by would be refused now. */
static void believe_anew(const struct account *a, struct endpoint *former,
	const char *hop)
{
	if (former && former->tls && a->config->by_tls &&
	    !strcmp(hop, account_first_hop(a)))
		endpoint_believe(former, a);
}

void account_reconfigure(struct account *a, struct account_config *config)
{
	struct endpoint *former = a->endpoint && a->endpoint->users ?
		a->endpoint : NULL;
	char *hop = mem_text(account_first_hop(a));

	account_stop_trying(a);
	account_stun_end(a);
	leave_endpoint(a);
	mem_wipe_text(a->secret);
	a->secret = NULL;
	a->secret_refused = false;
	if (a->owns_config)
		account_config_free(a->config);
	take_config(a, config);
	believe_anew(a, former, hop);
	free(hop);
	account_set_status(a, "unregistered", 0, NULL);
	account_start(a);
}

void account_free(struct account *a)
{
	account_stop_trying(a);
	account_stun_end(a);
	leave_endpoint(a);
	loop_timer_free(a->retry);
	list_remove(&a->link);
	if (a->owns_config)
		account_config_free(a->config);
	mem_wipe_text(a->secret);
	backoff_free(a->backoff);
	free(a->status.reason);
	free(a->status.contact);
	transport_free(a);
	free(a->peers);
	texts_clear(&a->realms);
	texts_clear(&a->servers);
	for (int i = 0; i < FORWARDS; i++)
		free(a->forward[i]);
	free(a);
}

void account_remove(struct account *a)
{
	a->removed = true;
	account_stop_trying(a);
	engine_tell_account(a->engine, TOPIC_ACCOUNT_REMOVED, a);
	if (!a->sessions)
		account_free(a);
}

void account_release(struct account *a)
{
	if (--a->sessions == 0 && a->removed)
		account_free(a);
}
