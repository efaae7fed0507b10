/* sip_party.h - for tests: a ua on loopback that keeps what its dialog told.
 * Nothing in here asserts: its handlers run inside Sofia's callbacks. */
#ifndef UNIT_SIP_PARTY_H
#define UNIT_SIP_PARTY_H

#include <stdbool.h>
#include <stddef.h>

#include "sip/dialog.h"
#include "sip/ua.h"

#define PARTY_TEXT 512

struct party {
	struct ua *ua;
	struct dialog *dialog;		/* the last one */
	int invites;
	bool down;

	/* what an incoming INVITE gets at once */
	int ring_with;			/* 0: nothing */
	bool answer_at_once;
	int decline_with;		/* 0: no */
	const char *answer_sdp;
	struct credentials credentials;

	char request_user[64], from_display[64], from_uri[128], source[64];
	char invite_sdp[PARTY_TEXT];
	int progress, progress_status, answered, confirmed, offers,
		offer_answers, ended;
	char progress_sdp[PARTY_TEXT], answered_sdp[PARTY_TEXT],
		confirmed_sdp[PARTY_TEXT];
	char offer_sdp[PARTY_TEXT], offer_answer_sdp[PARTY_TEXT];
	int offer_status;
	bool accept_at_once;		/* peer's offers */
	enum dialog_by by;
	int status, q850;
	char reason[128], reason_header[128], contact[128];
	bool elsewhere;
	int told, told_status;		/* how our REFER goes */
	char told_reason[128];
	int refers;			/* of the peer */
	char refer_to[PARTY_TEXT], refer_by[128], refer_replaces[PARTY_TEXT];
	int refuse_refer_with;		/* 0: 202, pending or not */
	bool refer_pending;
	bool free_when_ended;
	char replaces[256];
	bool replaces_early_only;

	int session_timer;		/* s, asked for; 0: none */
	int timers, timer_s, refreshes;	/* what was agreed, so often told */
	bool timer_is_ours;
	/* before the answer */
	enum rel100 rel100;
	bool no_offer;			/* of party_call */
	const char *early_sdp;		/* answers early offers; NULL: refused */
	int progress_branch, answered_branch, early_branch;
	int early_offers, early_answers;
	char early_answer_sdp[PARTY_TEXT];
};

extern const struct ua_handlers party_ua_handlers;
extern const struct dialog_handlers party_dialog_handlers;

/* On 127.0.0.1 with a port of the kernel's; NULL when that fails. */
struct ua *party_open(struct party *, struct loop *, int t1x64_ms);
/* "sip:bob@127.0.0.1:PORT" */
const char *party_uri(const struct party *, char uri[64]);
/* Calls with the SDP "offer"; p->dialog. */
void party_call(struct party *, const char *to_uri);

/* Runs the loop until *what is as wanted, at most 5 s of real time. */
bool until(struct loop *, const int *what, int wanted);
/* What is due is done, time jumps, and what is due then is done. */
void jump(struct loop *, int ms);
/* Frees the dialog, shuts the ua down and lets time pass until it is. */
void party_close(struct party *, struct loop *);
/* Lets what a ua left behind at silent peers come to its end, and frees. */
void finish_loop(struct loop *);

#endif
