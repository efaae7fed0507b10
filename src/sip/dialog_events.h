/* dialog_events.h - what the stack tells a dialog; called by dispatch.c. */
#ifndef SIP_DIALOG_EVENTS_H
#define SIP_DIALOG_EVENTS_H

#include "sip/dialog.h"
#include "sip/stack.h"

/* UAS: of an INVITE that was found good; nobody owns it yet. */
struct dialog *dialog_from_invite(struct ua *, const struct sip_event *);

/* Before the event is handled: who the peer is now. */
void dialog_note_connected(struct dialog *, const struct sip_event *);
void dialog_on_reinvite(struct dialog *, const struct sip_event *);
void dialog_on_update(struct dialog *, const struct sip_event *);
void dialog_on_prack(struct dialog *, const struct sip_event *);
/* A reliable 18x of ours has its PRACK, and that our word. */
void dialog_on_acknowledged(struct dialog *);
void prack_of_nobody(struct ua *, const struct sip_event *);
void dialog_on_options(struct dialog *, const struct sip_event *);
void dialog_on_info(struct dialog *, const struct sip_event *);
void dialog_on_message(struct dialog *, const struct sip_event *);
/* To what dialog_request() sent. */
void request_on_response(struct dialog *, const struct sip_event *);
void dialog_on_ack(struct dialog *, const struct sip_event *);
void dialog_on_cancel(struct dialog *, const struct sip_event *);
void dialog_on_bye(struct dialog *, const struct sip_event *);
void dialog_on_error(struct dialog *, const struct sip_event *);
void dialog_on_terminated(struct dialog *, const struct sip_event *);
void dialog_on_invite_response(struct dialog *, const struct sip_event *);
void dialog_on_prack_response(struct dialog *, const struct sip_event *);
void dialog_on_refer_response(struct dialog *, const struct sip_event *);
void dialog_on_notify(struct dialog *, const struct sip_event *);
void dialog_on_refer(struct dialog *, const struct sip_event *);
void dialog_on_notify_response(struct dialog *, const struct sip_event *);
void dialog_on_update_response(struct dialog *, const struct sip_event *);
void dialog_on_bye_response(struct dialog *, const struct sip_event *);

/* A REFER outside of a dialog, and what follows on its handle. */
void incoming_refer(struct ua *, const struct sip_event *);
void referred_on_event(struct handle_owner *, const struct sip_event *);
void referred_free(struct handle_owner *);

#endif
