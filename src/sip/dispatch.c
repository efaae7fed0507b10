#include "sip/dispatch.h"

#include "base/log.h"
#include "sip/dialog_events.h"
#include "sip/digest_lent.h"
#include "sip/incoming.h"
#include "sip/ping.h"
#include "sip/registration_events.h"
#include "sip/replaces.h"

/* --- what nobody owns any more ----------------------------------------------
 * Its owner left it to the stack with a BYE, a CANCEL or an un-REGISTER on the
 * way (owner_abandon): it is destroyed when that is over. */

static void destroy_when_over(struct ua *ua, const struct sip_event *e)
{
	(void)ua;
	if (e->status >= 200)
		nua_handle_destroy(e->handle);
}

static void destroy_if_failed(struct ua *ua, const struct sip_event *e)
{
	(void)ua;
	if (e->status >= 300)
		nua_handle_destroy(e->handle);
}

static void destroy(struct ua *ua, const struct sip_event *e)
{
	(void)ua;
	nua_handle_destroy(e->handle);
}

/* About a REFER of a dialog that nobody owns any more. */
static void ignore(struct ua *ua, const struct sip_event *e)
{
	(void)ua;
	(void)e;
}

/* One row an event; what nobody cares about has none. */
static const struct row {
	/* no owner: not yet, or no more */
	void (*stranger)(struct ua *, const struct sip_event *);
	void (*dialog)(struct dialog *, const struct sip_event *);
	void (*registration)(struct registration *, const struct sip_event *);
	void (*bindings)(struct bindings_request *, const struct sip_event *);
} rows[] = {
	[nua_i_invite]    = { incoming_invite,  dialog_on_reinvite, NULL },
	[nua_i_options]   = { incoming_options, dialog_on_options, NULL },
	[nua_i_info]      = { incoming_info,    dialog_on_info, NULL },
	[nua_i_message]   = { incoming_message, dialog_on_message, NULL },
	[nua_i_update]    = { destroy, dialog_on_update, NULL },
	[nua_i_prack]     = { prack_of_nobody, dialog_on_prack, NULL },
	[nua_i_notify]    = { ignore, dialog_on_notify, NULL },
	[nua_i_refer]     = { incoming_refer, dialog_on_refer, NULL },
	[nua_i_ack]       = { NULL, dialog_on_ack, NULL },
	[nua_i_cancel]    = { NULL, dialog_on_cancel, NULL },
	[nua_i_bye]       = { NULL, dialog_on_bye, NULL },
	[nua_i_error]     = { NULL, dialog_on_error, NULL },
	[nua_i_terminated] = { destroy, dialog_on_terminated, NULL },
	[nua_r_invite]    = { destroy_when_over, dialog_on_invite_response,
		NULL },
	[nua_r_update]    = { NULL, dialog_on_update_response, NULL },
	[nua_r_info]      = { NULL, request_on_response, NULL },
	[nua_r_message]   = { NULL, request_on_response, NULL },
	[nua_r_options]   = { NULL, request_on_response, NULL },
	[nua_r_bye]       = { destroy_when_over, dialog_on_bye_response, NULL },
	[nua_r_prack]     = { NULL, dialog_on_prack_response, NULL },
	[nua_r_refer]     = { ignore, dialog_on_refer_response, NULL },
	[nua_r_notify]    = { ignore, dialog_on_notify_response, NULL },
	[nua_r_register]  = { destroy_if_failed, NULL,
		registration_on_response },
	[nua_r_unregister] = { destroy_when_over, NULL,
		registration_on_unregister_response },
	[nua_r_method]    = { destroy_when_over,
		.bindings = bindings_on_response },
};

static void to_owner(const struct row *row, struct handle_owner *owner,
	const struct sip_event *e)
{
	if (owner->kind == OWNER_DIALOG) {
		dialog_note_peer((struct dialog *)owner, e);
		dialog_note_connected((struct dialog *)owner, e);
	}
	if (owner->kind == OWNER_DIALOG && row->dialog)
		row->dialog((struct dialog *)owner, e);
	else if (owner->kind == OWNER_REGISTRATION && row->registration)
		row->registration((struct registration *)owner, e);
	else if (owner->kind == OWNER_REFERRED)
		referred_on_event(owner, e);
	else if (owner->kind == OWNER_PING && e->event == nua_r_options)
		ping_on_response((struct ping *)owner, e);
	else if (owner->kind == OWNER_BINDINGS && row->bindings)
		row->bindings((struct bindings_request *)owner, e);
}

void dispatch(nua_event_t event, int status, char const *phrase, nua_t *nua,
	struct ua *ua, nua_handle_t *handle, struct handle_owner *owner,
	sip_t const *sip, tagi_t tags[])
{
	static const struct row nobody;
	bool known = (size_t)event < sizeof rows / sizeof *rows;
	const struct row *row = known ? &rows[event] : &nobody;
	struct sip_event e = { event, status, phrase ? phrase : "", ua,
		handle, sip, tags };

	(void)nua;
	e.phrase = event_phrase(&e);
	lent_forget_used();
	if (event == nua_r_shutdown)
		ua_on_shutdown(ua, status);
	else if (owner)
		to_owner(row, owner, &e);
	else if (handle && row->stranger)
		row->stranger(ua, &e);
	else if (handle && nua_event_is_incoming_request(event))
		nua_handle_destroy(handle);	/* ours since this event */
}
