#include "sip/registration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/header.h"
#include "sip/registration_private.h"

/* ";ob", "+sip.instance", "reg-id" */
#define FULL_CONTACT (CONTACT_TEXT + 128)

/* --- telling ---------------------------------------------------------------*/

void registration_set_reason(struct registration *r, int status,
	const char *reason)
{
	char *copy = text_clean(reason, TEXT_CHARACTERS);

	free((char *)r->status.reason);
	r->status.status = status;
	r->status.reason = copy;
}

void registration_enter(struct registration *r, enum registration_state state)
{
	r->status.state = state;
	if (r->handlers.on_changed)
		r->handlers.on_changed(r->arg, &r->status);
}

void registration_forget_binding(struct registration *r)
{
	free((char *)r->status.contact);
	r->status.contact = NULL;
	r->status.expires_at_ms = 0;
	r->status.listed = r->status.service_route = false;
	r->status.flow_timer_s = 0;
	ua_take_grant(r->owner.ua, NULL);
}

/* --- an attempt ------------------------------------------------------------*/

int registration_by(const struct registration *r)
{
	return uri_by(r->params.next_hop ? r->params.next_hop :
		r->params.registrar);
}

const char *registration_target(const struct registration *r)
{
	return r->params.next_hop ? r->params.next_hop : r->params.registrar;
}

nua_handle_t *registration_handle(struct registration *r,
	struct handle_owner *owner)
{
	char *from = header_name_address(r->params.display_name, r->params.aor);
	char *to = header_name_address(NULL, r->params.aor);
	nua_handle_t *handle = nua_handle(r->owner.ua->nua, owner,
		SIPTAG_FROM_STR(from), SIPTAG_TO_STR(to), TAG_END());

	free(from);
	free(to);
	return handle;
}

static bool by_outbound(const struct registration *r)
{
	return r->params.instance && !r->plain;
}

/* The registrar knows the phone by its instance, whatever address it has come
 * to, and puts the new binding in the place of the old one (RFC 5626 4.2). */
static void write_contact(const struct registration *r,
	char contact[FULL_CONTACT])
{
	char address[CONTACT_TEXT];

	ua_contact(r->owner.ua, registration_by(r), address);
	if (!by_outbound(r)) {
		snprintf(contact, FULL_CONTACT, "%s", address);
		return;
	}
	address[strlen(address) - 1] = '\0';	/* '>' */
	snprintf(contact, FULL_CONTACT,
		"%s;ob>;+sip.instance=\"<%.64s>\";reg-id=%d", address,
		r->params.instance, r->params.reg_id);
}

static const char *supported(const struct registration *r)
{
	if (!by_outbound(r))
		return "path";
	return r->params.gruu ? "path, outbound, gruu" : "path, outbound";
}

/* The handle stays while attempts fail: destroying it would un-REGISTER what
 * may still be bound.  Only one that waits for an answer to a challenge is
 * done for. */
void registration_send(struct registration *r)
{
	const struct registration_params *p = &r->params;
	char contact[FULL_CONTACT], expires[16];

	if (!r->owner.handle)
		r->owner.handle = registration_handle(r, &r->owner);
	auth_succeeded(r->auth);
	mem_set(&r->owner.ua->tls_problem, NULL);
	write_contact(r, contact);
	snprintf(expires, sizeof expires, "%d", p->expires_s);
	nua_register(r->owner.handle, NUTAG_REGISTRAR(p->registrar),
		SIPTAG_CONTACT_STR(contact), SIPTAG_EXPIRES_STR(expires),
		SIPTAG_SUPPORTED_STR(supported(r)),
		TAG_IF(p->next_hop, NUTAG_PROXY(p->next_hop)),
		TAG_IF(r->route, NUTAG_INITIAL_ROUTE_STR(r->route)),
		TAG_END());
}

