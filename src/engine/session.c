/* session.c - call, answer, decline, hang up: one session from INITIAL to
 * TERMINATED.  Engine thread. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/private.h"

#define ECHO_DELAY_MS 0			/* answer_with = echo: none added */
#define SERVER_BUSY "Service Unavailable"

bool session_is_live(const struct session *s)
{
	return s->state != SESSION_TERMINATED;
}

static bool number_taken(const struct engine *e, int number)
{
	int64_t now = clock_ms();

	list_each(struct session, s, &e->sessions, link)
		if (s->number == number && (session_is_live(s) ||
			now - s->ended_ms < 5000))
			return true;
	return false;
}

static int lowest_free_number(const struct engine *e)
{
	int number = 1;

	while (number_taken(e, number))
		number++;
	return number;
}

static void on_timer(void *arg);

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
	s->timer = loop_timer_new(e->loop, on_timer, s, "session timer");
	s->last_statistics.rtt_ms = -1;
	s->last_statistics.remote_loss_fraction = -1;
	s->last_statistics.remote_jitter_ms = -1;
	s->last_statistics.input_level_dbfs = -127;
	s->last_statistics.output_level_dbfs = -127;
	list_append(&e->sessions, &s->link);
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
}

static void let_go(struct session *s)
{
	address_probe_cancel(s->probe);
	s->probe = NULL;
	dialog_free(s->dialog);
	s->dialog = NULL;
	if (call_media_stream(s->media))
		session_statistics(s, &s->last_statistics);
	call_media_free(s->media);
	s->media = NULL;
	endpoint_release(s->endpoint);
	s->endpoint = NULL;
	loop_timer_free(s->timer);
	s->timer = NULL;
}

void session_free(struct session *s)
{
	let_go(s);
	if (s->account)
		account_release(s->account);
	list_remove(&s->link);
	free(s->call_id);
	free(s->local_uri);
	free(s->local_name);
	free(s->remote_uri);
	free(s->remote_name);
	free(s->target);
	free(s->next_hop);
	free(s->offer);
	free(s->source);
	free(s->end_reason);
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
	engine_tell_session(s->engine, TOPIC_SESSION_CHANGED, s);
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
	focus_drop(s);
	if (had_focus && s->outgoing && !s->established &&
		strcmp(by, "local") != 0)
		sound_end_tone(e->sound, status);
	let_go(s);
	engine_tell_session(e, TOPIC_SESSION_ENDED, s);
	call_history_add(s);
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
	if (end->reason_header)
		return mem_format("%s (%s)", reason ? reason : "",
			end->reason_header);
	return mem_text(reason);
}

static void on_ended(void *arg, const struct dialog_end *end)
{
	struct session *s = arg;
	char *words = end_words(s, end);

	s->elsewhere = end->elsewhere;
	session_end(s, s->asked_end ? "local" : by_word(end->by), end->status,
		words);
	free(words);
}

/* --- going on --------------------------------------------------------------*/

static bool is_established(const struct session *s)
{
	return s->state == SESSION_ESTABLISHED || s->state == SESSION_ANSWERING;
}

/* Who hears what now: a session in the room without the focus hears nothing. */
static enum stream_join join_now(const struct session *s)
{
	if (s->join != STREAM_ROOM)
		return is_established(s) ? s->join : STREAM_NOTHING;
	if (s->engine->focused != s || s->held_by_us)
		return STREAM_NOTHING;
	return is_established(s) || s->state == SESSION_EARLY ? STREAM_ROOM :
		STREAM_NOTHING;
}

void session_apply(struct session *s)
{
	if (call_media_agreed(s->media)) {
		call_media_run(s->media, join_now(s), ECHO_DELAY_MS);
		media_mute(s->engine->media, call_media_stream(s->media),
			s->muted);
	}
	vanished_watch(s);
	sound_update(s->engine->sound);
}

static void take_agreement(struct session *s)
{
	const struct agreement *a = call_media_agreed(s->media);

	s->held_by_them = a && (a->theirs == SDP_SENDONLY ||
		a->theirs == SDP_INACTIVE);
}

/* Their answer cannot be used: the call cannot be either. */
static void give_up(struct session *s, int status, const char *why)
{
	log_warn("session", "%d: their answer is no use: %s", s->id, why);
	set_end(s, "error", status, why);
	s->asked_end = "their SDP answer could not be used";
	session_move(s, EVENT_HANGUP);
	dialog_end(s->dialog, "SIP;cause=488;text=\"Not Acceptable Here\"");
	session_changed(s);
}

static void on_progress(void *arg, int status, const char *reason,
	const char *sdp, size_t n)
{
	struct session *s = arg;
	char why[SDP_WHY];
	bool early = sdp && !call_media_take_answer(s->media, sdp, n, why);

	(void)reason;
	mem_set(&s->call_id, dialog_call_id(s->dialog));
	s->early_media |= early;
	if (early)
		session_move(s, EVENT_EARLY_MEDIA);
	else if (status == 180)
		session_move(s, EVENT_RINGING);
	session_apply(s);
	session_changed(s);
}

