#include "sip/bindings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "sip/header.h"

/* Its handle is none of the registration's: what it is refused changes nothing
 * there. */
struct bindings_request {
	struct handle_owner owner;	/* first */
	struct auth *auth;		/* owned; NULL none */
	struct bindings_request **slot;	/* of the registration; NULL none */
	struct binding_mark mark;	/* texts owned */
	bindings_fn *fn;		/* NULL: nobody waits */
	void *arg;
};

/* "sip:user@address:port", as we register it. */
static void our_uri(const struct registration *r, char uri[CONTACT_TEXT])
{
	char contact[CONTACT_TEXT];

	ua_contact(r->owner.ua, registration_by(r), contact);
	snprintf(uri, CONTACT_TEXT, "%.*s", (int)strlen(contact) - 2,
		contact + 1);
}

struct bindings *registration_bindings(const struct registration *r,
	const sip_t *sip)
{
	char uri[CONTACT_TEXT];

	our_uri(r, uri);
	return bindings_of(sip, &(struct binding_mark){
		.instance = r->params.instance, .reg_id = r->params.reg_id,
		.contact = uri });
}

/* --- a request -------------------------------------------------------------*/

static void finish(struct bindings_request *q)
{
	if (q->slot)
		*q->slot = NULL;
	owner_leave(&q->owner);
	auth_free(q->auth);
	free((char *)q->mark.instance);
	free((char *)q->mark.contact);
	free(q);
}

void bindings_request_forget(struct bindings_request *q)
{
	if (q)
		finish(q);
}

static struct bindings_request *request_new(struct registration *r,
	bindings_fn *fn, void *arg)
{
	struct bindings_request *q = mem_new_of(struct bindings_request);
	char uri[CONTACT_TEXT];

	our_uri(r, uri);
	q->fn = fn;
	q->arg = arg;
	q->auth = auth_copy(r->auth);
	q->mark = (struct binding_mark){ mem_text(r->params.instance),
		r->params.reg_id, mem_text(uri) };
	owner_init(&q->owner, OWNER_BINDINGS, r->owner.ua);
	q->owner.handle = registration_handle(r, &q->owner);
	return q;
}

/* contact NULL: nothing is changed (RFC 3261 10.2.3). */
static void send_request(struct bindings_request *q, struct registration *r,
	const char *contact)
{
	const struct registration_params *p = &r->params;

	nua_method(q->owner.handle, NUTAG_METHOD("REGISTER"),
		NUTAG_URL(p->registrar), NUTAG_DIALOG(0),
		SIPTAG_SUPPORTED_STR("path"),
		TAG_IF(contact, SIPTAG_CONTACT_STR(contact)),
		TAG_IF(p->next_hop, NUTAG_PROXY(p->next_hop)),
		TAG_IF(r->route, NUTAG_INITIAL_ROUTE_STR(r->route)),
		TAG_END());
}

struct bindings_request *registration_fetch(struct registration *r,
	bindings_fn *fn, void *arg)
{
	struct bindings_request *q = request_new(r, fn, arg);

	send_request(q, r, NULL);
	return q;
}

void bindings_on_response(struct bindings_request *q, const struct sip_event *e)
{
	struct bindings *all;
	bindings_fn *fn = q->fn;
	void *arg = q->arg;

	if (e->status < 200 || (e->status >= 300 &&
	    auth_answer(q->auth, q->owner.handle, e) == AUTH_SENT))
		return;
	all = e->status < 300 && e->sip ? bindings_of(e->sip, &q->mark) : NULL;
	finish(q);
	if (fn)
		fn(arg, all, e->status < 700 ? e->status : 500,
			*e->phrase ? e->phrase : usual_phrase(e->status));
	bindings_free(all);
}

/* --- what an earlier life has left -----------------------------------------*/

static bool is_left_over(const struct registration *r, const struct binding *b)
{
	if (r->former && !strcmp(b->contact, r->former))
		return !b->current;
	return b->ours && !b->current && b->reg_id == r->params.reg_id;
}

void registration_clean(struct registration *r, const struct bindings *all)
{
	const struct binding *old = NULL;
	char *contact;

	for (int i = 0; i < all->n; i++)
		if (is_left_over(r, &all->items[i]))
			old = &all->items[i];
	if (!old || r->cleaning || !bindings_current(all))
		return;
	log_info("sip", "%s: the binding %s, which this phone has left, goes",
		r->params.aor, old->contact);
	/* By its address: instance and flow are the new one's as well. */
	contact = mem_format("<%s>;expires=0", old->contact);
	r->cleaning = request_new(r, NULL, NULL);
	r->cleaning->slot = &r->cleaning;
	send_request(r->cleaning, r, contact);
	free(contact);
}