static void on_timer(void *arg)
{
	struct registration *r = arg;

	r->status.next_attempt_ms = 0;
	if (r->status.state == REGISTRATION_REGISTERED)
		registration_send(r);	/* a refresh of our own */
	else if (r->handlers.on_due)
		r->handlers.on_due(r->arg);
	else
		registration_start(r);
}

void registration_start(struct registration *r)
{
	loop_timer_cancel(r->timer);
	r->stopping = r->stop_all = false;
	r->status.next_attempt_ms = 0;
	r->status.refused = false;
	mem_set(&r->owner.ua->tls_problem, NULL);
	registration_send(r);
	registration_enter(r, REGISTRATION_REGISTERING);
}

/* --- what comes back -------------------------------------------------------*/

static void tell_peer(struct registration *r, const struct sip_event *e)
{
	char ip[ADDRESS_TEXT];
	int port;

	if (event_is_internal(e) || !r->handlers.on_peer)
		return;
	event_source(e, ip, &port);
	if (*ip)
		r->handlers.on_peer(r->arg, ip);
}

static void unregistered(struct registration *r)
{
	r->stopping = r->stop_all = false;
	registration_forget_binding(r);
	owner_drop_handle(&r->owner);
	registration_enter(r, REGISTRATION_UNREGISTERED);
}

/* A proxy on the way does not know RFC 5626: then without it (11.6). */
static bool goes_on_plain(struct registration *r, const struct sip_event *e)
{
	if (e->status != 439 || !by_outbound(r))
		return false;
	r->plain = true;
	registration_send(r);
	return true;
}

/* Told once for each attempt: where every answer says something else, the last
 * one counts until the next refresh. */
bool registration_is_astray(struct registration *r, const struct sip_event *e)
{
	struct seen seen;
	bool news = r->handlers.on_seen && !r->stopping && seen_in(e, &seen) &&
		r->handlers.on_seen(r->arg, &seen);
	bool astray = news && !r->appearing;

	r->appearing = astray;
	if (astray)
		mem_set(&r->former, r->status.contact);
	return astray;
}

/* The challenge says already where we are seen: nothing was bound yet, so it is
 * asked for anew, and never has the Contact that nobody reaches. */
static bool goes_on_elsewhere(struct registration *r, const struct sip_event *e)
{
	if ((e->status != 401 && e->status != 407) ||
	    r->status.state != REGISTRATION_REGISTERING || r->status.contact ||
	    r->identified || !registration_is_astray(r, e))
		return false;
	owner_drop_handle(&r->owner);
	registration_send(r);
	return true;
}

void registration_on_response(struct registration *r, const struct sip_event *e)
{
	enum auth_outcome outcome = AUTH_NONE;

	if (e->status < 200)	/* the stack tries again by itself */
		return;
	if (goes_on_elsewhere(r, e))
		return;
	if (e->status >= 300)
		outcome = auth_answer(r->auth, r->owner.handle, e);
	r->identified = r->identified || outcome != AUTH_NONE;
	if (outcome == AUTH_SENT || goes_on_plain(r, e))
		return;
	tell_peer(r, e);
	if (e->status < 300 && e->sip)
		registration_bound(r, e);
	else if (r->stopping)
		unregistered(r);
	else
		registration_failed(r, e, outcome);
}

void registration_on_unregister_response(struct registration *r,
	const struct sip_event *e)
{
	if (e->status < 200 || (e->status >= 300 &&
	    auth_answer(r->auth, r->owner.handle, e) == AUTH_SENT))
		return;
	registration_set_reason(r, e->status < 700 ? e->status : 500,
		e->phrase);
	unregistered(r);
}

/* --- stop ------------------------------------------------------------------*/

