/* session.c - one session from INITIAL to TERMINATED: what the wire says of it.
 * Engine thread.
 *
 *	session_outgoing.c	how we call
 *	session_incoming.c	how we are called, and answer
 *	session_early.c		what is heard before the answer
 *	session_redirected.c	they name somebody else to call
 *	session_ask.c		what people ask of it
 *	session_hold.c		what changes while it goes on
 *	session_ice.c		by which pair of addresses it is heard
 *	session_place.c		where it is seen, if not by ICE
 *	session_keying.c	whether it is encrypted, and what if it is not
 *	session_transfer.c	how the other one is sent on
 *	session_attended.c	... to one of our other calls
 *	session_referred.c	how the other one sends us on
 *	session_replaces.c	how one takes the place of another
 *	session_redirect.c	... before the answer
 *	session_record.c	it is written to a file
 *	session_play.c		a file is played into it
 *	session_tap.c		a program listens and speaks
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/conference.h"
#include "engine/private.h"
#include "sip/replaces.h"
#include "store/texts.h"

#define ECHO_DELAY_MS 0			/* answer_with = echo: none added */
#define NUMBER_KEPT_MS 5000

bool session_is_live(const struct session *s)
{
	return s->state != SESSION_TERMINATED;
}

/* One that has just ended is still on screens. */
static bool holds_number(const struct session *s, int64_t now)
{
	return session_is_live(s) || now - s->ended_ms < NUMBER_KEPT_MS;
}

/* Of n sessions one of the numbers 1 .. n + 1 is free; found in two walks, as
 * hundreds of calls may come in a second. */
static int lowest_free_number(const struct engine *e)
{
	int64_t now = clock_ms();
	int last = 1, number = 1;
	bool *taken;

	list_each(struct session, s, &e->sessions, link)
		last++;
	taken = mem_new((size_t)last + 1);
	list_each(struct session, s, &e->sessions, link)
		if (s->number <= last && holds_number(s, now))
			taken[s->number] = true;
	while (taken[number])
		number++;
	free(taken);
	return number;
}

struct session *session_new(struct engine *e, struct account *account,
	bool outgoing)
{
	struct session *s = mem_new_of(struct session);

	s->engine = e;
	s->id = ++e->last_session_id;
	s->number = lowest_free_number(e);
	s->account = account;
	if (account)
		account->sessions++;
	s->outgoing = outgoing;
	s->created = clock_wall_ms();
	s->join = STREAM_ROOM;
	s->timer = loop_timer_new(e->loop, session_on_timer, s, "session timer");
	s->last_statistics = statistics_unknown;
	list_init(&s->early);
	list_append(&e->sessions, &s->link);
	list_init(&s->news);
	e->live++;
	return s;
}

static void free_headers(struct session *s)
{
	for (int i = 0; i < s->n_headers; i++) {
		free((char *)s->headers[i].name);
		free((char *)s->headers[i].value);
	}
	free(s->headers);
	texts_clear(&s->codecs);
	texts_clear(&s->reinvite.codecs);
}

static void let_go(struct session *s)
{
	address_probe_cancel(s->probe);
	s->probe = NULL;
	if (s->dialog)
		s->was_dialog = dialog_name(s->dialog);
	dialog_free(s->dialog);
	s->dialog = NULL;
	if (call_media_stream(s->media))
		session_statistics(s, &s->last_statistics);
	session_record_left(s);
	session_play_left(s);
	session_tap_left(s);
	session_place_left(s);
	call_media_free(s->media);
	s->media = NULL;
	endpoint_release(s->endpoint);
	s->endpoint = NULL;
	loop_timer_free(s->timer);
	s->timer = NULL;
	loop_timer_free(s->transfer.timer);
	s->transfer.timer = NULL;
	session_ice_left(s);
	loop_timer_free(s->replaced.timer);
	s->replaced.timer = NULL;
	session_keys_free(s->keys);
	s->keys = NULL;
	session_early_forget(s);
	session_redirection_free(s);
	session_referral_free(s);
	mem_wipe_text(s->keys_behind_wait);
	s->keys_behind_wait = NULL;
}

void session_free(struct session *s)
{
	let_go(s);
	if (s->account)
		account_release(s->account);
	list_remove(&s->link);
	list_remove(&s->news);
	trace_release(s->trace);
	lookup_end(s);
	free(s->call_id);
	free(s->local_uri);
	free(s->local_name);
	free(s->remote_uri);
	free(s->remote_name);
	free(s->target);
	free(s->to);
	free(s->next_hop);
	mem_wipe_text(s->offer);
	free(s->source);
	free(s->public_address);
	free(s->end_reason);
	free(s->end_cause);
	session_identity_free(s->identity);
	free(s->transfer.target);
	free(s->referral.to);
	free(s->referral.by);
	free(s->referral.replaces);
	free(s->referred_by);
	free(s->was_dialog);
	free(s->latency);
	free(s->sent_on);
	free(s->given_up);
	texts_clear(&s->recorded);
	json_decref(s->data);
	session_health_free(s->health);
	free_headers(s);
	free(s);
}

