/* dialog_private.h - struct dialog, shared by the dialog_*.c files only.
 *
 *	dialog.c	new, timer, finish, free
 *	dialog_uac.c	we call
 *	dialog_uas.c	we are called
 *	dialog_offer.c	we change the session
 *	dialog_peer.c	the peer changes it
 *	dialog_end.c	how it ends, and why
 *	refer.c		we send the peer on
 *	divert.c	we send the caller on
 *
 * The owner's handlers may free the dialog: calling one is the last thing a
 * function does with it.
 */
#ifndef SIP_DIALOG_PRIVATE_H
#define SIP_DIALOG_PRIVATE_H

#include "sip/auth.h"
#include "sip/dialog.h"
#include "sip/dialog_events.h"
#include "sip/stack.h"

/*	CALLING ----------------> CONFIRMED --> ENDING --> ENDED
 *	OFFERED --> ANSWERED ----^
 *	(any but ENDED) --> ENDING, ENDED
 */
enum dialog_state {
	DIALOG_CALLING,		/* UAC: INVITE sent */
	DIALOG_OFFERED,		/* UAS: INVITE received */
	DIALOG_ANSWERED,	/* UAS: 200 sent, ACK awaited */
	DIALOG_CONFIRMED,
	DIALOG_ENDING,		/* CANCEL, BYE or a refusal is out */
	DIALOG_ENDED,
};

/* The peer's offer, seen from here. */
enum peer_offer {
	PEER_QUIET,
	PEER_INVITES, PEER_UPDATES,	/* until dialog_accept, dialog_reject */
	PEER_ACK_DUE,			/* our 200 to its re-INVITE is out */
};

struct dialog {
	struct handle_owner owner;	/* first */
	enum dialog_state state;
	bool uac;			/* the first INVITE was ours */
	struct dialog_handlers handlers;
	void *arg;
	struct auth *auth;		/* owned; NULL: no credentials */
	char *call_id, *contact;	/* owned; contact: ours */
	struct loop_timer *timer;	/* owned; NULL until needed */
	void (*on_timer)(struct dialog *);

	struct {			/* our offer by re-INVITE */
		char *sdp;		/* owned; NULL: none under way */
		bool sent;
		bool stale;		/* the peer offered meanwhile */
	} ours;
	int reinvite_refused;		/* 401, 407 that we cannot answer: NUA
					 * holds back all later re-INVITEs */
	enum peer_offer peer;
	bool we_offer;			/* its re-INVITE had no offer */
	nua_saved_event_t update[1];	/* PEER_UPDATES */

	bool refers;		/* our REFER is not over */

	bool bye_sent;
	char *cause;			/* owned; for the BYE to come */
	struct dialog_end end;		/* texts owned; status 0: not yet */
};

struct dialog *dialog_new(struct ua *);
/* Calls fn once, after ms; takes the place of what was set before. */
void dialog_after(struct dialog *, int ms, void (*fn)(struct dialog *));
void dialog_stop_timer(struct dialog *);

/* Notes how it ends; the first note holds.  sip, where there is one, gives the
 * Reason header and the Contact of a 3xx. */
void dialog_note_end(struct dialog *, enum dialog_by, int status,
	const char *reason, const sip_t *);
/* on_ended, with what was noted; the handle goes. */
void dialog_finish(struct dialog *);
/* State ENDING; finishes after t1x64 whatever happens. */
void dialog_ending(struct dialog *);
void dialog_send_bye(struct dialog *);

/* A response to our re-INVITE. */
void offer_on_response(struct dialog *, const struct sip_event *);
/* The peer's transaction is over, or the first ACK came. */
void offer_settle(struct dialog *);
void offer_forget(struct dialog *);
void peer_forget(struct dialog *);

#endif
