/* request.h - what the front end can ask of the engine, one function each. */
#ifndef UI_REQUEST_H
#define UI_REQUEST_H

#include <stdbool.h>

#include "link.h"

/* account NULL: the engine chooses. */
void request_call(struct link *, const char *to, const char *account,
	const struct link_reply *);

/* verb: "answer", "decline", "hangup", "hold", "unhold", "mute", "unmute",
 * "focus", "silence", "accept", "refuse"; reply->subject is the session. */
void request_session(struct link *, const char *verb,
	const struct link_reply *);
void request_tones(struct link *, const char *tones, const struct link_reply *);

/* device: "playback", "capture". */
void request_transfer(struct link *, const char *to, const struct link_reply *);
void request_volume(struct link *, const char *device, int percent,
	const struct link_reply *);
void request_dnd(struct link *, bool on, const struct link_reply *);
void request_register(struct link *, int account, const struct link_reply *);
void request_history(struct link *, int limit, const char *text,
	const struct link_reply *);
void request_stop(struct link *, const struct link_reply *);

#endif
