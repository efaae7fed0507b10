/* account_accept.c - who may call an account.  Engine thread. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"

#define MAX_PEERS 32

void account_add_peer(struct account *a, const char *ip)
{
	for (int i = 0; i < a->n_peers; i++)
		if (!strcmp(a->peers[i], ip))
			return;
	if (a->n_peers == MAX_PEERS)
		return;
	a->peers = mem_grow(a->peers, (a->n_peers + 1) * sizeof *a->peers);
	snprintf(a->peers[a->n_peers++], ADDRESS_TEXT, "%s", ip);
}

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

/* accept_list names who is trusted also where others are let in. */
bool account_trusts(const struct account *a, const char *source)
{
	const struct account_config *own = a->config;

	if (is_peer(a, source) || listed(&own->accept_list, source))
		return true;
	return own->accept_inherited && !own->accept_list.n &&
		account_none_trusts(a->engine->config, source);
}

bool account_none_trusts(const struct config *c, const char *source)
{
	return listed(&c->accept_list, source);
}

/* For calls that are no account's: there is no registrar to come from. */
bool account_none_accepts(const struct config *c, const char *source)
{
	return c->accept_from == ACCEPT_LIST ? listed(&c->accept_list, source) :
		c->accept_from != ACCEPT_REGISTRAR;
}