/* The table's word on what the wire says; what does not fit is ignored. */
bool session_move(struct session *s, enum session_event event)
{
	enum session_state next;

	if (session_judge(s->state, event, &next) != VERDICT_GO)
		return false;
	s->state = next;
	return true;
}

void session_changed(struct session *s)
{
	engine_session_changed(s->engine, s);
}

/* --- the end ---------------------------------------------------------------*/

static void set_end(struct session *s, const char *by, int status,
	const char *reason)
{
	s->ended_by = by;
	s->end_status = status;
	free(s->end_reason);
	s->end_reason = text_clean(reason, TEXT_CHARACTERS);
}

void session_end(struct session *s, const char *by, int status,
	const char *reason)
{
	struct engine *e = s->engine;
	bool had_focus = e->focused == s;

	if (!session_move(s, EVENT_ENDED))
		return;
	set_end(s, by, status, reason);
	s->ended = clock_wall_ms();
	s->ended_ms = clock_ms();
	log_info("session", "%d ended by %s: %d %s", s->id, by, status,
		s->end_reason ? s->end_reason : "");
	session_health_ended(s);
	session_transfer_left(s);
	session_reinvite_left(s);
	conference_left(s);
	focus_drop(s);
	if (had_focus && s->outgoing && !s->established &&
		strcmp(by, "local") != 0)
		sound_end_tone(e->sound, status);
	let_go(s);
	engine_tell_session(e, TOPIC_SESSION_ENDED, s);
	session_referral_left(s);
	call_history_add(s);
	consult_ended(s);
	engine_session_gone(e);
}

static const char *by_word(enum dialog_by by)
{
	return by == DIALOG_BY_LOCAL ? "local" :
		by == DIALOG_BY_REMOTE ? "remote" : "error";
}

/* "Busy Here", with what the Reason header says behind it. */
static char *end_words(const struct session *s, const struct dialog_end *end)
{
	const char *reason = s->asked_end ? s->asked_end : end->reason;

	if (end->reason_header && end->q850)
		return mem_format("%s (%s, Q.850 cause %d)", reason ? reason : "",
			end->reason_header, end->q850);
	if (end->reason_header || end->cause)
		return mem_format("%s (%s)", reason ? reason : "",
			end->reason_header ? end->reason_header : end->cause);
	return mem_text(reason);
}

static void on_ended(void *arg, const struct dialog_end *end)
{
	struct session *s = arg;
	const char *why;
	char *words;

	if (session_redirected(s, end, &why) || session_insists(s, end))
		return;
	session_insists_in_vain(s, end);
	words = why ? mem_text(why) : end_words(s, end);
	s->elsewhere = end->elsewhere;
	s->end_q850 = end->q850;
	s->end_cause = mem_text(end->cause);
	if (s->given_up)	/* what answered our BYE is not why */
		session_end(s, "error", s->end_status, words);
	else
		session_end(s, s->asked_end ? "local" : by_word(end->by),
			end->status, words);
	free(words);
}

/* --- going on --------------------------------------------------------------*/

static bool is_established(const struct session *s)
{
	return s->state == SESSION_ESTABLISHED || s->state == SESSION_ANSWERING;
}

static enum stream_join conference_now(const struct session *s)
{
	if (!is_established(s) || s->held_by_us)
		return music_join(s);
	return conference_of_person(s->engine) == s->conference ? STREAM_ROOM :
		STREAM_CONFERENCE;
}

/* A session in the room without the focus hears nothing. */
enum stream_join session_join(const struct session *s)
{
	if (s->conference)
		return conference_now(s);
	if (s->join != STREAM_ROOM && !s->held_by_us)
		return is_established(s) ? s->join : STREAM_NOTHING;
	if (s->engine->focused != s || s->held_by_us)
		return music_join(s);
	return is_established(s) || s->state == SESSION_EARLY ? STREAM_ROOM :
		STREAM_NOTHING;
}

/* In conference the person is muted, and not what the others say. */
static void mute(struct session *s)
{
	bool muted = (s->muted || s->beeping) && !s->conference;

	if (call_media_stream(s->media))
		media_mute(s->engine->media, call_media_stream(s->media),
			muted);
	conference_mute_person(s->engine);
}

