/* account_realms.c - who may ask for an account's password.  Engine thread.
 *
 *	REGISTER	goes to its registrar alone: any realm, or those of the
 *			key realm
 *	calls		realms of the key, else its servers' names and the
 *			realms in which the registrar took the password; and
 *			only where the call goes by a server of its own.  An
 *			account without a registrar may have servers that it
 *			does not name: there a realm of the key is enough
 *	in a call	what goes straight to the other side, past the servers,
 *			is answered only where that is a server of its own
 */
#include <string.h>
#include <strings.h>

#include "engine/private.h"
#include "store/texts.h"

static void add_host(struct texts *to, const char *uri)
{
	struct uri_parts parts;

	if (uri && uri_parse(uri, &parts))
		texts_add(to, parts.host);
}

static void add_names(const struct account *a, struct texts *to)
{
	const struct account_config *c = a->config;

	texts_add(to, a->aor.host);
	add_host(to, c->registrar);
	for (int i = 0; i < c->proxy.n; i++)
		add_host(to, c->proxy.items[i]);
}

void account_realms_take(struct account *a)
{
	const struct account_config *c = a->config;

	texts_copy(&a->realms, &c->realm);
	if (!c->realm.n)
		add_names(a, &a->realms);
}

void account_realms_learn(struct account *a, const char *realm)
{
	if (a->config->realm.n)
		return;
	for (int i = 0; i < a->realms.n; i++)
		if (!strcasecmp(a->realms.items[i], realm))
			return;
	texts_add(&a->realms, realm);
}

static bool same_port(const struct uri_parts *a, const struct uri_parts *b)
{
	return !b->port || a->port == b->port ||
		(!a->port && (b->port == 5060 || b->port == 5061));
}

bool account_is_way_to(const struct account *a, const char *uri)
{
	struct uri_parts to;

	if (a->config->proxy.n || a->next_hop[0] || a->service_route)
		return true;
	return uri_parse(uri, &to) && !strcasecmp(to.host, a->aor.host) &&
		same_port(&a->aor, &to);
}

/* None where a realm of the key is enough. */
static void find_servers(struct account *a)
{
	texts_clear(&a->servers);
	if (!a->config->registers && a->config->realm.n)
		return;
	add_names(a, &a->servers);
	if (*a->hop)
		texts_add(&a->servers, a->hop);
	for (int i = 0; i < a->n_peers; i++)
		texts_add(&a->servers, a->peers[i]);
}

void account_call_credentials(struct account *a, bool home,
	struct credentials *c)
{
	account_credentials(a, c);
	c->realms = (const char *const *)a->realms.items;
	c->n_realms = a->realms.n;
	find_servers(a);
	c->servers = (const char *const *)a->servers.items;
	c->n_servers = a->servers.n;
	c->withheld = !home && (a->config->registers || !a->config->realm.n);
}

/* A server of its own called; where it has none, from its domain. */
bool account_is_called_from(const struct account *a, const char *source)
{
	return account_trusts(a, source) || !strcmp(a->aor.host, source);
}
