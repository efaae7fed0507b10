/* forward_rule.c - whom calls to an account go to instead.  Engine thread.
 *
 *	account.forward, kept in INSTANCE_DIR/forwards
 *	  -> else the configuration
 *	    -> else nobody
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"
#include "sip/identity.h"
#include "store/forwards.h"

static const char *const names[FORWARDS] = {
	[FORWARD_ALWAYS] = "always", [FORWARD_BUSY] = "busy",
	[FORWARD_NO_ANSWER] = "no_answer",
};

const char *forward_now(const struct account *a, enum config_forward rule)
{
	const char *target = a->forward[rule] ? a->forward[rule] :
		a->config->forward[rule];

	return target && *target ? target : NULL;
}

/* --- where to ----------------------------------------------------------------*/

static int port_of(const struct uri_parts *uri)
{
	return uri->port ? uri->port : 5060;
}

static bool is_our_port(const struct engine *e, const struct uri_parts *to)
{
	list_each(struct endpoint, p, &e->endpoints, link)
		if (!p->down && ua_port(p->ua) == port_of(to) &&
		    !strcmp(ua_address(p->ua), to->host))
			return true;
	return false;
}

/* The account itself, by its address of record or where it listens: the call
 * would come back at once, and again. */
static bool is_itself(const struct account *a, const struct uri_parts *to)
{
	bool own_domain = !strcasecmp(to->host, a->aor.host) &&
		port_of(to) == port_of(&a->aor);

	return !strcmp(to->user, a->aor.user) &&
		(own_domain || is_our_port(a->engine, to));
}

bool forward_find(const struct account *a, const char *target,
	char uri[URI_TEXT], const char **why)
{
	struct uri_parts to;

	if (!target_complete(a, target, uri, why) || !uri_parse(uri, &to))
		return false;
	*why = "that is the account itself";
	return !is_itself(a, &to);
}

bool forward_came_back(const struct account *a, const struct invite_info *info)
{
	const struct identity *i = info->identity;
	struct uri_parts from;

	for (int n = 0; n < i->n_diversion; n++)
		if (uri_parse(i->diversion[n].uri, &from) &&
		    is_itself(a, &from))
			return true;
	return false;
}

/* --- what is asked -----------------------------------------------------------*/

static bool may_set(const struct account *a, enum config_forward rule,
	const struct forward_wish *wish, struct fault *fault)
{
	char uri[URI_TEXT];
	const char *why;

	if (!wish->set || !wish->target || !*wish->target ||
		forward_find(a, wish->target, uri, &why))
		return true;
	return fault_set(fault, ERROR_PARAMS, names[rule], "calls to %s cannot "
		"be forwarded to \"%.100s\": %s", a->config->name,
		wish->target, why);
}

/* Whether it is another rule than before. */
static bool set(struct account *a, enum config_forward rule,
	const struct forward_wish *wish)
{
	const char *target = wish->target;

	if (!wish->set || text_same(a->forward[rule], target))
		return false;
	mem_set(&a->forward[rule], target);
	log_info("account", "%s: forward %s: %s", a->config->name, names[rule],
		!target ? "as configured" : *target ? target : "nobody");
	return true;
}

bool account_forward(struct account *a,
	const struct forward_wish wishes[FORWARDS], struct fault *fault)
{
	bool changed = false;

	for (int i = 0; i < FORWARDS; i++)
		if (!may_set(a, (enum config_forward)i, &wishes[i], fault))
			return false;
	for (int i = 0; i < FORWARDS; i++)
		changed |= set(a, (enum config_forward)i, &wishes[i]);
	if (!changed)
		return true;
	forward_store(a->engine);
	engine_tell_account(a->engine, TOPIC_ACCOUNT_CHANGED, a);
	return true;
}

/* --- over a restart ----------------------------------------------------------*/

static char *with_lines_of(char *lines, const struct account *a)
{
	for (int i = 0; i < FORWARDS; i++) {
		char *more;

		if (!a->forward[i])
			continue;
		more = mem_format("%s%s\t%s\t%s\n", lines, names[i],
			a->config->name, a->forward[i]);
		free(lines);
		lines = more;
	}
	return lines;
}

void forward_store(struct engine *e)
{
	char *lines = mem_text("");

	list_each(struct account, a, &e->accounts, link)
		if (!a->removed)
			lines = with_lines_of(lines, a);
	forwards_write(e->history, e->config->instance_dir, lines);
	free(lines);
}

static void take_stored(void *arg, const char *rule, const char *name,
	const char *target)
{
	struct account *a = engine_account_named(arg, name);

	for (int i = 0; a && i < FORWARDS; i++)
		if (!strcmp(rule, names[i])) {
			free(a->forward[i]);
			a->forward[i] = text_clean(target, URI_TEXT);
			log_info("account", "%s: forward %s: %s, as before",
				name, rule, *target ? target : "nobody");
		}
}

void forward_read_stored(struct engine *e)
{
	forwards_read(e->config->instance_dir, take_stored, e);
}
