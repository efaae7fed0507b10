#include "sip/referred.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/sip_extra.h>
#include <sofia-sip/su_alloc.h>
#include <sofia-sip/url.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/dialog_private.h"
#include "sip/header.h"
#include "sip/refer_to.h"
#include "sip/unread.h"

/* Of the dialog; at the end, while NOTIFYs on a handle of its own are still on
 * their way, nobody's: the last answer frees it. */
struct referred {
	struct handle_owner owner;	/* first; its handle: of a REFER outside
					 * the dialog, else NULL */
	struct dialog *dialog;		/* NULL: at the end */
	nua_saved_event_t request[1];	/* until answered */
	char *event;			/* owned; of its NOTIFYs */
	bool silent;			/* the peer wants none */
	bool accepted;
	int told;			/* last status; 0: none */
	int unanswered;			/* NOTIFYs on a handle of its own */
};

static bool is_outside(const struct referred *r)
{
	return r->owner.handle;
}

static nua_handle_t *handle_of(const struct referred *r)
{
	return is_outside(r) ? r->owner.handle : r->dialog->owner.handle;
}

void referred_free(struct handle_owner *owner)
{
	struct referred *r = (struct referred *)owner;

	owner_leave(owner);
	nua_destroy_event(r->request);
	free(r->event);
	free(r);
}

void referred_forget(struct dialog *d)
{
	struct referred *r = d->referred;

	d->referred = NULL;
	if (r)
		referred_free(&r->owner);
}

static void finish(struct dialog *d)
{
	struct referred *r = d->referred;

	d->referred = NULL;
	r->dialog = NULL;
	if (!is_outside(r) || !r->unanswered)
		referred_free(&r->owner);
}

/* --- the request -----------------------------------------------------------*/

static void refuse(const struct sip_event *e, int status)
{
	nua_respond(e->handle, status, usual_phrase(status),
		NUTAG_WITH_THIS(e->ua->nua), TAG_END());
}

static bool wants_no_reports(const sip_t *sip)
{
	const sip_refer_sub_t *sub = sip_refer_sub(sip);

	return sub && sub->rs_value && !strcasecmp(sub->rs_value, "false");
}

/* r has a handle of its own where that is not the dialog's. */
static struct referred *take(struct dialog *d, const struct sip_event *e)
{
	struct referred *r = mem_new_of(struct referred);

	owner_init(&r->owner, OWNER_REFERRED, e->ua);
	r->dialog = d;
	if (e->handle != d->owner.handle) {
		r->owner.handle = e->handle;
		nua_handle_bind(e->handle, &r->owner);
	}
	r->event = mem_format("refer;id=%u",
		(unsigned)e->sip->sip_cseq->cs_seq);
	r->silent = wants_no_reports(e->sip);
	nua_save_event(e->ua->nua, r->request);
	return r;
}

static int judge(const struct dialog *d)
{
	if (!d->handlers.on_refer)
		return 603;
	return d->state != DIALOG_CONFIRMED || d->referred ? 491 : 0;
}

/* true: the dialog's owner has it. */
static bool ask_owner(struct dialog *d, const struct sip_event *e)
{
	su_home_t *home = su_home_new(sizeof *home);
	struct refer_request request = { 0 };
	int status = judge(d);

	/* RFC 3515 2.4.2: one target, and no more. */
	if (!status && unread_has(e->sip, "Refer-To"))
		status = 400;
	if (!status)
		status = refer_to_read(home, e->sip->sip_refer_to, &request);
	if (status) {
		log_info("sip", "REFER refused with %d", status);
		refuse(e, status);
	} else {
		request.by = refer_to_referrer(home, e->sip->sip_referred_by);
		d->referred = take(d, e);
		d->handlers.on_refer(d->arg, &request);
	}
	su_home_unref(home);
	return !status;
}

void dialog_on_refer(struct dialog *d, const struct sip_event *e)
{
	if (e->status < 200 && e->sip)
		ask_owner(d, e);
}

/* --- outside of the dialog ---------------------------------------------------
 * Who knows the tags is in the dialog, or was told of it by one who is. */

static sip_replaces_t *target_dialog(su_home_t *home, const sip_t *sip)
{
	const sip_unknown_t *u = sip->sip_unknown;
	char *value;

	while (u && strcasecmp(u->un_name, "Target-Dialog") != 0)
		u = u->un_next;
	if (!u || !u->un_value)
		return NULL;
	/* The same, but for the names of the tags. */
	value = refer_to_rename_tags(home, u->un_value);
	return value ? sip_replaces_make(home, value) : NULL;
}

