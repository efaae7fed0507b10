/* dialog_private.h - struct dialog, shared by the dialog_*.c files only.
 *
 *	dialog.c	new, timer, finish, free
 *	dialog_uac.c	we call
 *	dialog_uas.c	we are called
 *	dialog_offer.c	we change the session
 *	dialog_peer.c	the peer changes it
 *	session_timer.c	who nobody refreshes is gone
 *	dialog_end.c	how it ends, and why
 *	dialog_early.c	offers and answers before the call is answered
 *	prack.c		reliable 18x, both roles
 *	branch.c	early dialogs of our INVITE
 *	dialog_request.c	what is asked in between
 *	refer.c		we send the peer on
 *	referred.c	the peer sends us on
 *	replaces.c	who the peer is to others
 *	divert.c	we send the caller on
 *	connected.c	who the peer is by now
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
#include "sip/tap.h"

/*	CALLING ----------------> CONFIRMED --> ENDING --> ENDED
 *	OFFERED --> ANSWERED ----^
 *	(any but ENDED) --> ENDING, ENDED
 */
enum dialog_state {
	DIALOG_CALLING,		/* UAC: INVITE sent */
	DIALOG_OFFERED,		/* UAS: INVITE received */
	DIALOG_ANSWERED,	/* UAS: 200 sent, ACK awaited; UAC: 200 came
				 * with an offer, our answer is awaited */
	DIALOG_CONFIRMED,
	DIALOG_ENDING,		/* CANCEL, BYE or a refusal is out */
	DIALOG_ENDED,
};

/* The peer's offer, seen from here. */
enum peer_offer {
	PEER_QUIET,
	PEER_INVITES, PEER_UPDATES,	/* until dialog_accept, dialog_reject */
	PEER_ACK_DUE,			/* our 200 to its re-INVITE is out */
	PEER_ANSWERS,			/* in its 200 to our re-INVITE that had
					 * none; our ACK waits for our answer */
};

/* RFC 4028; see session_timer.c. */
struct session_timer {
	struct loop_timer *clock;	/* owned; NULL until first needed */
	int wanted_s;			/* by us; more after a 422; 0: none */
	int least_s;			/* our Min-SE */
	int interval_s;			/* agreed; 0: none */
	bool ours;			/* we refresh */
	bool refreshing;		/* our UPDATE is on its way */
	bool takes_update;		/* the peer said so */
	bool peer_supports;		/* ever said so */
	struct {			/* the peer's last request */
		int interval_s, least_s;
		bool uas;		/* we are to refresh */
	} asked;
	int64_t over_ms;		/* clock_ms: nobody refreshed it */
};

struct dialog {
	struct handle_owner owner;	/* first */
	enum dialog_state state;
	bool uac;			/* the first INVITE was ours */
	struct dialog_handlers handlers;
	void *arg;
	struct auth *auth;		/* owned; NULL: no credentials */
	char *call_id, *contact;	/* owned; contact: ours */
	char *public_address;		/* owned; NULL: the ua's is ours */
	struct loop_timer *timer;	/* owned; NULL until needed */
	void (*on_timer)(struct dialog *);

	struct {			/* our offer by re-INVITE */
		char *sdp;		/* owned; NULL: none under way; "": we
					 * want theirs */
		bool sent;
		bool stale;		/* the peer offered meanwhile */
	} ours;
	int reinvite_refused;		/* 401, 407 that we cannot answer: NUA
					 * holds back all later re-INVITEs */
	enum peer_offer peer;
	bool we_offer;			/* its re-INVITE had no offer */
	nua_saved_event_t update[1];	/* PEER_UPDATES */

	bool refers;		/* our REFER is not over */
	char refer_id[12];	/* of its NOTIFYs; "": not known yet */
	bool refer_unsure;	/* one was forgotten before its end */
	struct referred *referred;	/* owned; the peer's REFER; NULL none */
	struct tap_hidden hidden;

	struct list branches;		/* UAC, until the answer */
	int last_branch;		/* id given */
	int won;			/* the one that answered; 0 none */
	bool delayed;			/* the INVITE had no offer */

	struct {			/* reliable 18x to our re-INVITE */
		uint32_t cseq, rseq;	/* the last one; 0 none */
		char *answer;		/* owned; theirs in it, NULL none */
	} renewed;

