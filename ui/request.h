/* request.h - what the front end can ask of the engine, one function each. */
#ifndef UI_REQUEST_H
#define UI_REQUEST_H

#include <stdbool.h>

#include "calling.h"
#include "link.h"

void request_call(struct link *, const struct calling *,
	const struct link_reply *);

/* verb: "answer", "decline", "hangup", "hold", "unhold", "mute", "unmute",
 * "focus", "silence", "accept", "refuse"; reply->subject is the session. */
void request_session(struct link *, const char *verb,
	const struct link_reply *);
/* secret: to be seen nowhere. */
void request_tones(struct link *, const char *tones, bool secret,
	const struct link_reply *);
void request_record(struct link *, bool on, bool pause,
	const struct link_reply *);
void request_tones_go_on(struct link *, const struct link_reply *);

void request_transfer(struct link *, const char *to, const struct link_reply *);
/* reply->subject and with are put through to each other. */
void request_put_through(struct link *, int with, const struct link_reply *);
#define REQUEST_SESSIONS 64
/* n sessions, at most so many. */
void request_join(struct link *, const int *sessions, int n,
	const struct link_reply *);
void request_split(struct link *, int session, const struct link_reply *);
						/* 0: all */
void request_leave(struct link *, bool transfer, const struct link_reply *);
/* reply->subject is the member. */
void request_member_mute(struct link *, bool, const struct link_reply *);
void request_member_gain(struct link *, int db, const struct link_reply *);
/* status 0: as busy; reason NULL: the status's own words. */
void request_decline(struct link *, int status, const char *reason,
	const struct link_reply *);
void request_redirect(struct link *, const char *to, const struct link_reply *);
/* reply->subject is the session; the reply's result its messages. */
void request_trace(struct link *, const struct link_reply *);

struct forwarding;
void request_forward(struct link *, int account, const struct forwarding *,
	const struct link_reply *);
/* device: "playback", "capture". */
void request_volume(struct link *, const char *device, int percent,
	const struct link_reply *);
/* how: "auto", "off". */
void request_echo(struct link *, const char *how, const struct link_reply *);
void request_dnd(struct link *, bool on, const struct link_reply *);
void request_latency(struct link *, const char *mode,
	const struct link_reply *);
void request_register(struct link *, int account, const struct link_reply *);
struct request_page {
	int limit, offset;
	const char *text;		/* that they hold; NULL, "": all */
};
/* method: "history.list", "contact.list". */
void request_page(struct link *, const char *method,
	const struct request_page *, const struct link_reply *);
void request_search(struct link *, const char *text, int limit,
	const struct link_reply *);
/* id NULL: a new one.  Takes the fields. */
void request_contact_save(struct link *, const char *id, json_t *fields,
	const struct link_reply *);
void request_contact_favourite(struct link *, const char *id, bool,
	const struct link_reply *);
void request_contact_remove(struct link *, const char *id,
	const struct link_reply *);
void request_stop(struct link *, const struct link_reply *);

#endif
