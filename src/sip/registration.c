#include "sip/registration.h"

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_protos.h>
#include <sofia-sip/su_uniqueid.h>
#include <sofia-sip/url.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/auth.h"
#include "sip/header.h"
#include "sip/registration_events.h"
#include "sip/stack.h"

#define JITTER_PERCENT 25
#define RETRY_AFTER_MAX_S 86400		/* what a registrar may ask of us */

struct registration {
	struct handle_owner owner;	/* first */
	struct registration_params params;	/* texts owned */
	char *route;			/* owned; NULL none */
	struct auth *auth;		/* owned; NULL none */
	struct registration_handlers handlers;
	void *arg;
	struct loop_timer *timer;	/* owned; the next attempt */
	int failures;			/* in a row */
	bool stopping;			/* un-REGISTER follows the REGISTER */
	struct registration_status status;	/* texts owned */
};

/* --- telling ---------------------------------------------------------------*/

static void set_reason(struct registration *r, int status, const char *reason)
{
	char *copy = text_clean(reason, TEXT_CHARACTERS);

	free((char *)r->status.reason);
	r->status.status = status;
	r->status.reason = copy;
}

static void set_contact(struct registration *r, const char *contact)
{
	free((char *)r->status.contact);
	r->status.contact = text_clean(contact, URI_TEXT);
}

/* The last thing a function does: the handler may free. */
static void enter(struct registration *r, enum registration_state state)
{
	r->status.state = state;
	if (r->handlers.on_changed)
		r->handlers.on_changed(r->arg, &r->status);
}

static void forget_binding(struct registration *r)
{
	set_contact(r, NULL);
	r->status.expires_at_ms = 0;
}

/* --- an attempt ------------------------------------------------------------*/

static bool goes_by_tcp(const struct registration *r)
{
	return uri_is_tcp(r->params.next_hop ? r->params.next_hop :
		r->params.registrar);
}

static nua_handle_t *open_handle(struct registration *r)
{
	char *from = header_name_address(r->params.display_name, r->params.aor);
	char *to = header_name_address(NULL, r->params.aor);
	nua_handle_t *handle = nua_handle(r->owner.ua->nua, &r->owner,
		SIPTAG_FROM_STR(from), SIPTAG_TO_STR(to), TAG_END());

	free(from);
	free(to);
	return handle;
}

/* The handle stays while attempts fail: destroying it would un-REGISTER what
 * may still be bound.  Only one that waits for an answer to a challenge is
 * done for. */
static void send_register(struct registration *r)
{
	const struct registration_params *p = &r->params;
	char contact[CONTACT_TEXT], expires[16];

	if (!r->owner.handle)
		r->owner.handle = open_handle(r);
	auth_succeeded(r->auth);
	ua_contact(r->owner.ua, goes_by_tcp(r), contact);
	snprintf(expires, sizeof expires, "%d", p->expires_s);
	nua_register(r->owner.handle, NUTAG_REGISTRAR(p->registrar),
		SIPTAG_CONTACT_STR(contact), SIPTAG_EXPIRES_STR(expires),
		TAG_IF(p->next_hop, NUTAG_PROXY(p->next_hop)),
		TAG_IF(r->route, NUTAG_INITIAL_ROUTE_STR(r->route)),
		TAG_END());
}

static void attempt(void *arg)
{
	struct registration *r = arg;

	r->status.next_attempt_ms = 0;
	if (r->status.state == REGISTRATION_REGISTERED) {
		send_register(r);	/* a refresh of our own */
		return;
	}
	send_register(r);
	enter(r, REGISTRATION_REGISTERING);
}

void registration_start(struct registration *r)
{
	loop_timer_cancel(r->timer);
	r->failures = 0;
	r->stopping = false;
	r->status.next_attempt_ms = 0;
	send_register(r);
	enter(r, REGISTRATION_REGISTERING);
}

/* --- back-off --------------------------------------------------------------*/

static int64_t clamp(int64_t n, int64_t low, int64_t high)
{
	return n < low ? low : n > high ? high : n;
}

/* retry_s, twice that, ... up to retry_max_s, each a quarter more or less, so
 * that a thousand phones do not come back to a restarted registrar as one. */
static int64_t backoff_ms(const struct registration *r)
{
	int64_t low = r->params.retry_s * 1000ll,
		high = r->params.retry_max_s * 1000ll;
	int doublings = r->failures < 20 ? r->failures : 20;
	int64_t wait = clamp(low << doublings, low, high);
	int percent = su_randint(-JITTER_PERCENT, JITTER_PERCENT);

	return clamp(wait + wait * percent / 100, low, high);
}

static int64_t wait_ms(const struct registration *r, const struct sip_event *e)
{
	const sip_retry_after_t *after =
		e->sip ? e->sip->sip_retry_after : NULL;
	int64_t asked;

	if (!after || after->af_delta == 0)
		return backoff_ms(r);
	asked = clamp(after->af_delta, 1, RETRY_AFTER_MAX_S) * 1000;
	return asked + su_randint(0, 1000);
}

static const char *failure_words(const struct registration *r,
	const struct sip_event *e, enum auth_outcome outcome)
{
	if (outcome == AUTH_REFUSED)
		return "wrong user or password";
	if ((e->status == 401 || e->status == 407) && !r->auth)
		return "a password is asked for, and none is set";
	if ((e->status == 401 || e->status == 407))
		return "the server wants an authentication not known here";
	if (e->status == 408 && event_is_internal(e))
		return "no answer";
	return *e->phrase ? e->phrase : usual_phrase(e->status);
}

