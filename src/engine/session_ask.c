/* session_ask.c - what people ask of a session, checked by the table first.
 * Engine thread. */
#include <stdlib.h>

#include "engine/conference.h"
#include "engine/private.h"
#include "sip/header.h"

static const char *const asked_words[SESSION_EVENTS] = {
	[EVENT_ANSWER] = "answered", [EVENT_DECLINE] = "declined",
	[EVENT_HANGUP] = "hung up", [EVENT_HOLD] = "held",
	[EVENT_UNHOLD] = "resumed", [EVENT_MUTE] = "muted",
	[EVENT_FOCUS] = "given the microphone", [EVENT_DTMF] = "sent tones",
	[EVENT_SILENCE] = "silenced: only one that rings here can",
	[EVENT_TRANSFER] = "transferred",
	[EVENT_REINVITE] = "negotiated again",
	[EVENT_REDIRECT] = "redirected",
	[EVENT_REQUEST] = "sent a request",
	[EVENT_JOIN] = "joined with others",
	[EVENT_RECORD] = "recorded", [EVENT_PLAY] = "played to",
	[EVENT_TAP] = "given to a program",
};

/* VERDICT_GO leaves the state as it is: whoever acts moves it. */
static enum session_verdict ask(struct session *s, enum session_event event,
	struct fault *fault)
{
	enum session_state next;
	enum session_verdict verdict = session_judge(s->state, event, &next);
	const char *progress = session_progress_word(s->state);

	if (verdict == VERDICT_DONE && s->outgoing && event == EVENT_ANSWER)
		verdict = VERDICT_REFUSED;
	if (verdict == VERDICT_REFUSED)
		fault_set(fault, ERROR_STATE, "session",
			"call %d is %s and cannot be %s", s->id,
			progress ? progress : session_state_word(s->state),
			asked_words[event]);
	return verdict;
}

bool session_may(struct session *s, enum session_event event,
	struct fault *fault)
{
	return ask(s, event, fault) == VERDICT_GO;
}

static bool answer(struct session *s, bool by_person, struct fault *fault)
{
	enum session_verdict verdict = ask(s, EVENT_ANSWER, fault);

	if (verdict != VERDICT_GO)
		return verdict == VERDICT_DONE;
	if (session_pick_up(s, by_person))
		return true;
	return fault_set(fault, ERROR_DEVICE, "session",
		"call %d could not be answered; the caller was told", s->id);
}

bool session_answer(struct session *s, struct fault *fault)
{
	return answer(s, true, fault);
}

bool session_answer_unattended(struct session *s, struct fault *fault)
{
	return answer(s, false, fault);
}

bool session_decline(struct session *s, int status, const char *reason,
	struct fault *fault)
{
	enum session_verdict verdict = ask(s, EVENT_DECLINE, fault);

	if (verdict != VERDICT_GO)
		return verdict == VERDICT_DONE;
	if (status < 300 || status > 699)
		return fault_set(fault, ERROR_PARAMS, "status",
			"status is a SIP status from 300 to 699, not %d", status);
	s->asked_end = "declined";
	session_move(s, EVENT_DECLINE);
	dialog_decline(s->dialog, status, reason, NULL);
	session_apply(s);
	session_changed(s);
	return true;
}

bool session_hangup(struct session *s, struct fault *fault)
{
	return session_hangup_with(s, NULL, 0, fault);
}

bool session_hangup_with(struct session *s, const char *reason, int q850,
	struct fault *fault)
{
	enum session_verdict verdict = ask(s, EVENT_HANGUP, fault);
	bool initial = !s->dialog;	/* or between two calls */
	bool answered = s->established > 0;
	bool rings = s->state == SESSION_INCOMING;
	char *cause;

	if (verdict != VERDICT_GO)
		return verdict == VERDICT_DONE;
	s->asked_end = answered ? "hung up" : s->outgoing ? "cancelled" :
		"declined";
	session_move(s, EVENT_HANGUP);
	if (initial) {
		session_end(s, "local", 487, s->asked_end);
		return true;
	}
	cause = header_reason(q850, reason);
	if (rings)
		dialog_decline(s->dialog, 486, reason, NULL);
	else
		dialog_end(s->dialog, cause);
	free(cause);
	session_apply(s);
	session_changed(s);
	return true;
}

bool session_hold(struct session *s, struct fault *fault)
{
	if (ask(s, EVENT_HOLD, fault) == VERDICT_REFUSED)
		return false;
	session_want_hold(s, true);
	return true;
}

/* A person asks for it: it gets the microphone too. */
bool session_unhold(struct session *s, struct fault *fault)
{
	if (ask(s, EVENT_UNHOLD, fault) == VERDICT_REFUSED)
		return false;
	session_want_hold(s, false);
	if (s->join == STREAM_ROOM)
		focus_take(s);
	return true;
}

bool session_focus(struct session *s, struct fault *fault)
{
	if (ask(s, EVENT_FOCUS, fault) == VERDICT_REFUSED)
		return false;
	if (s->state == SESSION_ESTABLISHED)
		session_want_hold(s, false);
	s->join = STREAM_ROOM;
	focus_take(s);
	return true;
}

bool session_mute(struct session *s, bool muted, struct fault *fault)
{
	if (ask(s, EVENT_MUTE, fault) == VERDICT_REFUSED)
		return false;
	if (s->muted == muted)
		return true;
	if (s->conference) {
		conference_mute(s, muted);
		return true;
	}
	s->muted = muted;
	session_apply(s);
	session_changed(s);
	return true;
}

bool session_silence(struct session *s, struct fault *fault)
{
	if (ask(s, EVENT_SILENCE, fault) == VERDICT_REFUSED)
		return false;
	if (s->silenced)
		return true;
	s->silenced = true;
	sound_update(s->engine->sound);
	session_changed(s);
	return true;
}
