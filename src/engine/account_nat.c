/* account_nat.c - an account behind a NAT: where the world finds it.  Engine
 * thread.
 *
 *	static	public_address, from the beginning
 *	auto	what the registrar sees: an answer to REGISTER or OPTIONS
 *	        --> Contact --> registered anew, calls tell their peers
 *	none	where we are, whatever anybody sees
 *
 * By a connection this counts as well: whoever looks for the Contact's address
 * and port finds the connection that was made from there.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "engine/private.h"

#define CHANGES 4			/* that OPTIONS may tell in ... */
#define RESTLESS_MS 300000		/* without a pause of that */

static bool learns(const struct account *a)
{
	return a->config->nat == CONFIG_NAT_AUTO ||
		a->config->nat == CONFIG_NAT_STUN;
}

const char *account_public_address(const struct account *a)
{
	return a && a->config->nat == CONFIG_NAT_STATIC ?
		a->config->public_address : NULL;
}

/* Whoever is in a network of ours needs no router to reach us.  By a registrar
 * a call may come from anywhere. */
const char *session_public_address(const struct session *s)
{
	const char *address = account_public_address(s->account);

	if (!address || s->service)
		return NULL;
	return s->account->config->registers || !s->source ||
		!address_is_private(s->source) ? address : NULL;
}

void account_nat_begin(struct account *a)
{
	const char *address = account_public_address(a);

	a->nat.seen = (struct seen){ .port = 0 };
	if (address)
		ua_appear(a->endpoint->ua, address, 0);
}

/* A NAT leaves the address of nobody as it was. */
static bool is_behind(const struct account *a, const struct seen *seen)
{
	return *seen->address && a->endpoint &&
		strcmp(seen->address, ua_address(a->endpoint->ua)) != 0;
}

static bool is_same(const struct seen *a, const struct seen *b)
{
	return !strcmp(a->address, b->address) && a->port == b->port;
}

/* A server may tell the address alone. */
static void log_seen(const struct account *a, const struct seen *seen)
{
	const char *behind = is_behind(a, seen) ? ", behind a NAT" : "";

	if (seen->port)
		log_info("account", "%s: the registrar sees it at %s, port "
			"%d%s", a->config->name, seen->address, seen->port,
			behind);
	else
		log_info("account", "%s: the registrar sees it at %s%s",
			a->config->name, seen->address, behind);
}

static void note(struct account *a, const struct seen *seen)
{
	if (is_same(&a->nat.seen, seen))
		return;
	log_seen(a, seen);
	a->nat.seen = *seen;
	engine_tell_account(a->engine, TOPIC_ACCOUNT_CHANGED, a);
}

/* Their peers are to send there from now on. */
static void move_calls(struct account *a)
{
	list_each(struct session, s, &a->engine->sessions, link)
		if (s->endpoint == a->endpoint && session_is_live(s))
			session_appear(s);
}

bool account_nat_seen(struct account *a, const struct seen *seen)
{
	bool appears = is_behind(a, seen) && seen->port && learns(a);

	if (!a->endpoint)
		return false;
	note(a, seen);
	if (a->config->nat == CONFIG_NAT_STATIC ||
	    !ua_appear(a->endpoint->ua, appears ? seen->address : NULL,
		appears ? seen->port : 0))
		return false;
	move_calls(a);
	return true;
}

/* One that is seen elsewhere by each answer would register for ever. */
static bool is_restless(struct account *a)
{
	int64_t now = clock_ms();

	if (now - a->nat.changed_ms > RESTLESS_MS)
		a->nat.changes = 0;
	return a->nat.changes >= CHANGES;
}

void account_nat_heard(struct account *a, const struct seen *seen)
{
	if (!a->registration || is_restless(a) || !account_nat_seen(a, seen))
		return;
	a->nat.changed_ms = clock_ms();
	a->nat.changes++;
	registration_start(a->registration);
}

bool account_is_behind_nat(const struct account *a)
{
	return a->config->nat != CONFIG_NAT_NONE && is_behind(a, &a->nat.seen);
}

/* --- what is shown ---------------------------------------------------------*/

/* What two STUN servers see says more than the registrar does. */
static const char *type_of(const struct account *a,
	const struct stun_view *stun)
{
	if (!*a->nat.seen.address && !*stun->address)
		return NULL;
	if (stun->symmetric)
		return "symmetric";
	if (*a->nat.seen.address && !is_behind(a, &a->nat.seen))
		return "none";
	return stun->same ? "cone" : "nat";
}

void account_nat_view(const struct account *a, struct account_view *v)
{
	static const char *const words[] = {
		[CONFIG_NAT_AUTO] = "auto", [CONFIG_NAT_NONE] = "none",
		[CONFIG_NAT_STUN] = "stun", [CONFIG_NAT_STATIC] = "static",
	};
	const char *set = account_public_address(a);
	struct stun_view stun;

	account_stun_view(a, &stun);
	v->nat_mode = words[a->config->nat];
	v->nat_type = type_of(a, &stun);
	v->nat_stun = stun.state;
	v->nat_stun_rtt_ms = stun.rtt_ms;
	v->public_address = set ? set : *a->nat.seen.address ?
		a->nat.seen.address : account_stun_address(a);
}