static void failed(struct registration *r, const struct sip_event *e,
	enum auth_outcome outcome)
{
	int64_t wait = wait_ms(r, e);

	r->failures++;
	r->status.unreached = event_is_internal(e);
	set_reason(r, e->status < 700 ? e->status : 500,
		failure_words(r, e, outcome));
	forget_binding(r);
	if (e->status == 401 || e->status == 407)
		owner_drop_handle(&r->owner);
	loop_timer_set(r->timer, wait);
	r->status.next_attempt_ms = clock_ms() + wait;
	log_info("sip", "registration of %s failed: %d %s; again in %lld s",
		r->params.aor, r->status.status, r->status.reason,
		(long long)wait / 1000);
	enter(r, REGISTRATION_FAILED);
}

/* --- what comes back -------------------------------------------------------*/

/* Our own among the bindings of the 200; NULL: the registrar left it out. */
static const sip_contact_t *our_binding(const struct registration *r,
	const sip_t *sip)
{
	char ours[CONTACT_TEXT];
	const sip_contact_t *found = NULL;
	su_home_t *home = su_home_new(sizeof *home);
	sip_contact_t *wanted;

	ua_contact(r->owner.ua, goes_by_tcp(r), ours);
	wanted = sip_contact_make(home, ours);
	for (const sip_contact_t *c = sip->sip_contact; c && wanted;
		c = c->m_next)
		if (!url_cmp(c->m_url, wanted->m_url))
			found = c;
	su_home_unref(home);
	return found;
}

static int64_t expiry_s(const struct registration *r, const sip_t *sip,
	const sip_contact_t *ours)
{
	const sip_contact_t *binding = ours ? ours : sip->sip_contact;
	int64_t s = r->params.expires_s;

	if (sip->sip_expires)
		s = sip->sip_expires->ex_delta;
	if (binding && binding->m_expires)
		s = strtoll(binding->m_expires, NULL, 10);
	return clamp(s, 1, 7 * 86400);
}

/* The stack refreshes what it finds again.  Where a registrar gives back
 * another Contact, or none, it assumes an hour: then the refresh is ours. */
static void plan_refresh(struct registration *r, int64_t expires_s)
{
	loop_timer_set(r->timer, expires_s * 750);
}

static void send_unregister(struct registration *r)
{
	r->stopping = false;
	nua_unregister(r->owner.handle, TAG_END());
	enter(r, REGISTRATION_UNREGISTERING);
}

static void registered(struct registration *r, const struct sip_event *e)
{
	const sip_contact_t *ours = our_binding(r, e->sip);
	char *contact = ours ? url_as_string(NULL, ours->m_url) : NULL;
	int64_t expires_s;

	r->failures = 0;
	auth_succeeded(r->auth);
	set_reason(r, e->status, e->phrase);
	set_contact(r, contact);
	su_free(NULL, contact);
	expires_s = expiry_s(r, e->sip, ours);
	r->status.expires_at_ms = clock_ms() + 1000 * expires_s;
	if (!ours)
		plan_refresh(r, expires_s);
	if (r->stopping)
		send_unregister(r);
	else
		enter(r, REGISTRATION_REGISTERED);
}

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
	r->stopping = false;
	forget_binding(r);
	owner_drop_handle(&r->owner);
	enter(r, REGISTRATION_UNREGISTERED);
}

void registration_on_response(struct registration *r, const struct sip_event *e)
{
	enum auth_outcome outcome = AUTH_NONE;

	if (e->status < 200)	/* the stack tries again by itself */
		return;
	if (e->status >= 300)
		outcome = auth_answer(r->auth, r->owner.handle, e);
	if (outcome == AUTH_SENT)
		return;
	tell_peer(r, e);
	if (e->status < 300 && e->sip)
		registered(r, e);
	else if (r->stopping)
		unregistered(r);
	else
		failed(r, e, outcome);
}

void registration_on_unregister_response(struct registration *r,
	const struct sip_event *e)
{
	if (e->status < 200 || (e->status >= 300 &&
	    auth_answer(r->auth, r->owner.handle, e) == AUTH_SENT))
		return;
	set_reason(r, e->status < 700 ? e->status : 500, e->phrase);
	unregistered(r);
}

/* --- stop ------------------------------------------------------------------*/

void registration_stop(struct registration *r)
{
	loop_timer_cancel(r->timer);
	r->status.next_attempt_ms = 0;
	if (r->status.state == REGISTRATION_REGISTERED && r->owner.handle) {
		send_unregister(r);
	} else if (r->status.state == REGISTRATION_REGISTERING) {
		r->stopping = true;	/* what it binds must be undone */
		enter(r, REGISTRATION_UNREGISTERING);
	} else if (r->status.state == REGISTRATION_FAILED) {
		unregistered(r);
	}
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
		.retry_s = p->retry_s, .retry_max_s = p->retry_max_s,
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
	r->timer = loop_timer_new(ua->loop, attempt, r, "registration");
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
	leave_to_stack(r);
	loop_timer_free(r->timer);
	auth_free(r->auth);
	free((char *)r->params.aor);
	free((char *)r->params.display_name);
	free((char *)r->params.registrar);
	free((char *)r->params.next_hop);
	free((char *)r->status.reason);
	free((char *)r->status.contact);
	free(r->route);
	free(r);
}
