/* session_state.h - the life of a session as one table.  Pure.
 *
 *	outgoing  INITIAL -> CALLING -> RINGING -> EARLY --.
 *	                         ^ `--------'`-------. |   |
 *	                         `--------------- REDIRECTED
 *	                         |          |        |      v
 *	incoming  INITIAL -> INCOMING -> ANSWERING ----> ESTABLISHED
 *	                         |          |               |
 *	any of them              `------> TERMINATING <-----'
 *	                                      v
 *	                                  TERMINATED
 *
 * A request that the table refuses changes nothing.
 */
#ifndef ENGINE_SESSION_STATE_H
#define ENGINE_SESSION_STATE_H

#include <stdbool.h>

enum session_state {
	SESSION_INITIAL,	/* nothing is on the wire yet */
	SESSION_CALLING,	/* INVITE is out */
	SESSION_RINGING,	/* 180 came */
	SESSION_EARLY,		/* early media came */
	SESSION_REDIRECTED,	/* a 3xx came; whom to call is asked, looked up */
	SESSION_INCOMING,	/* INVITE came, 180 is out */
	SESSION_ANSWERING,	/* our 200 is out, no ACK yet */
	SESSION_ESTABLISHED,
	SESSION_TERMINATING,	/* our BYE or CANCEL is out */
	SESSION_TERMINATED,
	SESSION_STATES
};

enum session_event {
	/* what the wire says */
	EVENT_INVITE_SENT, EVENT_INVITE_CAME, EVENT_RINGING, EVENT_EARLY_MEDIA,
	EVENT_EARLY_GONE, EVENT_REDIRECTED,
	EVENT_ANSWERED, EVENT_CONFIRMED, EVENT_ENDED,
	/* what people ask */
	EVENT_ANSWER, EVENT_DECLINE, EVENT_HANGUP, EVENT_HOLD, EVENT_UNHOLD,
	EVENT_MUTE, EVENT_FOCUS, EVENT_DTMF, EVENT_SILENCE, EVENT_TRANSFER,
	EVENT_REDIRECT, EVENT_REINVITE, EVENT_REQUEST, EVENT_JOIN,
	EVENT_RECORD, EVENT_PLAY, EVENT_TAP,
	SESSION_EVENTS
};

enum session_verdict {
	VERDICT_REFUSED,	/* not in this state */
	VERDICT_DONE,		/* its goal holds already: nothing to do */
	VERDICT_GO,		/* do it; *next is the state then */
};

enum session_verdict session_judge(enum session_state, enum session_event,
	enum session_state *next);

/* control.md's words: "establishing", and "ringing" (NULL when none applies). */
const char *session_state_word(enum session_state);
const char *session_progress_word(enum session_state);

#endif
