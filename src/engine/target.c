/* target.c - whom "to" means, and from which account.  Engine thread.
 *
 *	echo, tone, music		the built-in services
 *	Bob Example			the number of the one contact of that name
 *	bob, +44 20..., 8001		a user of the account's domain
 *	sip:bob@example.net		the account of that domain, else direct
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/private.h"

#define SERVICES_DOMAIN "services.invalid"	/* RFC 2606: nobody's */

static struct account *first_usable(struct engine *e, bool registers)
{
	list_each(struct account, a, &e->accounts, link)
		if (!a->removed && a->config->enabled &&
			!a->config->disabled_reason &&
			a->config->registers == registers)
			return a;
	return NULL;
}

/* What it asks for, encryption above all, is not passed over by a call without
 * it: that is refused with what is wrong. */
static struct account *first_wrong(struct engine *e)
{
	list_each(struct account, a, &e->accounts, link)
		if (!a->removed && a->config->enabled &&
			a->config->disabled_reason && !a->config->registers)
			return a;
	return NULL;
}

static struct account *default_account(struct engine *e)
{
	struct account *a = first_usable(e, true);

	return a ? a : first_usable(e, false);
}

static struct account *of_domain(struct engine *e, const struct uri_parts *uri)
{
	list_each(struct account, a, &e->accounts, link)
		if (!a->removed && a->config->enabled &&
			!strcasecmp(a->aor.host, uri->host) &&
			(!uri->port || uri->port == a->aor.port))
			return a;
	return NULL;
}

static const char *service_of(const char *to)
{
	static const char *const names[] = { "echo", "tone", "music" };
	char uri[64];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(uri, sizeof uri, "sip:%s@" SERVICES_DOMAIN, names[i]);
		if (!strcasecmp(to, names[i]) || !strcasecmp(to, uri))
			return names[i];
	}
	return NULL;
}

static bool account_usable(const struct account *a, struct fault *fault)
{
	if (a->config->disabled_reason || !a->config->enabled)
		return fault_set(fault, ERROR_STATE, "account",
			"account %s is disabled: %s", a->config->name,
			a->config->disabled_reason ? a->config->disabled_reason :
			"enabled = no");
	if (a->config->registers && !a->endpoint)
		return fault_set(fault, ERROR_STATE, "account",
			"account %s cannot call yet: %s", a->config->name,
			a->status.reason ? a->status.reason :
			"its server is being looked up");
	return true;
}

static bool find_service(struct engine *e, const char *name, struct target *t,
	struct fault *fault)
{
	if (!e->config->services)
		return fault_set(fault, ERROR_STATE, "to",
			"the built-in services are off (services = no)");
	t->service = name;
	snprintf(t->uri, sizeof t->uri, "sip:%s@" SERVICES_DOMAIN, name);
	return true;
}

/* A consultation goes the way of the call that it is for: who is asked can be
 * put through there. */
static struct account *wanted_account(const struct call_params *p)
{
	struct account *a = p->consults ? p->consults->account : NULL;

	return p->account ? p->account : a && !a->removed ? a : NULL;
}

static void choose_account(struct engine *e, struct account *wanted,
	const struct uri_parts *uri, struct target *t)
{
	t->account = wanted ? wanted : of_domain(e, uri);
	if (!t->account)
		t->account = first_usable(e, false);
	if (!t->account)
		t->account = first_wrong(e);
}

/* Who is at home at sips: calls by it, unless something else was typed. */
static void secure_bare(const struct account *a, const char *typed,
	char uri[URI_TEXT])
{
	size_t n = strlen(uri);

	if (!a || strcmp(a->aor.scheme, "sips") || strncmp(uri, "sip:", 4) ||
	    !strncasecmp(typed, "sip:", 4) || n + 2 > URI_TEXT)
		return;
	memmove(uri + 4, uri + 3, n - 2);
	uri[3] = 's';
}

bool target_complete(const struct account *a, const char *typed,
	char uri[URI_TEXT], const char **why)
{
	*why = "not understood";
	if (!uri_complete(typed, a ? a->domain : NULL, uri, why))
		return false;
	secure_bare(a, typed, uri);
	return true;
}

