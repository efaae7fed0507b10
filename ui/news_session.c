#include "news_session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "times.h"

/* Most of it is seen on the screen: it stands in the log. */
static void say(struct notices *n, const struct session *s, const char *format,
	...) __attribute__((format(printf, 3, 4)));

static void say(struct notices *n, const struct session *s, const char *format,
	...)
{
	char words[300];
	va_list args;

	va_start(args, format);
	text_format_list(words, sizeof words, format, args);
	va_end(args);
	notice_log(n, NOTICE_INFO, "call %d %s: %s", s->number,
		session_party(s), words);
}

/* --- ended ----------------------------------------------------------------*/

static void ended_established(struct notices *n, const struct session *s)
{
	char time[TIMES_TEXT], words[160];

	session_end_words(s, words, sizeof words);
	times_duration(s->ended - s->established, time);
	if (s->ended_by_us)
		say(n, s, "hung up after %s", time);
	else
		notice_add(n, s->ended_by_error ? NOTICE_WARNING : NOTICE_INFO,
			"call %d %s: %s after %s%s%s", s->number,
			session_party(s), s->ended_by_error ? "broken off" :
			"ended by the other side", time, *words ? ": " : "",
			words);
}

static void ended_unanswered(struct notices *n, const struct session *s)
{
	char words[160];

	session_end_words(s, words, sizeof words);
	if (s->ended_by_us)
		say(n, s, "%s", words);
	else if (s->outgoing)
		notice_add(n, NOTICE_WARNING, "call %d %s: %s", s->number,
			session_party(s), *words ? words : "failed");
	else if (s->missed)
		notice_add(n, NOTICE_INFO, "missed: %s (call %d)",
			session_party(s), s->number);
	else
		notice_add(n, NOTICE_INFO, "answered elsewhere: %s (call %d)",
			session_party(s), s->number);
}

static void ended(struct notices *n, const struct session *s)
{
	if (s->established)
		ended_established(n, s);
	else
		ended_unanswered(n, s);
}

/* --- its state ------------------------------------------------------------*/

void news_sound_words(const struct session *s, char text[NEWS_SOUND])
{
	char said[PROTECTION_TEXT];

	protection_said(&s->protection, said);
	text[0] = '\0';
	if (s->codec)
		text_format(text, NEWS_SOUND, ", %.30s%s%s", s->codec,
			*said ? ", " : "", said);
}

static void active(struct notices *n, const struct session *s,
	enum session_state was)
{
	char sound[NEWS_SOUND];

	news_sound_words(s, sound);
	if (was == SESSION_HELD)
		say(n, s, "off hold");
	else if (was == SESSION_HELD_BY_THEM)
		say(n, s, "no longer held by the other side");
	else
		say(n, s, "connected%s", sound);
}

static void became(struct notices *n, const struct session *s,
	enum session_state was)
{
	switch (s->state) {
	case SESSION_RINGING_THERE:
		notice_log(n, NOTICE_INFO, "call %d to %s: ringing", s->number,
			session_party(s));
		break;
	case SESSION_EARLY:
		notice_log(n, NOTICE_INFO, "call %d to %s: not answered, "
			"something to hear", s->number, session_party(s));
		break;
	case SESSION_ACTIVE:
		active(n, s, was);
		break;
	case SESSION_HELD_BY_THEM:
		say(n, s, "held by the other side");
		break;
	case SESSION_HELD:
		say(n, s, "on hold");
		break;
	case SESSION_ENDED:
		ended(n, s);
		break;
	default:
		break;
	}
}

/* --- what else it has -----------------------------------------------------*/

/* A change within a call is news that must be seen. */
static void protected(struct notices *n, const struct session *s,
	const struct session *was)
{
	bool open = protection_is_open(&s->protection);
	char words[PROTECTION_TEXT];

	protection_words(&s->protection, words);
	if (!*words || !was->protection.security ||
			protection_same(&s->protection, &was->protection))
		return;
	if (protection_is_awaited(&was->protection) && !open)
		say(n, s, "%s", words);
	else if (open)
		notice_add(n, NOTICE_WARNING, "call %d %s: NOT encrypted any "
			"more", s->number, session_party(s));
	else
		notice_add(n, NOTICE_INFO, "call %d %s: %s from now on: %s",
			s->number, session_party(s),
			protection_is_open(&was->protection) ? "encrypted" :
			"encrypted otherwise", words);
}

/* Of a handshake the engine warns itself, and says what that means. */
static void keying(struct notices *n, const struct session *s,
	const struct session *was)
{
	const char *problem = s->protection.problem;

	if (problem && !protection_is_on(&s->protection) &&
			!text_same(problem, was->protection.problem))
		notice_add(n, NOTICE_WARNING, "call %d %s: %s", s->number,
			session_party(s), problem);
}

