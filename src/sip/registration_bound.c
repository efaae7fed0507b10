/* A 200 to REGISTER: what is bound now, for how long, and what was granted. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/sip_header.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/bindings.h"
#include "sip/registration_private.h"

#define EXPIRES_MAX_S (7 * 86400)
#define FLOW_TIMER_MAX_S 86400

static int64_t expiry_s(const struct registration *r, const sip_t *sip,
	const struct bindings *all)
{
	const struct binding *ours = bindings_current(all);
	int64_t s = r->params.expires_s;

	if (!ours && all->n)
		ours = &all->items[0];
	if (sip->sip_expires)
		s = sip->sip_expires->ex_delta;
	if (ours && ours->expires_s >= 0)
		s = ours->expires_s;
	return s < 1 ? 1 : s > EXPIRES_MAX_S ? EXPIRES_MAX_S : s;
}

/* The stack refreshes what it finds again.  Where a registrar gives back
 * another Contact, or none, it assumes an hour: then the refresh is ours. */
static void plan_refresh(struct registration *r, int64_t expires_s)
{
	loop_timer_set(r->timer, expires_s * 750);
}

static int flow_timer_s(const sip_t *sip)
{
	for (const sip_unknown_t *u = sip->sip_unknown; u; u = u->un_next) {
		long n = strcasecmp(u->un_name, "Flow-Timer") ? 0 :
			strtol(u->un_value, NULL, 10);

		if (n > 0)
			return n < FLOW_TIMER_MAX_S ? (int)n : FLOW_TIMER_MAX_S;
	}
	return 0;
}

/* A GRUU is of the domain of the address (RFC 5627 3.1).  One that leads
 * elsewhere, or to another port, would lead our peers there: some registrars
 * forget the port. */
static const char *usable(const struct registration *r, const char *gruu)
{
	struct uri_parts aor, given;

	if (!gruu || !r->params.gruu || !uri_parse(r->params.aor, &aor) ||
	    !uri_parse(gruu, &given) || aor.port != given.port ||
	    strcasecmp(aor.host, given.host))
		return NULL;
	return gruu;
}

static void take_grant(struct registration *r, const sip_t *sip,
	const struct binding *ours)
{
	struct ua_grant grant = {
		.outbound = sip_has_feature(sip->sip_require, "outbound") };

	if (ours) {
		grant.pub_gruu = usable(r, ours->pub_gruu);
		grant.temp_gruu = usable(r, ours->temp_gruu);
	}
	ua_take_grant(r->owner.ua, &grant);
	r->status.service_route = sip->sip_service_route != NULL;
	r->status.flow_timer_s = flow_timer_s(sip);
}

static void take_binding(struct registration *r, const struct sip_event *e,
	const struct bindings *all)
{
	const struct binding *ours = bindings_current(all);
	int64_t expires = expiry_s(r, e->sip, all);

	free((char *)r->status.contact);
	r->status.contact = mem_text(ours ? ours->contact : NULL);
	r->status.listed = ours != NULL;
	r->status.expires_at_ms = clock_ms() + 1000 * expires;
	registration_set_reason(r, e->status, ours ? e->phrase :
		"accepted, but the registrar does not list this phone: "
		"calls may not come");
	take_grant(r, e->sip, ours);
	if (ours)
		loop_timer_cancel(r->timer);
	else
		plan_refresh(r, expires);
}

void registration_bound(struct registration *r, const struct sip_event *e)
{
	struct bindings *all = registration_bindings(r, e->sip);

	backoff_succeeded(r->params.backoff, registration_target(r));
	r->denials = 0;
	r->identified = false;
	if (r->handlers.on_realm)
		auth_each_realm(r->auth, r->handlers.on_realm, r->arg);
	auth_succeeded(r->auth);
	take_binding(r, e, all);
	if (!r->stopping)
		registration_clean(r, all);
	bindings_free(all);
	if (r->stopping)
		registration_unbind(r);
	else if (registration_is_astray(r, e))
		registration_send(r);
	else
		registration_enter(r, REGISTRATION_REGISTERED);
}
