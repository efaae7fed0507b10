/* dialog.h - one INVITE dialog, as UAC or UAS (RFC 3261).  Engine thread.
 *
 * One offer/answer at a time; the texts are SDP that this folder carries and
 * does not read.  ACK is sent by itself.  Retransmissions, authentication and
 * glare timers stay in here.
 *
 *	UAC  dialog_invite -> on_progress* -> on_answered -> ... -> on_ended
 *	UAS  on_invite, dialog_adopt -> dialog_ring* -> dialog_answer
 *			-> on_confirmed -> ... -> on_ended
 *	both dialog_offer -> on_offer_answered
 *	     on_offer -> dialog_accept or dialog_reject
 *
 * on_ended comes exactly once, as the last one, for every dialog that was
 * invited or adopted and not freed before.  The owner frees.
 */
#ifndef SIP_DIALOG_H
#define SIP_DIALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "sip/info_key.h"
#include "sip/ua.h"

/* Who we are to those who challenge us; NULL members: not known. */
struct credentials {
	const char *user, *password, *ha1;	/* ha1: 32 hex digits */
	/* The realms that are answered, without quotes; none: any, for what
	 * goes to servers of the owner's alone. */
	const char *const *realms;
	int n_realms;
	bool withheld;		/* it goes to strangers: nobody is answered */
	/* Hosts: what goes straight to another one within a dialog has no
	 * answer with it; none: it may go to any. */
	const char *const *servers;
	int n_servers;
};

enum { DIALOG_REFER_UNTOLD = 0 };

enum dialog_by { DIALOG_BY_LOCAL, DIALOG_BY_REMOTE, DIALOG_BY_ERROR };

struct dialog_end {		/* texts are clean */
	enum dialog_by by;
	int status;		/* final SIP status; 200 for BYE after an
				 * answer; 487 for a cancelled call; 408, 503
				 * of our own */
	const char *reason;	/* its phrase; never NULL */
	const char *reason_header;	/* Reason header's text, or its value;
					 * NULL none */
	int q850;		/* cause of a Reason: Q.850 header; 0 none */
	bool elsewhere;		/* cancelled since answered, or refused for
				 * all, elsewhere */
	char *const *contacts;	/* URIs of a 3xx, best first; n_contacts */
	int n_contacts;
	const char *cause;	/* why, in words; NULL: not told */
};

struct refer_request;
struct identity;

/* What one of those says whom our call was forked to. */
struct dialog_progress {
	int status;		/* 180-199 */
	const char *reason;	/* as received */
	int branch;		/* which early dialog: 1, 2 ... */
	bool over;		/* 199: that one has failed, others go on */
	const char *sdp;	/* its answer; NULL: none in it */
	size_t n;
};

struct dialog_handlers {
	/* UAC: 180-199. */
	void (*on_progress)(void *arg, const struct dialog_progress *);
	/* UAC: 2xx from that branch.  sdp NULL: none in it (an earlier one
	 * holds).  Where our INVITE had no offer and nothing was agreed before
	 * with that branch, it is theirs: dialog_answer is due. */
	void (*on_answered)(void *arg, int branch, const char *sdp, size_t n);
	/* Before the call is answered the peer offers, reliably: UAC: in a 18x,
	 * where our INVITE had no offer, or by UPDATE; UAS (branch 0): by PRACK
	 * or UPDATE.  Returns our answer, to be freed; NULL: it is refused.
	 * Ends and frees nothing. */
	char *(*on_early_offer)(void *arg, int branch, const char *sdp,
		size_t n);
	/* UAS: their answer to the offer in our reliable 18x. */
	void (*on_early_answer)(void *arg, const char *sdp, size_t n);
	/* UAS: ACK came; sdp: the answer to our offer in the 200, else NULL.
	 * Comes again only for a re-INVITE without offer: then with the answer
	 * to ours (NULL: they left it out). */
	void (*on_confirmed)(void *arg, const char *sdp, size_t n);
	/* The peer offers (re-INVITE, UPDATE); sdp NULL: it wants our offer.
	 * Answered by dialog_accept or dialog_reject, now or later. */
	void (*on_offer)(void *arg, const char *sdp, size_t n);
	/* Our dialog_offer is over: 2xx and their answer, or why not (the old
	 * state goes on). */
	void (*on_offer_answered)(void *arg, int status, const char *reason,
		const char *sdp, size_t n);
	/* The peer pressed a key, by INFO. */
	void (*on_info_key)(void *arg, const struct info_key *);
	/* Our dialog_info_key is over, with its final status; the
	 * reason is clean. */
	void (*on_info_answered)(void *arg, int status, const char *reason);
	void (*on_ended)(void *arg, const struct dialog_end *);
	/* How our dialog_refer goes: 100-199 so far, else the end of it;
	 * DIALOG_REFER_UNTOLD: accepted, and no more will be told.  The reason
	 * is clean. */
	void (*on_referred)(void *arg, int status, const char *reason);
	/* What was agreed on session timers (RFC 4028), whenever it changes;
	 * interval_s 0: none.  ours: we refresh. */
	void (*on_session_timer)(void *arg, int interval_s, bool ours);
	/* A refresh is due and the peer takes no UPDATE: dialog_offer() what
	 * holds now.  NULL: the session runs out. */
	void (*on_refresh)(void *arg);
	/* We are to call somebody: referred.h. */
	void (*on_refer)(void *arg, const struct refer_request *);
	/* An INFO that is no key, a MESSAGE, both answered already.  Texts are
	 * clean, in lines with '\n' between them. */
	void (*on_info)(void *arg, const char *content_type, const char *body);
	void (*on_message)(void *arg, const char *content_type,
		const char *text);
	/* What a message of the call says on who the peer is, and where it
	 * came from (an address); identity.h.  Ends and frees nothing. */
	void (*on_identity)(void *arg, const struct identity *,
		const char *source);
};

