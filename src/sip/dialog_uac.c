/* We call: INVITE out of nowhere, and what comes back (RFC 3261 13.2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/su_tag.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "sip/branch.h"
#include "sip/dialog_private.h"
#include "sip/header.h"

#define HEADERS_MAX 32

/* 128 bits that tell nothing about us. */
static char *random_call_id(void)
{
	char id[33];

	random_hex(id, sizeof id / 2);
	return mem_text(id);
}

static char *from_header(const struct ua *ua, const struct dialog_params *p)
{
	struct uri_parts parts = { .scheme = "sip" };
	char uri[URI_TEXT];

	if (p->from_uri)
		return header_name_address(p->from_display, p->from_uri);
	snprintf(parts.user, sizeof parts.user, "%s",
		ua->user ? ua->user : "anonymous");
	snprintf(parts.host, sizeof parts.host, "%s", ua->address);
	uri_address_of_record(&parts, uri);
	return header_name_address(p->from_display, uri);
}

/* What is no header is left out: it would become somebody else's. */
static int extra_headers(const struct dialog_params *p, char *texts[],
	tagi_t tags[])
{
	int n = 0;

	for (int i = 0; i < p->n_headers && n < HEADERS_MAX; i++) {
		const struct dialog_header *h = &p->headers[i];
		char *value;

		if (!header_is_token(h->name)) {
			log_warn("sip", "header \"%s\" left out: not a name",
				h->name);
			continue;
		}
		value = header_text(h->value);
		texts[n] = mem_format("%s: %s", h->name, value);
		tags[n] = (tagi_t){ SIPTAG_HEADER_STR(texts[n]) };
		free(value);
		n++;
	}
	tags[n] = (tagi_t){ TAG_END() };
	return n;
}