static void established(struct session *s)
{
	s->established = clock_wall_ms();
	take_agreement(s);
	log_info("session", "%d established", s->id);
	session_apply(s);
	session_changed(s);
	if (s->wants_hold != s->held_by_us)
		session_want_hold(s, s->wants_hold);
}

static void on_answered(void *arg, const char *sdp, size_t n)
{
	struct session *s = arg;
	char why[SDP_WHY] = "there is none";
	int status = sdp ? call_media_take_answer(s->media, sdp, n, why) :
		call_media_agreed(s->media) ? 0 : 488;

	mem_set(&s->call_id, dialog_call_id(s->dialog));
	if (!session_move(s, EVENT_ANSWERED))
		return;
	if (status)
		give_up(s, status, why);
	else
		established(s);
}

static void on_confirmed(void *arg, const char *sdp, size_t n)
{
	struct session *s = arg;
	char why[SDP_WHY] = "there is none";
	int status = 0;

	if (s->state == SESSION_ESTABLISHED && sdp) {
		session_reanswered(s, sdp, n);
		return;
	}
	if (!session_move(s, EVENT_CONFIRMED))
		return;
	if (!call_media_agreed(s->media))
		status = sdp ? call_media_take_answer(s->media, sdp, n, why) : 488;
	if (status)
		give_up(s, status, why);
	else
		established(s);
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

static const struct dialog_handlers handlers = {
	on_progress, on_answered, on_confirmed, on_offer, on_offer_answered,
	on_ended
};

/* --- outgoing --------------------------------------------------------------*/

static int open_media(struct session *s, const char *address)
{
	struct call_media_params p = {
		.media = s->engine->media, .config = s->engine->config,
		.address = address, .capability = &s->engine->capability,
		.on_key = session_dtmf_came, .arg = s,
	};
	struct capability own;

	if (s->account && s->account->config->codecs.n) {
		engine_capability(s->account->config,
			s->engine->config->ptime, &own);
		p.capability = &own;
	}
	return call_media_new(&s->media, &p);
}

static void invite(struct session *s)
{
	struct dialog_params p = { .to_uri = s->target,
		.from_uri = s->local_uri, .from_display = s->local_name,
		.next_hop = s->next_hop,
		.headers = (const struct dialog_header *)s->headers,
		.n_headers = s->n_headers };

	if (s->account && !s->service) {
		p.routes = (const char *const *)s->account->config->proxy.items;
		p.n_routes = s->account->config->proxy.n;
		account_credentials(s->account, &p.credentials);
	}
	s->offer = call_media_offer(s->media, SDP_SENDRECV);
	p.sdp = s->offer;
	s->dialog = dialog_invite(s->endpoint->ua, &p, &handlers, s);
	free(s->offer);
	s->offer = NULL;
}

/* A call of no account comes from our address. */
static void name_ourselves(struct session *s)
{
	const char *address = ua_address(s->endpoint->ua);

	if (!s->local_uri)
		s->local_uri = mem_format(strchr(address, ':') ?
			"sip:offhook@[%s]" : "sip:offhook@%s", address);
}

void session_begin(struct session *s, struct endpoint *endpoint)
{
	int error;

	s->endpoint = endpoint;
	endpoint_use(endpoint);
	name_ourselves(s);
	error = open_media(s, ua_address(endpoint->ua));
	if (error < 0) {
		engine_warn(s->engine, "rtp_ports", "raise media.rtp_ports in "
			"offhook.conf", "no RTP port could be bound: %s",
			strerror(-error));
		session_end(s, "error", 503, "no RTP port could be bound");
		return;
	}
	invite(s);
	session_move(s, EVENT_INVITE_SENT);
	mem_set(&s->call_id, dialog_call_id(s->dialog));
	session_apply(s);
	session_changed(s);
}

/* --- incoming --------------------------------------------------------------*/

static int adopt_media(struct session *s)
{
	char local[ADDRESS_TEXT];

	if (!address_towards(s->source, local))
		strcpy(local, ua_address(s->endpoint->ua));
	return open_media(s, local);
}

static enum stream_join join_for(const struct account *a)
{
	static const enum stream_join joins[] = {
		[ANSWER_MICROPHONE] = STREAM_ROOM, [ANSWER_ECHO] = STREAM_ECHO,
		[ANSWER_TONE] = STREAM_TONE, [ANSWER_MUSIC] = STREAM_MUSIC,
		[ANSWER_CONFERENCE] = STREAM_ROOM,
	};

	return joins[a->config->answer_with];
}

static bool auto_answers(const struct session *s)
{
	const struct account_config *c = s->account ? s->account->config : NULL;

	if (!c || c->auto_answer == AUTO_ANSWER_OFF)
		return false;
	if (c->auto_answer == AUTO_ANSWER_ALL)
		return true;
	for (int i = 0; i < c->auto_answer_from.n; i++)
		if (!strcasecmp(c->auto_answer_from.items[i], s->remote_uri))
			return true;
	return false;
}

static void ring(struct session *s)
{
	dialog_ring(s->dialog, 180, NULL);
	session_move(s, EVENT_INVITE_CAME);
	engine_tell_session(s->engine, TOPIC_SESSION_CREATED, s);
	session_apply(s);
	loop_timer_set(s->timer,
		s->engine->config->no_answer_timeout * (int64_t)1000);
}

static bool answer_now(struct session *s, bool by_person);

/* An automatic answer rings first only when it has a delay to ring in. */
static void answer_by_itself(struct session *s)
{
	int delay = s->account->config->auto_answer_delay;

	s->join = join_for(s->account);
	if (delay > 0) {
		ring(s);
		loop_timer_set(s->timer, delay);
		return;
	}
	session_move(s, EVENT_INVITE_CAME);
	engine_tell_session(s->engine, TOPIC_SESSION_CREATED, s);
	answer_now(s, false);
}

void session_come(struct session *s, struct endpoint *endpoint,
	struct dialog *dialog, const struct invite_info *info)
{
	struct credentials credentials = { 0 };

	s->endpoint = endpoint;
	endpoint_use(endpoint);
	s->dialog = dialog;
	s->source = mem_text(info->source);
	s->offer = mem_text_n(info->sdp, info->sdp_n);
	s->call_id = text_clean(info->call_id, TEXT_CHARACTERS);
	if (s->account)
		account_credentials(s->account, &credentials);
	dialog_adopt(dialog, &credentials, &handlers, s);
	if (auto_answers(s))
		answer_by_itself(s);
	else
		ring(s);
}

static void no_answer(struct session *s)
{
	s->asked_end = "not answered in time";
	session_move(s, EVENT_DECLINE);
	dialog_decline(s->dialog, 480, NULL, NULL);
}

static void on_timer(void *arg)
{
	struct session *s = arg;

	if (s->state != SESSION_INCOMING)
		return;
	if (auto_answers(s) && s->account->config->auto_answer_delay > 0)
		answer_now(s, false);
	else
		no_answer(s);
}

/* A session that cannot be answered after all. */
static bool cannot_answer(struct session *s, int status, const char *why)
{
	engine_warn(s->engine, "answer", "the caller got the reason",
		"call %d could not be answered: %s", s->id, why);
	s->asked_end = "could not be answered";
	session_move(s, EVENT_DECLINE);
	dialog_decline(s->dialog, status, NULL, NULL);
	session_changed(s);
	return false;
}

/* An automatic answer takes the microphone from nobody. */
static bool answer_now(struct session *s, bool by_person)
{
	char why[SDP_WHY];
	char *sdp;
	int status = 0;

	if (adopt_media(s) < 0)
		return cannot_answer(s, 503, "no RTP port could be bound");
	if (s->offer)
		status = call_media_take_offer(s->media, s->offer,
			strlen(s->offer), SDP_SENDRECV, &sdp, why);
	else
		sdp = call_media_offer(s->media, SDP_SENDRECV);
	if (status)
		return cannot_answer(s, status, why);
	loop_timer_cancel(s->timer);
	session_move(s, EVENT_ANSWER);
	dialog_answer(s->dialog, sdp);
	free(sdp);
	take_agreement(s);
	if (s->join == STREAM_ROOM && (by_person || !s->engine->focused))
		focus_take(s);
	session_apply(s);
	session_changed(s);
	return true;
}

/* --- what people ask ---------------------------------------------------------*/

static const char *const asked_words[SESSION_EVENTS] = {
	[EVENT_ANSWER] = "answered", [EVENT_DECLINE] = "declined",
	[EVENT_HANGUP] = "hung up", [EVENT_HOLD] = "held",
	[EVENT_UNHOLD] = "resumed", [EVENT_MUTE] = "muted",
	[EVENT_FOCUS] = "given the microphone", [EVENT_DTMF] = "sent tones",
	[EVENT_SILENCE] = "silenced: only one that rings here can",
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

bool session_answer(struct session *s, struct fault *fault)
{
	enum session_verdict verdict = ask(s, EVENT_ANSWER, fault);

	if (verdict != VERDICT_GO)
		return verdict == VERDICT_DONE;
	if (answer_now(s, true))
		return true;
	return fault_set(fault, ERROR_DEVICE, "session",
		"call %d could not be answered; the caller was told", s->id);
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
	enum session_verdict verdict = ask(s, EVENT_HANGUP, fault);
	bool initial = s->state == SESSION_INITIAL;
	bool answered = s->established > 0;

	if (verdict != VERDICT_GO)
		return verdict == VERDICT_DONE;
	s->asked_end = answered ? "hung up" : s->outgoing ? "cancelled" :
		"declined";
	session_move(s, EVENT_HANGUP);
	if (initial) {
		session_end(s, "local", 487, s->asked_end);
		return true;
	}
	dialog_end(s->dialog, NULL);
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