bool target_of_session(const struct session *s, const char *verb,
	const char *to, char uri[URI_TEXT], struct fault *fault)
{
	const char *why;

	return target_complete(s->account, to, uri, &why) ||
		fault_set(fault, ERROR_PARAMS, "to", "cannot %s to "
			"\"%.100s\": %s", verb, to, why);
}

/* RFC 3261 26.2.2: each hop is by TLS.  One without a server goes so by
 * itself. */
static bool is_protected(const struct target *t, const struct uri_parts *uri,
	struct fault *fault)
{
	const struct account *a = t->account;

	if (strcmp(uri->scheme, "sips") != 0 || !a || a->config->by_tls ||
	    !a->config->registers)
		return true;
	return fault_set(fault, ERROR_PARAMS, "to", "cannot call \"%.100s\": "
		"sips: asks for TLS all the way, and account %s goes without; "
		"set transport = tls there, or call a sip: address", t->uri,
		a->config->name);
}

bool target_referred(struct account *account, const char *to,
	struct target *t, struct fault *fault)
{
	struct uri_parts uri;
	const char *why;

	memset(t, 0, sizeof *t);
	t->account = account;
	if (!target_complete(account, to, t->uri, &why) ||
	    !uri_parse(t->uri, &uri))
		return fault_set(fault, ERROR_PARAMS, "to",
			"cannot call \"%.100s\": %s", to, why);
	snprintf(t->host, sizeof t->host, "%s", uri.host);
	return (!account || account_usable(account, fault)) &&
		is_protected(t, &uri, fault);
}

#define NAMED_MOST 4		/* of several that are told */

static bool refuse_several(const struct contact **found, int n, const char *to,
	struct fault *fault)
{
	char names[160] = "";
	size_t length = 0;

	for (int i = 0; i < n && i < NAMED_MOST; i++)
		for (int k = 0; k < found[i]->n && length < sizeof names; k++)
			length += snprintf(names + length,
				sizeof names - length, "%s%s",
				length ? ", " : "", found[i]->numbers[k].to);
	return fault_set(fault, ERROR_PARAMS, "to", "\"%.60s\" may be %s",
		to, names);
}

/* Of a name that a contact has, *to becomes the number.  false: it could be several. */
static bool of_contact(struct engine *e, const char **to, struct fault *fault)
{
	const struct contact *found[NAMED_MOST];
	int n = strchr(*to, ':') || strchr(*to, '@') ? 0 :
		book_named(engine_book(e), *to, found, NAMED_MOST);

	if (!n)
		return true;
	if (n > 1 || found[0]->n > 1)
		return refuse_several(found, n < NAMED_MOST ? n : NAMED_MOST,
			*to, fault);
	if (!found[0]->n)
		return fault_set(fault, ERROR_PARAMS, "to", "\"%.60s\" has no "
			"number: offhook contact edit adds one", *to);
	*to = found[0]->numbers[0].to;
	return true;
}

bool target_find(struct engine *e, const struct call_params *p,
	struct target *t, struct fault *fault)
{
	const char *to = p->to;
	struct account *wanted = wanted_account(p);
	struct account *home = wanted ? wanted : default_account(e);
	struct uri_parts uri;
	const char *why = "not understood";

	memset(t, 0, sizeof *t);
	if (!p->account && service_of(p->to))
		return find_service(e, service_of(p->to), t, fault);
	if (!of_contact(e, &to, fault))
		return false;
	if (!uri_complete(to, home ? home->domain : NULL, t->uri, &why) ||
		!uri_parse(t->uri, &uri))
		return fault_set(fault, ERROR_PARAMS, "to", "cannot call "
			"\"%.100s\": %s", p->to, why);
	choose_account(e, wanted, &uri, t);
	secure_bare(t->account, to, t->uri);
	if ((t->account && !account_usable(t->account, fault)) ||
	    !is_protected(t, &uri, fault))
		return false;
	snprintf(t->host, sizeof t->host, "%s", uri.host);
	return true;
}
