#include "engine/session_state.h"

#include <stddef.h>

/* A cell is 0: refused; DONE: the goal holds already; else 1 + next state. */
#define DONE 100
#define TO(state) (1 + SESSION_##state)

static const unsigned char table[SESSION_STATES][SESSION_EVENTS] = {
	[SESSION_INITIAL] = {
		[EVENT_INVITE_SENT] = TO(CALLING),
		[EVENT_INVITE_CAME] = TO(INCOMING),
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_MUTE] = TO(INITIAL),
		[EVENT_FOCUS] = TO(INITIAL),
	},
	[SESSION_CALLING] = {
		[EVENT_REDIRECTED] = TO(REDIRECTED),
		[EVENT_RINGING] = TO(RINGING),
		[EVENT_EARLY_MEDIA] = TO(EARLY),
		[EVENT_ANSWERED] = TO(ESTABLISHED),
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_MUTE] = TO(CALLING),
		[EVENT_FOCUS] = TO(CALLING),
	},
	[SESSION_RINGING] = {
		[EVENT_REDIRECTED] = TO(REDIRECTED),
		[EVENT_RINGING] = TO(RINGING),
		[EVENT_EARLY_MEDIA] = TO(EARLY),
		[EVENT_ANSWERED] = TO(ESTABLISHED),
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_MUTE] = TO(RINGING),
		[EVENT_FOCUS] = TO(RINGING),
	},
	[SESSION_EARLY] = {
		[EVENT_REDIRECTED] = TO(REDIRECTED),
		[EVENT_RINGING] = TO(EARLY),
		[EVENT_EARLY_MEDIA] = TO(EARLY),
		[EVENT_EARLY_GONE] = TO(RINGING),
		[EVENT_ANSWERED] = TO(ESTABLISHED),
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_MUTE] = TO(EARLY),
		[EVENT_FOCUS] = TO(EARLY),
		[EVENT_DTMF] = TO(EARLY),
	},
	[SESSION_REDIRECTED] = {
		[EVENT_INVITE_SENT] = TO(CALLING),
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_MUTE] = TO(REDIRECTED),
		[EVENT_FOCUS] = TO(REDIRECTED),
	},
	[SESSION_INCOMING] = {
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_ANSWER] = TO(ANSWERING),
		[EVENT_DECLINE] = TO(TERMINATING),
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_MUTE] = TO(INCOMING),
		[EVENT_SILENCE] = TO(INCOMING),
		[EVENT_REDIRECT] = TO(TERMINATING),
	},
	[SESSION_ANSWERING] = {
		[EVENT_CONFIRMED] = TO(ESTABLISHED),
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_ANSWER] = DONE,
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_MUTE] = TO(ANSWERING),
		[EVENT_FOCUS] = TO(ANSWERING),
	},
	[SESSION_ESTABLISHED] = {
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_ANSWER] = DONE,
		[EVENT_HANGUP] = TO(TERMINATING),
		[EVENT_HOLD] = TO(ESTABLISHED),
		[EVENT_UNHOLD] = TO(ESTABLISHED),
		[EVENT_MUTE] = TO(ESTABLISHED),
		[EVENT_FOCUS] = TO(ESTABLISHED),
		[EVENT_REINVITE] = TO(ESTABLISHED),
		[EVENT_DTMF] = TO(ESTABLISHED),
		[EVENT_TRANSFER] = TO(ESTABLISHED),
		[EVENT_REQUEST] = TO(ESTABLISHED),
		[EVENT_JOIN] = TO(ESTABLISHED),
		[EVENT_RECORD] = TO(ESTABLISHED),
		[EVENT_PLAY] = TO(ESTABLISHED),
		[EVENT_TAP] = TO(ESTABLISHED),
	},
	[SESSION_TERMINATING] = {
		/* a 200 that crossed our CANCEL changes nothing: BYE follows */
		[EVENT_ENDED] = TO(TERMINATED),
		[EVENT_HANGUP] = DONE,
		[EVENT_DECLINE] = DONE,
	},
	[SESSION_TERMINATED] = {
		[EVENT_HANGUP] = DONE,
	},
};

static const char *const words[SESSION_STATES][2] = {
	[SESSION_INITIAL] = { "initial", NULL },
	[SESSION_CALLING] = { "establishing", "calling" },
	[SESSION_RINGING] = { "establishing", "ringing" },
	[SESSION_EARLY] = { "establishing", "early" },
	[SESSION_REDIRECTED] = { "establishing", "redirected" },
	[SESSION_INCOMING] = { "establishing", "incoming" },
	[SESSION_ANSWERING] = { "establishing", "answering" },
	[SESSION_ESTABLISHED] = { "established", NULL },
	[SESSION_TERMINATING] = { "terminating", NULL },
	[SESSION_TERMINATED] = { "terminated", NULL },
};

enum session_verdict session_judge(enum session_state state,
	enum session_event event, enum session_state *next)
{
	unsigned char cell = table[state][event];

	*next = state;
	if (!cell)
		return VERDICT_REFUSED;
	if (cell == DONE)
		return VERDICT_DONE;
	*next = (enum session_state)(cell - 1);
	return VERDICT_GO;
}

const char *session_state_word(enum session_state state)
{
	return words[state][0];
}

const char *session_progress_word(enum session_state state)
{
	return words[state][1];
}