struct dialog_header {
	const char *name, *value;
};

struct dialog_params {
	const char *to_uri;		/* bare URI: To */
	const char *request_uri;	/* bare URI; NULL: as to_uri */
	const char *call_id;		/* NULL: a new one */
	const char *from_uri;		/* address of record; NULL: sip:user@our
					 * address */
	const char *from_display;	/* NULL none */
	const char *next_hop;		/* bare URI; NULL: as to_uri resolves */
	const char *const *routes;	/* Route headers; n_routes */
	int n_routes;
	const struct dialog_header *headers;	/* extra ones; n_headers */
	int n_headers;
	struct credentials credentials;	/* copied; secrets wiped at the end */
	const char *sdp;		/* the offer; NULL: they shall offer */
	bool anonymous;			/* our Contact does not tell who we are */
	const char *public_address;	/* of our Contact; NULL: the ua's */
};

/* Never fails at once: what goes wrong comes by on_ended, from the loop. */
struct dialog *dialog_invite(struct ua *, const struct dialog_params *,
	const struct dialog_handlers *, void *arg);

/* Takes an incoming INVITE; credentials may be needed for BYE, re-INVITE. */
void dialog_adopt(struct dialog *, const struct credentials *,
	const struct dialog_handlers *, void *arg);
/* Why the next refusal of ours comes, in words: its Warning.  NULL: none. */
void dialog_explain(struct dialog *, const char *why);
/* Refuses one that nobody adopts, and frees it. reason NULL: the usual one. */
void dialog_refuse(struct dialog *, int status, const char *reason);

/* UAS: 180, 181, 183; sdp NULL: none.  Reliable (RFC 3262) where the peer
 * insists, and with SDP where it can: then it needs no second copy in the 200,
 * which waits for the PRACK. */
void dialog_ring(struct dialog *, int status, const char *sdp);
/* UAS: its INVITE had no offer and our 18x is to be reliable, so that ours is
 * due in the first of them (RFC 3261 13.2.1). */
bool dialog_wants_early_offer(const struct dialog *);
/* UAS: 200.  UAC: the answer that on_answered asked for, in the ACK. */
void dialog_answer(struct dialog *, const char *sdp);
/* UAS, before the answer: 300-699; reason NULL: the usual one; contact: for
 * 3xx. */
void dialog_decline(struct dialog *, int status, const char *reason,
	const char *contact);

struct diversion {
	const char *contact;	/* bare URI: who is to be called instead */
	const char *from;	/* whose call it was; NULL or no URI: not told */
	const char *reason;	/* RFC 5806: "unconditional", "user-busy",
				 * "no-answer", "deflection" ... */
};
/* UAS, before the answer: 302 to contact, with a Diversion header.  One that
 * nobody has adopted is freed then (dialog_free). */
void dialog_divert(struct dialog *, const struct diversion *);

/* re-INVITE with this offer; NULL: without one, the peer's comes by on_offer
 * then, before on_offer_answered (whose sdp is NULL).  One at a time: the owner
 * waits for on_offer_answered.  491 is retried inside (RFC 3261 14.1), and told
 * only when the peer's own offer came meanwhile: then make a new one. */
void dialog_offer(struct dialog *, const char *sdp);
void dialog_accept(struct dialog *, const char *sdp);	/* answers on_offer */
bool dialog_asks(const struct dialog *);	/* on_offer waits for that */
void dialog_reject(struct dialog *, int status, const char *reason);

/* Its ua has moved (ua_move): our Contact is told with the next offer, which
 * is the owner's to make. */
void dialog_moved(struct dialog *);
/* Its peer finds our end at that address, and not where the ua is; NULL: no
 * more.  The next message says so. */
void dialog_appear(struct dialog *, const char *address);

/* CANCEL, BYE or a 486, whatever ends it in its state; on_ended follows even if
 * nobody answers (then after t1x64).  cause: Reason header's value or NULL. */
void dialog_end(struct dialog *, const char *cause);

const char *dialog_call_id(const struct dialog *);	/* "" until known */

/* Ends what still lives without telling, and forgets. NULL may be given. */
void dialog_free(struct dialog *);

/* A key by INFO, one at a time: the owner waits for on_info_answered.  false:
 * the call is not established, nothing was sent. */
bool dialog_info_key(struct dialog *, const struct info_key *);

#endif