/* All that is sent is told again: the handle may be a new one. */
static void unbind_all(struct registration *r)
{
	const struct registration_params *p = &r->params;

	if (!r->owner.handle)
		r->owner.handle = registration_handle(r, &r->owner);
	auth_succeeded(r->auth);
	nua_unregister(r->owner.handle, NUTAG_REGISTRAR(p->registrar),
		SIPTAG_CONTACT_STR("*"), SIPTAG_EXPIRES_STR("0"),
		TAG_IF(p->next_hop, NUTAG_PROXY(p->next_hop)),
		TAG_IF(r->route, NUTAG_INITIAL_ROUTE_STR(r->route)),
		TAG_END());
}

void registration_unbind(struct registration *r)
{
	if (r->stop_all)
		unbind_all(r);
	else
		nua_unregister(r->owner.handle, TAG_END());
	r->stopping = r->stop_all = false;
	registration_enter(r, REGISTRATION_UNREGISTERING);
}

static void forget_plans(struct registration *r)
{
	loop_timer_cancel(r->timer);
	r->status.next_attempt_ms = 0;
	bindings_request_forget(r->cleaning);
	r->cleaning = NULL;
}

static void stop_attempt(struct registration *r)
{
	r->stopping = true;	/* what it binds must be undone */
	registration_enter(r, REGISTRATION_UNREGISTERING);
}

void registration_stop(struct registration *r)
{
	forget_plans(r);
	if (r->status.state == REGISTRATION_REGISTERED && r->owner.handle)
		registration_unbind(r);
	else if (r->status.state == REGISTRATION_REGISTERING)
		stop_attempt(r);
	else if (r->status.state == REGISTRATION_FAILED)
		unregistered(r);
}

void registration_stop_all(struct registration *r)
{
	forget_plans(r);
	r->stop_all = true;
	if (r->status.state == REGISTRATION_REGISTERING || r->stopping)
		stop_attempt(r);
	else
		registration_unbind(r);
}

void registration_pause(struct registration *r)
{
	if (!r)
		return;
	loop_timer_cancel(r->timer);
	r->status.next_attempt_ms = 0;
}

/* --- new and free ----------------------------------------------------------*/

static void copy_params(struct registration *r,
	const struct registration_params *p)
{
	r->params = (struct registration_params){
		.aor = header_text(p->aor),
		.display_name = header_text(p->display_name),
		.registrar = header_text(p->registrar),
		.next_hop = header_text(p->next_hop),
		.expires_s = p->expires_s,
		.instance = header_text(p->instance), .reg_id = p->reg_id,
		.gruu = p->gruu,
		.backoff = p->backoff,
	};
	r->route = header_routes(p->routes, p->n_routes);
	r->auth = auth_new(&p->credentials);
}

struct registration *registration_new(struct ua *ua,
	const struct registration_params *p,
	const struct registration_handlers *h, void *arg)
{
	struct registration *r = mem_new_of(struct registration);

	owner_init(&r->owner, OWNER_REGISTRATION, ua);
	copy_params(r, p);
	r->handlers = *h;
	r->arg = arg;
	r->timer = loop_timer_new(ua->loop, on_timer, r, "registration");
	return r;
}

/* What is bound, or may be soon, is unbound without anybody waiting for it. */
static void leave_to_stack(struct registration *r)
{
	enum registration_state state = r->status.state;

	if (r->owner.handle && (state == REGISTRATION_REGISTERED ||
	    state == REGISTRATION_REGISTERING || r->stopping))
		nua_unregister(r->owner.handle, TAG_END());
	if (state == REGISTRATION_FAILED)
		owner_leave(&r->owner);
	else
		owner_abandon(&r->owner);
}

void registration_free(struct registration *r)
{
	if (!r)
		return;
	forget_plans(r);
	leave_to_stack(r);
	loop_timer_free(r->timer);
	auth_free(r->auth);
	free((char *)r->params.aor);
	free((char *)r->params.display_name);
	free((char *)r->params.registrar);
	free((char *)r->params.next_hop);
	free((char *)r->params.instance);
	free((char *)r->status.reason);
	free((char *)r->status.contact);
	free(r->former);
	free(r->route);
	free(r);
}
