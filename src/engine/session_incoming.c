/* session_incoming.c - their INVITE: it rings, and is answered by a person, by
 * itself or not at all.  Engine thread. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/conference.h"
#include "engine/private.h"

int session_adopt_media(struct session *s)
{
	char local[ADDRESS_TEXT];

	if (!address_towards(s->source, local))
		strcpy(local, ua_address(s->endpoint->ua));
	return session_open_media(s, local);
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

static int64_t ring_ms(const struct session *s)
{
	return s->engine->config->no_answer_timeout * (int64_t)1000;
}

/* NULL: none is due yet, or none can be made (which answering will tell). */
static char *early_offer(struct session *s)
{
	if (!dialog_wants_early_offer(s->dialog) || session_adopt_media(s) < 0)
		return NULL;
	s->early_offer = true;
	return call_media_offer(s->media, SDP_SENDRECV);
}

static void ring(struct session *s)
{
	char *sdp = early_offer(s);

	dialog_ring(s->dialog, 180, sdp);
	mem_wipe_text(sdp);
	session_move(s, EVENT_INVITE_CAME);
	engine_tell_session(s->engine, TOPIC_SESSION_CREATED, s);
	session_apply(s);
	loop_timer_set(s->timer, ring_ms(s));
	session_place_rings(s);
}

/* An automatic answer rings first only when it has a delay to ring in. */
static void answer_by_itself(struct session *s, int64_t delay_ms)
{
	s->join = join_for(s->account);
	if (s->account->config->answer_with == ANSWER_CONFERENCE)
		conference_enter(s, conference_open(s->engine));
	if (delay_ms > 0) {
		ring(s);
		s->answers_itself = delay_ms < ring_ms(s);
		if (s->answers_itself)
			loop_timer_set(s->timer, delay_ms);
		return;
	}
	session_move(s, EVENT_INVITE_CAME);
	engine_tell_session(s->engine, TOPIC_SESSION_CREATED, s);
	session_pick_up(s, false);
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
	s->trace = trace_claim(s->engine->traces, endpoint, info->call_id);
	if (s->account)
		account_call_credentials(s->account,
			account_is_called_from(s->account, s->source),
			&credentials);
	mem_set(&s->public_address, session_public_address(s));
	if (s->public_address)
		dialog_appear(dialog, s->public_address);
	dialog_adopt(dialog, &credentials, &session_handlers, s);
	ring_choose(s, info);
	if (s->replaces)
		session_replace(s);
	else if (auto_answer_may(s->account, s->remote_uri, info))
		answer_by_itself(s, auto_answer_delay(s->account, info));
	else
		ring(s);
}

static void no_answer(struct session *s)
{
	if (forward_unanswered(s))
		return;
	s->asked_end = "not answered in time";
	session_move(s, EVENT_DECLINE);
	dialog_decline(s->dialog, 480, NULL, NULL);
}

void session_on_timer(void *arg)
{
	struct session *s = arg;

	if (s->state != SESSION_INCOMING)
		return;
	if (s->answers_itself)
		session_pick_up(s, false);
	else
		no_answer(s);
}

/* A session that cannot be answered after all. */
static bool cannot_answer(struct session *s, int status, const char *why)
{
	engine_warn(s->engine, "answer", "the caller got the reason",
		"call %d could not be answered: %s", s->number, why);
	s->asked_end = "could not be answered";
	session_move(s, EVENT_DECLINE);
	dialog_explain(s->dialog, why);
	dialog_decline(s->dialog, status, NULL, NULL);
	session_changed(s);
	return false;
}

bool session_take_call(struct session *s)
{
	enum sdp_direction direction = session_direction(s);
	char why[SDP_WHY];
	char *sdp = NULL;
	int status = 0, error = s->media ? 0 : session_adopt_media(s);

	if (error < 0) {
		session_warn_of_ports(s, error);
		return cannot_answer(s, 503, "no RTP port could be bound");
	}
	if (s->offer)
		status = call_media_take_offer(s->media, s->offer,
			strlen(s->offer), direction, &sdp, why);
	else if (!s->early_offer)
		sdp = call_media_offer(s->media, direction);
	if (status)
		return cannot_answer(s, status, why);
	loop_timer_cancel(s->timer);
	session_move(s, EVENT_ANSWER);
	dialog_answer(s->dialog, sdp);
	mem_wipe_text(sdp);
	s->held_by_us = s->wants_hold;
	session_take_agreement(s);
	return true;
}

static void pick_up_by_person(struct session *s)
{
	session_pick_up(s, true);
}

static void pick_up_by_itself(struct session *s)
{
	session_pick_up(s, false);
}

/* An automatic answer takes the microphone from nobody. */
bool session_pick_up(struct session *s, bool by_person)
{
	bool for_person = s->join == STREAM_ROOM && !s->conference;

	if (session_place_answers(s, by_person ? pick_up_by_person :
	    pick_up_by_itself)) {
		loop_timer_cancel(s->timer);
		return true;
	}
	if (!session_take_call(s))
		return false;
	if (for_person && !by_person)
		auto_answer_beep(s);
	if (for_person && (by_person || !s->engine->focused))
		focus_take(s);
	session_apply(s);
	session_changed(s);
	return true;
}