static void send_invite(struct dialog *d, const struct dialog_params *p)
{
	char *texts[HEADERS_MAX],
		*route = header_routes(p->routes, p->n_routes);
	tagi_t tags[HEADERS_MAX + 1];
	int n = extra_headers(p, texts, tags);

	mem_set(&d->owner.ua->tls_problem, NULL);
	nua_invite(d->owner.handle,
		SIPTAG_CALL_ID_STR(d->call_id), SIPTAG_CONTACT_STR(d->contact),
		TAG_IF(p->next_hop, NUTAG_PROXY(p->next_hop)),
		TAG_IF(route, NUTAG_INITIAL_ROUTE_STR(route)),
		TAG_IF(d->owner.ua->rel100 == REL100_REQUIRED,
			SIPTAG_REQUIRE_STR("100rel")),
		TAG_IF(p->sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(p->sdp, SIPTAG_PAYLOAD_STR(p->sdp)),
		TAG_NEXT(tags));
	while (n--)
		free(texts[n]);
	free(route);
}

static const char *target_of(const struct dialog_params *p)
{
	return p->request_uri ? p->request_uri : p->to_uri;
}

static bool is_sendable(const struct dialog_params *p)
{
	struct uri_parts parts;

	if (!uri_parse(p->to_uri, &parts) || strchr(p->to_uri, '?'))
		return false;
	if (!uri_parse(target_of(p), &parts) || strchr(target_of(p), '?') ||
	    !parts.host[0])
		return false;
	if (p->from_uri && !uri_parse(p->from_uri, &parts))
		return false;
	return !p->next_hop || uri_parse(p->next_hop, &parts);
}

static bool open_handle(struct dialog *d, const struct dialog_params *p)
{
	char *from = from_header(d->owner.ua, p);
	char *to = header_name_address(NULL, p->to_uri);
	char contact[CONTACT_TEXT];

	mem_set(&d->owner.ua->tls_problem, NULL);
	d->owner.handle = nua_handle(d->owner.ua->nua, &d->owner,
		SIPTAG_FROM_STR(from), SIPTAG_TO_STR(to), NUTAG_URL(target_of(p)),
		TAG_END());
	free(from);
	free(to);
	d->public_address = mem_text(p->public_address);
	ua_dialog_contact(d->owner.ua, p->public_address,
		uri_by(p->next_hop ? p->next_hop : target_of(p)) |
		(uri_by(target_of(p)) & BY_SIPS),
		p->anonymous, contact);
	d->contact = mem_text(contact);
	return d->owner.handle;
}

struct dialog *dialog_invite(struct ua *ua, const struct dialog_params *p,
	const struct dialog_handlers *handlers, void *arg)
{
	struct dialog *d = dialog_new(ua);

	d->uac = true;
	d->state = DIALOG_CALLING;
	d->delayed = !p->sdp;
	d->call_id = p->call_id ? mem_text(p->call_id) : random_call_id();
	dialog_adopt(d, &p->credentials, handlers, arg);
	if (is_sendable(p) && open_handle(d, p)) {
		send_invite(d, p);
		return d;
	}
	dialog_note_end(d, DIALOG_BY_ERROR, 400, "Bad Address", NULL);
	dialog_after(d, 0, dialog_finish);
	return d;
}

/* --- responses -------------------------------------------------------------*/

/* An offer in what is not reliable is none (RFC 3262 5): *sdp becomes NULL;
 * and so it does when it was an offer, which the PRACK has answered. */
static void acknowledge(struct dialog *d, struct branch *b,
	const struct sip_event *e, const char **sdp, size_t n)
{
	bool reliable = event_is_reliable(e);
	bool offered = reliable && d->delayed && *sdp && !b->agreed;
	char *answer = offered ? early_answer(d, b, *sdp, n) : NULL;

	if (reliable)
		prack_send(d, b, e, answer);
	mem_wipe_text(answer);
	if (d->delayed)
		*sdp = NULL;
	b->agreed |= *sdp != NULL;
}

/* 199 tells of one branch of many (RFC 6228). */
static void progress(struct dialog *d, const struct sip_event *e)
{
	struct dialog_progress p = { .status = e->status, .reason = e->phrase,
		.over = e->status == 199, .sdp = event_sdp(e, &p.n) };
	struct branch *b = d->state == DIALOG_CALLING && e->status > 100 ?
		branch_of(d, e->sip) : NULL;

	if (!b || (event_is_reliable(e) && !prack_in_order(b, e)))
		return;
	acknowledge(d, b, e, &p.sdp, p.n);
	b->over |= p.over;
	p.branch = b->id;
	if (e->status >= 180 && d->handlers.on_progress)
		d->handlers.on_progress(d->arg, &p);
}

/* Our CANCEL crossed it, or nobody wants it any more. */
static void end_answered(struct dialog *d)
{
	nua_ack(d->owner.handle, TAG_END());
	dialog_send_bye(d);
}

static void answered(struct dialog *d, const struct sip_event *e)
{
	struct branch *b = branch_of(d, e->sip);
	size_t n;
	const char *sdp = event_sdp(e, &n);
	bool offered = d->delayed && sdp && !(b && b->agreed);

	auth_succeeded(d->auth);
	d->won = b ? b->id : ++d->last_branch;
	if (d->state == DIALOG_ENDING) {
		end_answered(d);
		return;
	}
	d->state = offered ? DIALOG_ANSWERED : DIALOG_CONFIRMED;
	if (!offered)
		nua_ack(d->owner.handle, TAG_END());
	session_timer_answered(d, e->sip);
	if (d->handlers.on_answered)
		d->handlers.on_answered(d->arg, d->won,
			d->delayed && !offered ? NULL : sdp, n);
}

void uac_acknowledge(struct dialog *d, const char *sdp)
{
	d->state = DIALOG_CONFIRMED;
	nua_ack(d->owner.handle,
		TAG_IF(sdp, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
		TAG_IF(sdp, SIPTAG_PAYLOAD_STR(sdp)), TAG_END());
	offer_settle(d);
}

static void failed(struct dialog *d, const struct sip_event *e)
{
	dialog_note_end(d,
		event_is_internal(e) ? DIALOG_BY_ERROR : DIALOG_BY_REMOTE,
		e->status < 700 ? e->status : 500, e->phrase, e->sip);
	if (!d->end.cause)
		d->end.cause = auth_refusal(d->auth, e);
	dialog_finish(d);
}

void dialog_on_invite_response(struct dialog *d, const struct sip_event *e)
{
	bool initial = branches_are_open(d);

	if (e->status >= 300 && d->state != DIALOG_ENDING &&
	    auth_answer(d->auth, d->owner.handle, e) == AUTH_SENT)
		return;
	session_timer_raise(d, e->sip);
	if (!initial)
		offer_on_response(d, e);
	else if (e->status < 200)
		progress(d, e);
	else if (e->status < 300)
		answered(d, e);
	else
		failed(d, e);
}
