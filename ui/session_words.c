/* What is said of a call. */
#include "session.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "party.h"
#include "times.h"

bool session_lives(const struct session *s)
{
	return s->state != SESSION_ENDED;
}

bool session_has_sound(const struct session *s)
{
	return s->state == SESSION_ACTIVE || s->state == SESSION_EARLY ||
		s->state == SESSION_HELD_BY_THEM;
}

bool session_talks(const struct session *s)
{
	return s->state == SESSION_ACTIVE || s->state == SESSION_HELD ||
		s->state == SESSION_HELD_BY_THEM;
}

bool session_is_to_hold(const struct session *s)
{
	return s->held_by_us != s->hold_pending;
}

bool session_is_service(const struct session *s)
{
	return party_is_service(s->uri);
}

const char *session_name(const struct session *s)
{
	return s->contact.name ? s->contact.name : s->name;
}

const char *session_party(const struct session *s)
{
	return *session_name(s) ? session_name(s) :
		*s->shown ? s->shown : "anonymous";
}

const char *session_word(const struct session *s)
{
	static const char *const words[] = {
		[SESSION_RINGING] = "RING", [SESSION_ANSWERING] = "RING",
		[SESSION_DIALLING] = "DIAL", [SESSION_RINGING_THERE] = "DIAL",
		[SESSION_EARLY] = "EARLY",
		[SESSION_ACTIVE] = "ACTIVE", [SESSION_HELD] = "HOLD",
		[SESSION_HELD_BY_THEM] = "RHOLD", [SESSION_ENDING] = "bye..",
		[SESSION_ENDED] = "ENDED",
	};
	static const char *const waiting[] = {
		[PENDING_NOTHING] = "", [PENDING_HOLD] = "hold..",
		[PENDING_RESUME] = "back..", [PENDING_MUTE] = "mute..",
		[PENDING_UNMUTE] = "talk..", [PENDING_BYE] = "bye..",
		[PENDING_ANSWER] = "take..", [PENDING_REJECT] = "busy..",
		[PENDING_REJECT_SOON] = "busy..", [PENDING_FOCUS] = "talk..",
		[PENDING_SEND_ON] = "on..",
	};

	if (s->state == SESSION_ENDED)
		return words[s->state];
	if (s->pending)
		return waiting[s->pending];
	if (s->state == SESSION_ANSWERING)
		return waiting[PENDING_ANSWER];
	if (s->transferring && s->state < SESSION_ENDING)
		return "XFER";
	if (s->hold_pending && s->state != SESSION_ENDING)
		return waiting[s->held_by_us ? PENDING_RESUME : PENDING_HOLD];
	if (s->conference && s->state == SESSION_ACTIVE)
		return "CONF";
	return words[s->state];
}

void session_transfer_words(const struct session *s, char *text, int size)
{
	text[0] = '\0';
	if (!s->transferring)
		return;
	if (s->transfer_status)
		snprintf(text, size, "to %s: %s (%d)",
			s->transfer_to ? s->transfer_to : "?",
			s->transfer_state, s->transfer_status);
	else
		snprintf(text, size, "to %s: %s",
			s->transfer_to ? s->transfer_to : "?",
			s->transfer_state);
}

void session_recording_words(const struct session *s, char *text, int size)
{
	char time[TIMES_TEXT];

	times_duration(clock_wall_ms() - s->recording_since, time);
	text[0] = '\0';
	if (s->recording == RECORDING_ON)
		snprintf(text, size, "recording on %s", time);
	else if (s->recording)
		snprintf(text, size, "recording %s",
			s->recording == RECORDING_PAUSED ? "paused" : "..");
}

int64_t session_since(const struct session *s)
{
	return s->established ? s->established : s->created;
}

static const struct {
	int status;
	const char *words;		/* of ten columns at most */
} end_words[] = {
	{ 404, "no number" }, { 408, "no answer" }, { 480, "not there" },
	{ 486, "busy" }, { 487, "cancelled" }, { 600, "busy" },
	{ 603, "declined" }, { 604, "no number" },
};

static const char *words_of(int status)
{
	for (size_t i = 0; i < sizeof end_words / sizeof *end_words; i++)
		if (end_words[i].status == status)
			return end_words[i].words;
	return NULL;
}

/* That all went well needs no words. */
static bool is_worth_saying(const struct session *s)
{
	return s->end_reason && strcmp(s->end_reason, "OK") &&
		strcmp(s->end_reason, "hung up");
}

void session_end_words(const struct session *s, char *text, int size)
{
	const char *words = words_of(s->end_status);

	if (!s->established && s->ended_by_us)
		words = s->outgoing ? "given up" :
			s->end_status == 302 ? "sent on" : "rejected";
	if (!s->established && words)
		snprintf(text, size, "%s", words);
	else if (!s->established && s->end_status >= 300)
		text_format(text, size, "%d %s%s%s", s->end_status,
			s->end_reason ? s->end_reason : "",
			s->end_cause ? ": " : "",
			s->end_cause ? s->end_cause : "");
	else
		snprintf(text, size, "%s", s->end_cause && !s->ended_by_us ?
			s->end_cause : is_worth_saying(s) ? s->end_reason :
			"");
}

void session_end_short(const struct session *s, char *text, int size)
{
	session_end_words(s, text, size);
	if (strlen(text) > 10)
		snprintf(text, size, "%d", s->end_status);
}

const char *session_error(const struct session *s, const char *error, char *text,
	int size)
{
	char own[24];
	int n = snprintf(own, sizeof own, "call %d ", s->id);

	if (strncmp(error, own, n))
		snprintf(text, size, ": %s", error);
	else
		snprintf(text, size, "%s", error + n - 1);
	return text;
}