	struct {			/* UAS: our reliable 18x */
		bool supported, required;	/* by the peer */
		bool offered;		/* ours is in it, no answer yet */
		bool settled;		/* an offer in or by it is answered */
		int unacknowledged;	/* so many PRACKs are to come */
		bool answer_waits;	/* for them */
		char *answer;		/* owned; its SDP, NULL none */
	} early;

	struct list requests;		/* by hand, and keys; see
					 * dialog_request.c */
	bool requesting;		/* the first of them is out */
	struct {			/* texts owned; NULL: not known yet */
		char *call_id, *our_tag, *tag;
		char *target;		/* URI of its Contact */
	} peer_is;

	bool bye_sent;
	char *cause;			/* owned; for the BYE to come */
	char *warning;			/* owned; of a refusal to come */
	struct dialog_end end;		/* texts owned; status 0: not yet */
	struct session_timer session_timer;
};

struct dialog *dialog_new(struct ua *);
/* Calls fn once, after ms; takes the place of what was set before. */
void dialog_after(struct dialog *, int ms, void (*fn)(struct dialog *));

/* Notes how it ends; the first note holds.  sip, where there is one, gives the
 * Reason header and the Contact of a 3xx. */
void dialog_note_end(struct dialog *, enum dialog_by, int status,
	const char *reason, const sip_t *);
/* on_ended, with what was noted; the handle goes. */
void dialog_finish(struct dialog *);
/* State ENDING; finishes after t1x64 whatever happens. */
void dialog_ending(struct dialog *);
void dialog_send_bye(struct dialog *);

/* The UAC's side of RFC 3262 4: false: not to be looked at, a repetition or one
 * that came too early.  What it gets is a PRACK, by prack_send. */
struct branch;
bool prack_in_order(struct branch *, const struct sip_event *);
bool event_is_reliable(const struct sip_event *);
void prack_send(struct dialog *, const struct branch *,
	const struct sip_event *, const char *sdp);
/* The same for a re-INVITE of ours; their answer in it is kept. */
void prack_renewed(struct dialog *, const struct sip_event *);
/* The ACK that an offer in the 200 waited for. */
void uac_acknowledge(struct dialog *, const char *sdp);
/* An UPDATE before the call is answered. */
void early_on_update(struct dialog *, const struct sip_event *);
/* Our answer to an offer that came early, to be freed; NULL: none. */
char *early_answer(struct dialog *, struct branch *, const char *sdp, size_t);
/* 200, or why not; of what is no INVITE.  sdp NULL: none. */
void early_respond(struct dialog *, const struct sip_event *, int status,
	const char *sdp);

/* A response to our re-INVITE. */
void offer_on_response(struct dialog *, const struct sip_event *);
/* The peer's transaction is over, or the first ACK came. */
void offer_settle(struct dialog *);
/* Our answer to the offer in the peer's 200; NULL: there is none to give, and
 * the call ends. */
void offer_answer_theirs(struct dialog *, const char *sdp);
void offer_forget(struct dialog *);
/* The peer is gone, or does not know the call: it ends, and the stack sees to
 * the BYE.  method: of the request that told so. */
void dialog_lost(struct dialog *, const char *method, const struct sip_event *);
bool response_is_loss(int status);
/* Whether the stack drops the dialog at such a response to a request of ours. */
bool response_ends_dialog(int status, sip_method_t);
void peer_forget(struct dialog *);
void referred_forget(struct dialog *);	/* of referred.c */

/* session_timer.c */
void session_timer_init(struct session_timer *, const struct ua *);
/* A request with a Session-Expires, or without: what it asks for. */
void session_timer_note(struct dialog *, const sip_t *);
/* Our 2xx to it has come about, or went out and will not get lost. */
void session_timer_agree(struct dialog *);
/* A 2xx to our INVITE or UPDATE came. */
void session_timer_answered(struct dialog *, const sip_t *);
/* The stack tries again after a 422. */
void session_timer_raise(struct dialog *, const sip_t *);
void session_timer_stop(struct dialog *);
void session_timer_note_end(struct dialog *);
/* What dialog_request() has out is a REFER; all that it has are answered with
 * nothing, for the dialog ends. */
bool request_refers(const struct dialog *);
void requests_forget(struct dialog *);

#endif
