#include "sip/dialog_request.h"

#include <stdlib.h>

#include <sofia-sip/sip_util.h>

#include "base/mem.h"
#include "base/text.h"
#include "sip/dialog_private.h"
#include "sip/header.h"

struct pending {
	struct list link;		/* of the dialog; the first is out */
	struct dialog_request request;	/* texts owned */
	dialog_request_fn *fn;
	void *arg;
	int challenged;			/* 401, 407 that we cannot answer */
};

static const char *const names[] = { [DIALOG_INFO] = "INFO",
	[DIALOG_MESSAGE] = "MESSAGE", [DIALOG_OPTIONS] = "OPTIONS",
	[DIALOG_REFER] = "REFER" };

static void pending_free(struct pending *p)
{
	list_remove(&p->link);
	free((char *)p->request.content_type);
	mem_wipe_text((char *)p->request.body);	/* a key may be secret */
	free((char *)p->request.to);
	free((char *)p->request.by);
	free(p);
}

/* --- sending ---------------------------------------------------------------*/

static void send_refer(struct dialog *d, const struct dialog_request *r)
{
	char *to = header_name_address(NULL, r->to);
	char *by = r->by ? header_name_address(NULL, r->by) : NULL;

	nua_refer(d->owner.handle, SIPTAG_REFER_TO_STR(to),
		TAG_IF(by, SIPTAG_REFERRED_BY_STR(by)),
		SIPTAG_CONTACT_STR(d->contact), TAG_END());
	free(to);
	free(by);
}

static void put_out(struct dialog *d, const struct dialog_request *r)
{
	char *type = header_text(r->content_type);

	switch (r->method) {
	case DIALOG_INFO:
		nua_info(d->owner.handle,
			TAG_IF(type, SIPTAG_CONTENT_TYPE_STR(type)),
			TAG_IF(r->body, SIPTAG_PAYLOAD_STR(r->body)), TAG_END());
		break;
	case DIALOG_MESSAGE:
		nua_message(d->owner.handle,
			TAG_IF(type, SIPTAG_CONTENT_TYPE_STR(type)),
			TAG_IF(r->body, SIPTAG_PAYLOAD_STR(r->body)), TAG_END());
		break;
	case DIALOG_OPTIONS:
		nua_options(d->owner.handle,
			SIPTAG_ACCEPT_STR("application/sdp"), TAG_END());
		break;
	case DIALOG_REFER:
		send_refer(d, r);
		break;
	}
	free(type);
}

static void send_next(struct dialog *d)
{
	struct pending *p = list_first(struct pending, &d->requests, link);

	if (!p || d->requesting || d->state != DIALOG_CONFIRMED)
		return;
	d->requesting = true;
	put_out(d, &p->request);
}

static int count(const struct dialog *d)
{
	int n = 0;

	list_each(struct pending, p, &d->requests, link)
		n++;
	return n;
}

bool dialog_request(struct dialog *d, const struct dialog_request *r,
	dialog_request_fn *fn, void *arg)
{
	struct pending *p;

	if (d->state != DIALOG_CONFIRMED || !d->owner.handle ||
	    count(d) >= DIALOG_REQUESTS_MAX)
		return false;
	p = mem_new_of(struct pending);
	p->request = (struct dialog_request){ r->method,
		mem_text(r->content_type), mem_text(r->body), mem_text(r->to),
		mem_text(r->by) };
	p->fn = fn;
	p->arg = arg;
	list_append(&d->requests, &p->link);
	send_next(d);
	return true;
}

bool request_refers(const struct dialog *d)
{
	const struct pending *p = list_first(struct pending, &d->requests,
		link);

	return p && d->requesting && p->request.method == DIALOG_REFER;
}

/* --- what comes back -------------------------------------------------------*/

void requests_forget(struct dialog *d)
{
	while (!list_empty(&d->requests)) {
		struct pending *p = list_first(struct pending, &d->requests,
			link);
		dialog_request_fn *fn = p->fn;
		void *arg = p->arg;

		pending_free(p);
		fn(arg, 0, NULL);
	}
}

enum end { GOES_ON, BYE_IS_DUE, IS_GONE };

/* RFC 5057 5.1, RFC 3261 12.2.1.2.  Where the dialog is gone the stack has
 * dropped it by now. */
static enum end judge(int status, enum dialog_method method)
{
	static const sip_method_t methods[] = { [DIALOG_INFO] =
		sip_method_info, [DIALOG_MESSAGE] = sip_method_message,
		[DIALOG_OPTIONS] = sip_method_options,
		[DIALOG_REFER] = sip_method_refer };
	int graceful = 0;

	if (status == 408 || status == 481)
		return BYE_IS_DUE;
	return sip_response_terminates_dialog(status, methods[method],
		&graceful) < 0 ? IS_GONE : GOES_ON;
}

static void end_with(struct dialog *d, int status, enum dialog_method method,
	const struct sip_event *e)
{
	char *cause = status == 408 ?
		mem_format("%s was not answered: the other side is gone",
			names[method]) :
		mem_format("%s was answered with %d: the other side does not "
			"know this call any more", names[method], status);

	dialog_note_end(d, DIALOG_BY_ERROR, status, e->phrase, NULL);
	if (!d->end.cause)
		d->end.cause = cause;
	else
		free(cause);
	if (judge(status, method) == BYE_IS_DUE) {
		dialog_send_bye(d);
		owner_abandon(&d->owner);	/* the stack waits for its answer */
	}
	dialog_finish(d);
}

static void finish(struct dialog *d, struct pending *p, int status,
	const struct sip_event *e)
{
	char *reason = text_clean(status == e->status ? e->phrase :
		usual_phrase(status), TEXT_CHARACTERS);
	enum dialog_method method = p->request.method;
	dialog_request_fn *fn = p->fn;
	void *arg = p->arg;

	pending_free(p);
	d->requesting = false;
	fn(arg, status, reason);
	free(reason);
	if (d->state == DIALOG_CONFIRMED && judge(status, method) != GOES_ON)
		end_with(d, status, method, e);
	else
		send_next(d);
}

static void give_up(struct dialog *d, struct pending *p, int status)
{
	p->challenged = status;
	auth_give_up(d->owner.handle);
}

void request_on_response(struct dialog *d, const struct sip_event *e)
{
	struct pending *p = list_first(struct pending, &d->requests, link);
	bool challenge = e->status == 401 || e->status == 407;

	if (e->status < 200 || !p || !d->requesting)
		return;
	if (p->challenged)
		finish(d, p, p->challenged, e);
	else if (challenge && auth_answer(d->auth, d->owner.handle, e) ==
		AUTH_SENT)
		return;
	else if (challenge)
		give_up(d, p, e->status);
	else {
		if (e->status < 300)
			auth_succeeded(d->auth);
		finish(d, p, e->status < 700 ? e->status : 500, e);
	}
}