static struct dialog *named_dialog(struct ua *ua, const sip_t *sip)
{
	su_home_t *home = su_home_new(sizeof *home);
	const sip_replaces_t *name = target_dialog(home, sip);
	nua_handle_t *handle = name && name->rp_to_tag && name->rp_from_tag ?
		nua_handle_by_replaces(ua->nua, name) : NULL;
	struct handle_owner *owner = handle ? nua_handle_magic(handle) : NULL;

	if (handle)
		nua_handle_unref(handle);
	su_home_unref(home);
	return owner && owner->kind == OWNER_DIALOG ?
		(struct dialog *)owner : NULL;
}

void incoming_refer(struct ua *ua, const struct sip_event *e)
{
	struct dialog *d = e->status < 200 && e->sip ?
		named_dialog(ua, e->sip) : NULL;

	if (d && ask_owner(d, e))
		return;
	if (!d && e->status < 200)
		refuse(e, 403);
	nua_handle_destroy(e->handle);
}

/* --- our answer ------------------------------------------------------------*/

static void respond(struct referred *r, int status)
{
	char contact[CONTACT_TEXT];

	ua_contact(r->owner.ua, contact_by(r->dialog->contact), contact);
	nua_respond(handle_of(r), status, usual_phrase(status),
		NUTAG_WITH_SAVED(r->request),
		TAG_IF(status < 300, SIPTAG_CONTACT_STR(
			is_outside(r) ? contact : r->dialog->contact)),
		TAG_IF(status < 300 && r->silent,
			SIPTAG_HEADER_STR("Refer-Sub: false")),
		TAG_END());
	nua_destroy_event(r->request);
}

static void notify(struct referred *r, const char *state, int status,
	const char *reason)
{
	char *words = header_text(reason && *reason ? reason :
		usual_phrase(status));
	char *line = mem_format("SIP/2.0 %d %s\r\n", status, words);

	r->told = status;
	r->unanswered++;
	nua_notify(handle_of(r), SIPTAG_EVENT_STR(r->event),
		SIPTAG_SUBSCRIPTION_STATE_STR(state),
		SIPTAG_CONTENT_TYPE_STR("message/sipfrag;version=2.0"),
		SIPTAG_PAYLOAD_STR(line), TAG_END());
	free(words);
	free(line);
}

void dialog_referred_accept(struct dialog *d, bool pending)
{
	struct referred *r = d->referred;

	if (!r || r->accepted)
		return;
	r->accepted = true;
	respond(r, 202);
	if (!r->silent)
		notify(r, pending ? "pending" : "active", 100, NULL);
	if (pending)
		r->told = 0;		/* "100, active" is news then */
}

void dialog_referred_reject(struct dialog *d, int status)
{
	struct referred *r = d->referred;

	if (!r || r->accepted)
		return;
	respond(r, status);
	referred_forget(d);
}

void dialog_referred_tell(struct dialog *d, int status, const char *reason)
{
	struct referred *r = d->referred;

	if (!r || !r->accepted || d->state != DIALOG_CONFIRMED)
		return;
	if (status >= 200 && !r->silent)
		notify(r, "terminated;reason=noresource", status, reason);
	else if (status > r->told && !r->silent)
		notify(r, "active", status, reason);
	if (status >= 200)
		finish(d);
}

/* --- what the stack says of it ---------------------------------------------*/

void dialog_on_notify_response(struct dialog *d, const struct sip_event *e)
{
	if (e->status >= 200 && e->status < 300)
		auth_succeeded(d->auth);
	else if (e->status >= 300)
		auth_retries(d->auth, d->owner.handle, e);
}

/* A handle that waits for a password waits for ever: none is given here. */
static void notify_answered(struct referred *r, const struct sip_event *e)
{
	if (e->status < 200)
		return;
	r->unanswered--;
	if (!r->dialog && (r->unanswered <= 0 || e->status >= 300))
		referred_free(&r->owner);
}

/* On a handle of its own. */
void referred_on_event(struct handle_owner *owner, const struct sip_event *e)
{
	if (e->event == nua_i_refer && e->status < 200)
		refuse(e, 403);
	else if (e->event == nua_r_notify)
		notify_answered((struct referred *)owner, e);
}
