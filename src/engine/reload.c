/* reload.c - the configuration again, while calls are up.  Engine thread.
 *
 * An account whose section says the same goes on untouched; one that changed
 * registers anew.  Calls keep their ua until they end.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/shield.h"
#include "base/text.h"
#include "engine/conference.h"
#include "engine/private.h"
#include "store/config_tls.h"

static bool same_texts(const struct texts *a, const struct texts *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

bool account_config_same(const struct account_config *a,
	const struct account_config *b)
{
	return text_same(a->name, b->name) && text_same(a->uri, b->uri) &&
		text_same(a->display_name, b->display_name) &&
		text_same(a->user, b->user) &&
		text_same(a->password, b->password) &&
		text_same(a->password_command, b->password_command) &&
		a->password_keyring == b->password_keyring &&
		text_same(a->ha1, b->ha1) && same_texts(&a->realm, &b->realm) &&
		text_same(a->registrar, b->registrar) &&
		a->registers == b->registers && same_texts(&a->proxy, &b->proxy) &&
		a->srtp == b->srtp && a->srtp_clear_keys == b->srtp_clear_keys &&
		config_tls_same(&a->tls, &b->tls) &&
		a->transport == b->transport && a->expires == b->expires &&
		a->register_retry == b->register_retry &&
		a->register_retry_max == b->register_retry_max &&
		text_same(a->register_guard, b->register_guard) &&
		a->gruu == b->gruu && a->options_ping == b->options_ping &&
		text_same(a->options_ping_uri, b->options_ping_uri) &&
		a->options_ping_fail == b->options_ping_fail &&
		a->keepalive == b->keepalive && a->nat == b->nat &&
		text_same(a->public_address, b->public_address) &&
		same_texts(&a->codecs, &b->codecs) &&
		a->auto_answer == b->auto_answer &&
		a->auto_answer_delay == b->auto_answer_delay &&
		same_texts(&a->auto_answer_from, &b->auto_answer_from) &&
		a->answer_with == b->answer_with &&
		a->accept_from == b->accept_from &&
		same_texts(&a->accept_list, &b->accept_list) &&
		a->enabled == b->enabled &&
		text_same(a->disabled_reason, b->disabled_reason);
}

static struct account_config *section(struct config *c, const char *name)
{
	for (int i = 0; i < c->n_accounts; i++)
		if (!strcmp(c->accounts[i].name, name))
			return &c->accounts[i];
	return NULL;
}

/* It is shown, and needs no new registration. */
static bool same_forwards(const struct account_config *a,
	const struct account_config *b)
{
	for (int i = 0; i < FORWARDS; i++)
		if (!text_same(a->forward[i], b->forward[i]))
			return false;
	return true;
}

static void take_same(struct account *a, struct account_config *now)
{
	bool same = same_forwards(a->config, now);
	bool same_servers = same_texts(&a->config->ice.servers,
		&now->ice.servers);

	a->config = now;
	account_tls_renew(a);
	if (!same_servers)
		account_stun_begin(a);
	if (!same || !same_servers)
		engine_tell_account(a->engine, TOPIC_ACCOUNT_CHANGED, a);
}

/* The old configuration goes away: whoever stays points into the new one. */
static void keep_or_remove(struct engine *e, struct config *fresh)
{
	list_each(struct account, a, &e->accounts, link) {
		struct account_config *now = section(fresh, a->config->name);

		if (a->owns_config || a->removed)
			continue;
		if (!now)
			account_remove(a);
		else if (account_config_same(a->config, now))
			take_same(a, now);
		else
			account_reconfigure(a, now);
	}
}

/* A removed account that still has calls takes its section with it. */
static void keep_section(struct account *a)
{
	struct account_config *own = mem_new_of(struct account_config);

	*own = *a->config;
	memset(a->config, 0, sizeof *a->config);
	a->config = own;
	a->owns_config = true;
}

static void keep_sections(struct engine *e)
{
	list_each(struct account, a, &e->accounts, link)
		if (a->removed && !a->owns_config)
			keep_section(a);
}

static void add_new(struct engine *e)
{
	for (int i = 0; i < e->config->n_accounts; i++) {
		struct account_config *c = &e->config->accounts[i];

		if (!engine_account_named(e, c->name))
			account_start(account_new(e, c, false));
	}
}

/* A filter is set before the first thread, and never taken off. */
static bool seccomp_holds(const struct config *fresh, char *error)
{
	if (!fresh->seccomp || shield_is_filtered())
		return true;
	snprintf(error, CONFIG_ERROR, "%s: seccomp = yes counts from a start of "
		"the engine: offhook stop, and start it again\n", fresh->file);
	return false;
}

bool engine_reload(struct engine *e, char *error)
{
	struct config *old = e->config;
	struct config *fresh = config_read(e->config_file, e->config_file != NULL,
		e->instance, error);
	struct engine_event event = { .topic = TOPIC_ENGINE_CHANGED };

	if (!fresh)
		return false;
	if (!seccomp_holds(fresh, error) ||
	    !endpoints_listen(e, fresh, error)) {
		config_free(fresh);
		return false;
	}
	keep_or_remove(e, fresh);
	keep_sections(e);
	latency_configure(e, fresh->latency);
	processing_configure(e, &fresh->processing);
	e->config = fresh;
	endpoints_believe(e);
	conferences_configure(e);
	log_configure(fresh->log_level);
	engine_capability(fresh, NULL, &e->capability);
	sound_configure(e->sound);
	music_configure(e);
	add_new(e);
	address_book_reload(e->address_book);
	config_free(old);
	engine_tell(e, &event);
	return true;
}

void engine_set_dnd(struct engine *e, bool dnd)
{
	struct engine_event event = { .topic = TOPIC_ENGINE_CHANGED };

	if (e->dnd == dnd)
		return;
	e->dnd = dnd;
	engine_tell(e, &event);
}
