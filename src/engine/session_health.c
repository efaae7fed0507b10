/* session_health.c - how a call sounds, second by second, and what is wrong
 * with it.  Engine thread.
 *
 *	stream's counters --pulse--> history (graphs), diagnosis (a problem)
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"

#define SILENCE_DBFS (-100)	/* a microphone that lives gives more */

struct session_health {
	struct quality_history *history;	/* owned */
	struct diagnosis diagnosis;
	enum problem problem;
	char *text;				/* of it; owned, NULL none */
	const char *advice;
	/* at the last look */
	uint64_t expected, missed, concealed_ms;
};

void session_health_free(struct session_health *h)
{
	if (!h)
		return;
	quality_history_free(h->history);
	free(h->text);
	free(h);
}

const struct quality_history *session_quality(const struct session *s)
{
	return s->health ? s->health->history : NULL;
}

/* --- the last second ------------------------------------------------------*/

static double loss_since(const struct session_health *h,
	const struct stream_statistics *st)
{
	uint64_t expected = st->expected_packets - h->expected;

	return expected ? (double)(st->missed_packets - h->missed) /
		(double)expected : -1;
}

static void remember(struct session *s, const struct stream_statistics *st)
{
	struct session_health *h = s->health;
	bool heard = st->received_packets > 0;
	struct quality_sample q = {
		.loss = loss_since(h, st),
		.jitter_ms = heard ? st->jitter_ms : -1,
		.rtt_ms = st->rtt_ms, .mos = st->mos_lq,
		.remote_loss = st->remote_loss_fraction,
		.delay_ms = heard ? st->jitter_buffer_ms : -1,
		.concealed_ms = (int)(st->concealed_ms - h->concealed_ms),
	};
	bool clipped;

	stream_levels(call_media_stream(s->media), &q.input_dbfs,
		&q.output_dbfs, &clipped);
	quality_history_add(h->history, &q, clock_wall_ms());
	h->expected = st->expected_packets;
	h->missed = st->missed_packets;
	h->concealed_ms = st->concealed_ms;
	if (session_join(s) == STREAM_ROOM && q.input_dbfs > SILENCE_DBFS)
		s->engine->microphone_flat = false;
}

/* --- what is wrong --------------------------------------------------------*/

static bool is_on_hold(const struct session *s)
{
	return s->state != SESSION_ESTABLISHED || s->held_by_us ||
		s->held_by_them || s->wants_hold;
}

static bool has_failed(const struct audio_end_view *v)
{
	return !strcmp(v->state, "failed");
}

static void take_symptoms(const struct session *s,
	const struct stream_statistics *st, struct symptoms *to)
{
	const struct agreement *a = call_media_agreed(s->media);
	struct audio_view audio = { 0 };
	/* without keys nothing can be heard, and that is told already */
	bool talks = a && !is_on_hold(s) &&
		!call_media_keying_problem(s->media);
	/* where nobody listens, it is not the network's fault */
	uint64_t unplayed = session_join(s) == STREAM_NOTHING ? 0 :
		st->discarded_packets;

	sound_view(s->engine->sound, &audio);
	*to = (struct symptoms){
		.hears = talks && a->direction != SDP_SENDONLY &&
			a->direction != SDP_INACTIVE,
		.speaks = talks && a->direction != SDP_RECVONLY &&
			a->direction != SDP_INACTIVE,
		.in_room = session_join(s) == STREAM_ROOM,
		.capture_failed = has_failed(&audio.capture),
		.playback_failed = has_failed(&audio.playback),
		.microphone_flat = s->engine->microphone_flat,
		.played = st->received_packets - unplayed,
		.arrived = {
			[ARRIVED_STRANGER] = st->stranger_packets,
			[ARRIVED_TYPE] = st->unknown_type_packets,
			[ARRIVED_GARBAGE] = st->garbage_packets,
			[ARRIVED_FORGED] = st->forged_packets,
			[ARRIVED_LATE] = unplayed,
		},
		.unheard = st->unheard_reports,
	};
}

/* Devices have told of themselves. */
static bool is_told(enum problem problem)
{
	return problem == PROBLEM_NONE || problem == PROBLEM_MICROPHONE ||
		problem == PROBLEM_LOUDSPEAKER || problem == PROBLEM_FLAT;
}

static void set_problem(struct session *s, enum problem problem,
	const struct stream_statistics *st)
{
	struct session_health *h = s->health;

	if (problem == h->problem)
		return;
	h->problem = problem;
	free(h->text);
	h->text = session_problem_text(s, problem, st);
	h->advice = session_problem_advice(problem, st);
	if (!is_told(problem))
		engine_warn(s->engine, "media", h->advice, "call %d: %s",
			s->number, h->text);
	session_changed(s);
}

/* Nothing is to be heard, and hundreds of such calls are to cost nothing. */
static void rest(struct session *s)
{
	if (!s->health)
		return;
	s->health->diagnosis.since_ms = 0;
	if (s->health->problem)
		set_problem(s, PROBLEM_NONE, NULL);
}

void session_health_look(struct session *s)
{
	struct stream_statistics st;
	struct symptoms symptoms;

	if (is_on_hold(s)) {
		rest(s);
		return;
	}
	if (!s->health) {
		s->health = mem_new_of(struct session_health);
		s->health->history = quality_history_new();
	}
	stream_statistics(call_media_stream(s->media), &st);
	remember(s, &st);
	take_symptoms(s, &st, &symptoms);
	set_problem(s, diagnose(&s->health->diagnosis, &symptoms, clock_ms()),
		&st);
}

/* --- the end --------------------------------------------------------------*/

void session_health_ended(const struct session *s)
{
	struct quality_summary q;

	if (!s->health)
		return;
	quality_history_summary(s->health->history, &q);
	if (q.mos_mean >= 0)
		log_info("session", "%d sounded like mos %.1f, %.1f at worst; "
			"%.1f %% was not heard", s->id, q.mos_mean, q.mos_worst,
			100 * q.loss_mean);
}

static json_t *known(double x)
{
	return x < 0 ? json_null() : json_real(x);
}

char *session_health_text(const struct session *s)
{
	const char *codec = s->last_statistics.received_codec;
	struct quality_summary q;
	json_t *object;
	char *text;

	if (!s->health)
		return NULL;
	quality_history_summary(s->health->history, &q);
	object = json_pack("{s:s?, s:o, s:o, s:o, s:o}", "codec", codec,
		"mos_lq", known(q.mos_mean), "mos_lq_worst", known(q.mos_worst),
		"loss_fraction", known(q.loss_mean),
		"rtt_ms", known(q.rtt_mean_ms));
	text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(4));
	json_decref(object);
	return text;
}

/* --- what is shown --------------------------------------------------------*/

/* Why nothing of what is said here goes out. */
static const char *silence(const struct session *s)
{
	enum sdp_direction direction = call_media_agreed(s->media)->direction;
	struct audio_view audio = { 0 };

	if (direction != SDP_SENDRECV && direction != SDP_SENDONLY)
		return "held";
	if (s->muted)
		return "muted";
	if (session_join(s) == STREAM_NOTHING)
		return "not_focused";
	sound_view(s->engine->sound, &audio);
	return session_join(s) == STREAM_ROOM && has_failed(&audio.capture) ?
		"no_microphone" : NULL;
}

void session_health_view(const struct session *s, struct session_view *v)
{
	const struct session_health *h = s->health;

	v->silent = silence(s);
	if (!h || !h->problem)
		return;
	v->problem = problem_code(h->problem);
	v->problem_text = h->text;
	v->problem_advice = h->advice;
}
