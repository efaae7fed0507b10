#include "sip/dialog_private.h"

#include <stdlib.h>

#include "base/mem.h"
#include "sip/branch.h"
#include "sip/contacts.h"

struct dialog *dialog_new(struct ua *ua)
{
	struct dialog *d = mem_new_of(struct dialog);

	owner_init(&d->owner, OWNER_DIALOG, ua);
	session_timer_init(&d->session_timer, ua);
	list_init(&d->branches);
	list_init(&d->requests);
	return d;
}

static void on_timer(void *arg)
{
	struct dialog *d = arg;

	d->on_timer(d);
}

void dialog_after(struct dialog *d, int ms, void (*fn)(struct dialog *))
{
	if (!d->timer)
		d->timer = loop_timer_new(
			d->owner.ua->loop, on_timer, d, "dialog");
	d->on_timer = fn;
	loop_timer_set(d->timer, ms);
}

static void stop_timer(struct dialog *d)
{
	if (d->timer)
		loop_timer_cancel(d->timer);
}

void dialog_adopt(struct dialog *d, const struct credentials *credentials,
	const struct dialog_handlers *handlers, void *arg)
{
	d->auth = auth_new(credentials);
	d->handlers = *handlers;
	d->arg = arg;
}

/* The owner may free the dialog and still read what it was told. */
void dialog_finish(struct dialog *d)
{
	void (*on_ended)(void *, const struct dialog_end *) =
		d->handlers.on_ended;
	struct dialog_end end = d->end;
	bool again = d->state == DIALOG_ENDED;

	if (again)
		return;
	d->state = DIALOG_ENDED;
	d->end = (struct dialog_end){ 0 };
	stop_timer(d);
	session_timer_stop(d);
	offer_forget(d);
	peer_forget(d);
	branches_forget(d);
	referred_forget(d);
	requests_forget(d);
	owner_leave(&d->owner);
	if (on_ended)
		on_ended(d->arg, &end);
	free((char *)end.reason);
	free((char *)end.reason_header);
	contacts_free((char **)end.contacts, end.n_contacts);
	free((char *)end.cause);
}

const char *dialog_call_id(const struct dialog *d)
{
	return d->call_id ? d->call_id : "";
}

/* A BYE may get lost, or be asked for a password: the stack sees to it.  All
 * else ends with one message, or waits for what we do not have. */
static void leave_to_stack(struct dialog *d)
{
	if (d->state == DIALOG_CONFIRMED && !d->reinvite_refused)
		dialog_send_bye(d);
	if (d->bye_sent)
		owner_abandon(&d->owner);
}

void dialog_free(struct dialog *d)
{
	if (!d)
		return;
	d->handlers = (struct dialog_handlers){ 0 };
	leave_to_stack(d);
	dialog_finish(d);
	loop_timer_free(d->timer);
	loop_timer_free(d->session_timer.clock);
	tap_show(&d->hidden);
	auth_free(d->auth);
	free(d->call_id);
	free(d->contact);
	free(d->public_address);
	free(d->cause);
	free(d->warning);
	mem_wipe_text(d->early.answer);
	free(d->peer_is.call_id);
	free(d->peer_is.our_tag);
	free(d->peer_is.tag);
	free(d->peer_is.target);
	free(d);
}