static void seat(struct session *s)
{
	struct call_seat seat = { .join = session_join(s),
		.echo_delay_ms = ECHO_DELAY_MS, .member = s->member,
		.latency = session_latency_now(s),
		.music = s->engine->music };

	if (s->conference)
		seat.conference = s->conference->bus;
	call_media_signalling(s->media, s->source);
	call_media_run(s->media, &seat);
}

void session_apply(struct session *s)
{
	if (s->state >= SESSION_TERMINATING)
		conference_left(s);
	if (s->media)
		seat(s);
	mute(s);
	vanished_watch(s);
	uplink_watch(s);
	pulse_watch(s);
	sound_update(s->engine->sound);
}

void session_take_agreement(struct session *s)
{
	const struct agreement *a = call_media_agreed(s->media);

	s->held_by_them = a && (a->theirs == SDP_SENDONLY ||
		a->theirs == SDP_INACTIVE);
}

void session_give_up(struct session *s, int status, char *words)
{
	log_warn("session", "%d: %s", s->id, words);
	set_end(s, "error", status, words);
	free(s->given_up);
	s->given_up = words;
	s->asked_end = s->given_up;
	session_move(s, EVENT_HANGUP);
	dialog_end(s->dialog, "SIP;cause=488;text=\"Not Acceptable Here\"");
	session_changed(s);
}

void session_give_up_answer(struct session *s, int status, const char *why)
{
	session_give_up(s, status, mem_format("their SDP answer could not be "
		"used: %s", why));
}

void session_established(struct session *s)
{
	s->established = clock_wall_ms();
	session_take_agreement(s);
	call_media_settle(s->media);
	log_info("session", "%d established", s->id);
	session_follow_established(s);
	session_apply(s);
	session_record_auto(s);
	session_changed(s);
	if (s->moved)
		session_offer_move(s);
	if (s->wants_hold != s->held_by_us)
		session_want_hold(s, s->wants_hold);
	session_place_settled(s);
}

static void on_confirmed(void *arg, const char *sdp, size_t n)
{
	struct session *s = arg;
	char why[SDP_WHY] = "there is none";
	int status = 0;

	if (s->state == SESSION_ESTABLISHED) {
		session_reanswered(s, sdp, n);
		return;
	}
	if (!session_move(s, EVENT_CONFIRMED))
		return;
	if (!call_media_agreed(s->media))
		status = sdp ? call_media_take_answer(s->media, sdp, n, why) : 488;
	if (status)
		session_give_up_answer(s, status, why);
	else
		session_established(s);
}

static void on_offer(void *arg, const char *sdp, size_t n)
{
	session_offered(arg, sdp, n);
}

static void on_offer_answered(void *arg, int status, const char *reason,
	const char *sdp, size_t n)
{
	session_offer_answered(arg, status, reason, sdp, n);
}

static void on_referred(void *arg, int status, const char *reason)
{
	session_transfer_told(arg, status, reason);
}

static void on_refer(void *arg, const struct refer_request *request)
{
	session_refer_came(arg, request);
}

static void on_info_key(void *arg, const struct info_key *key)
{
	session_key_came(arg, key->key, key->duration_ms, "info");
}

static void on_info_answered(void *arg, int status, const char *reason)
{
	session_keys_answered(arg, status, reason);
}

const struct dialog_handlers session_handlers = {
	.on_progress = session_progress,
	.on_answered = session_answered,
	.on_early_offer = session_early_offer,
	.on_early_answer = session_early_answer,
	.on_confirmed = on_confirmed,
	.on_offer = on_offer,
	.on_offer_answered = on_offer_answered,
	.on_info_key = on_info_key,
	.on_info_answered = on_info_answered,
	.on_ended = on_ended,
	.on_referred = on_referred,
	.on_refer = on_refer,
	.on_session_timer = session_timer_agreed,
	.on_refresh = session_timer_refresh,
	.on_info = session_info_came, .on_message = session_message_came,
	.on_identity = session_connected,
};

void session_capability(const struct session *s, struct capability *c)
{
	engine_capability(s->engine->config, s->codecs.n ? &s->codecs :
		s->account ? &s->account->config->codecs : NULL, c);
}

int session_open_media(struct session *s, const char *address)
{
	struct capability own;
	struct call_media_params p = {
		.loop = s->engine->loop, .media = s->engine->media,
		.config = s->engine->config, .address = address,
		.public_address = s->public_address,
		.hides = s->account && s->account->config->ice.hide_host,
		.capability = &own, .on_key = session_dtmf_came,
		.on_keying = session_keying_changed, .arg = s,
		.hears_tones = s->account &&
			s->account->config->dtmf == DTMF_INBAND,
		.security = session_security(s),
	};

	session_capability(s, &own);
	return call_media_new(&s->media, &p);
}