/* The first way is as expected; another one, or none, is to be seen. */
static void path(struct notices *n, const struct session *s,
	const struct session *was)
{
	const char *now = protection_path(&s->protection);
	const char *before = protection_path(&was->protection);

	if (!*now || !strcmp(now, before))
		return;
	if (protection_path_failed(&s->protection))
		notice_add(n, NOTICE_WARNING, "call %d %s: %s", s->number,
			session_party(s), now);
	else if (was->protection.ice_here && s->protection.ice_here)
		notice_add(n, NOTICE_INFO, "call %d %s: path is now %s",
			s->number, session_party(s), now);
	else if (s->protection.ice_here)
		say(n, s, "path %s", now);
}

/* Said when it connects. */
static void sound(struct notices *n, const struct session *s,
	const struct session *was)
{
	char words[NEWS_SOUND];

	news_sound_words(s, words);
	if (session_talks(s) && session_talks(was) && !was->codec && *words)
		say(n, s, "%s", words + 2);
	else
		protected(n, s, was);
	keying(n, s, was);
	path(n, s, was);
	if (s->problem && !text_same(s->problem, was->problem))
		say(n, s, "%s%s%s", s->problem, s->advice ? ": " : "",
			s->advice ? s->advice : "");
}

static void hearing(struct notices *n, const struct session *s,
	const struct session *was)
{
	if (s->muted != was->muted)
		say(n, s, "%s", s->muted ? "microphone muted" :
			"microphone on");
	if (s->silenced && !was->silenced)
		say(n, s, "rings quietly");
	if (s->focused && !was->focused && s->state == SESSION_ACTIVE &&
			was->state == SESSION_ACTIVE && !s->conference)
		say(n, s, "talking to it now");
}

static void conference(struct notices *n, const struct session *s,
	const struct session *was)
{
	if (s->conference && s->conference != was->conference)
		say(n, s, "in conference");
	else if (!s->conference && was->conference)
		say(n, s, "out of the conference");
	else if (s->member_muted != was->member_muted)
		say(n, s, s->member_muted ? "the others do not hear it" :
			"the others hear it again");
	else if (s->gain_db != was->gain_db)
		say(n, s, "the others hear it at %+d dB", s->gain_db);
}

static void transfer(struct notices *n, const struct session *s,
	const struct session *was)
{
	if (!s->transfer_state || !strcmp(s->transfer_state, "none") ||
			(text_same(s->transfer_state, was->transfer_state) &&
			s->transfer_status == was->transfer_status))
		return;
	say(n, s, "transfer to %s: %s", s->transfer_to ? s->transfer_to : "?",
		s->transfer_state);
}

static void recording(struct notices *n, const struct session *s,
	const struct session *was)
{
	static const char *const words[] = {
		[RECORDING_NONE] = "recording ended",
		[RECORDING_ON] = "recording",
		[RECORDING_PAUSED] = "recording paused",
	};

	if (s->recording == was->recording || !words[s->recording])
		return;
	/* It never began: a warning says why. */
	if (s->recording == RECORDING_NONE && !words[was->recording])
		return;
	if (s->recording == RECORDING_NONE && was->recording_path)
		notice_add(n, NOTICE_INFO, "call %d is recorded in %s",
			s->number, was->recording_path);
	else
		say(n, s, "%s", words[s->recording]);
}

static void wish(struct notices *n, const struct session *s,
	const struct session *was)
{
	if (s->wish && !was->wish)
		notice_log(n, NOTICE_WARNING, "call %d %s wants us to call %s",
			s->number, session_party(s), s->wish);
	if (s->tones_waiting && !was->tones_waiting)
		say(n, s, "tones wait behind a w");
}

static void compare(struct notices *n, const struct session *s,
	const struct session *was)
{
	if (s->state != was->state)
		became(n, s, was->state);
	if (!session_lives(s))
		return;
	sound(n, s, was);
	hearing(n, s, was);
	conference(n, s, was);
	transfer(n, s, was);
	recording(n, s, was);
	wish(n, s, was);
}

/* --- new ------------------------------------------------------------------*/

static bool arrived(struct notices *n, const struct session *s)
{
	if (s->state != SESSION_RINGING) {
		if (s->outgoing && !session_talks(s))
			notice_log(n, NOTICE_INFO, "call %d to %s: calling",
				s->number, session_party(s));
		return false;
	}
	notice_keep(n, NOTICE_INFO, "call %d ringing: %s%s%s", s->number,
		session_party(s), s->account ? ", to " : "",
		s->account ? s->account : "");
	return !s->silenced;
}

bool news_session(struct notices *n, const struct change *c)
{
	if (c->session_is_new)
		return arrived(n, c->session);
	compare(n, c->session, c->session_before);
	return false;
}
