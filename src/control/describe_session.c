/* A session as an object, part by part: who, how it stands, what it has to do
 * with others, how it sounds. */
#include "control/describe.h"

#include "base/json.h"
#include "control/value.h"

/* Enough of the account to show and to ask with: whole, it would be stale in
 * every session as soon as it registers again. */
static json_t *account_of(const struct account *a)
{
	struct account_view v = { 0 };

	if (!a)
		return json_null();
	account_view(a, &v);
	return json_pack("{s:i, s:o, s:o}", "id", v.id,
		"name", value_words(v.name), "aor", value_words(v.aor));
}

static json_t *mentions(const struct mention_view *m, int n)
{
	json_t *all;

	if (!n)
		return json_null();
	all = json_array();
	for (; n--; m++)
		json_array_append_new(all, json_pack("{s:o, s:o, s:o}",
			"uri", value_words(m->uri),
			"display_name", value_words(m->display_name),
			"reason", value_words(m->reason)));
	return all;
}

static json_t *remote_party(const struct session_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}",
		"uri", value_words(v->remote.uri),
		"display_name", value_words(v->remote.display_name),
		"asserted",
			v->asserted.uri ? value_party(&v->asserted) : json_null(),
		"diversion", mentions(v->diversion, v->n_diversion),
		"history", mentions(v->history, v->n_history),
		"user_to_user", value_words(v->user_to_user));
}

static json_t *problem(const struct session_view *v)
{
	return v->problem ? json_pack("{s:s, s:o, s:o}", "code", v->problem,
		"text", value_words(v->problem_text),
		"advice", value_words(v->problem_advice)) : json_null();
}

static json_t *ice_end(const struct ice_end_view *v)
{
	return v->type ? json_pack("{s:s, s:s, s:i}", "type", v->type,
		"address", v->address, "port", v->port) : json_null();
}

static json_t *media(const struct session_view *v)
{
	if (!v->codec)
		return json_null();
	return json_pack("{s:o, s:i, s:i, s:o, s:s, s:o, s:o, s:o, s:o, s:o,"
		" s:o, s:o, s:o, s:o, s:o, s:o, s:{s:b, s:b, s:b}}",
		"codec", value_words(v->codec),
		"sample_rate_hz", v->sample_rate_hz,
		"ptime_ms", v->ptime_ms,
		"direction", value_words(v->direction),
		"security", v->security ? v->security : "none",
		"suite", value_words(v->suite),
		"keying_problem", value_words(v->keying_problem),
		"ice", value_words(v->ice),
		"ice_local", ice_end(&v->ice_local),
		"ice_remote", ice_end(&v->ice_remote),
		"local", value_words(v->media_local),
		"public", value_words(v->media_public),
		"remote", value_words(v->media_remote),
		"latency", value_words(v->latency),
		"silent", value_words(v->silent),
		"problem", problem(v),
		"rtcp",
			"mux", v->rtcp_mux,
			"reduced_size", v->rtcp_reduced,
			"xr", v->rtcp_xr);
}

static json_t *session_end(const struct session_view *v)
{
	json_t *object = value_end(v->ended_by, v->end_status, v->end_reason);

	if (v->ended_by) {
		json_object_set_new(object, "q850", value_status(v->end_q850));
		json_object_set_new(object, "cause", value_words(v->end_cause));
		json_object_set_new(object, "missed",
			json_boolean(v->missed));
	}
	return object;
}

static json_t *identity(const struct session_view *v)
{
	return json_pack("{s:i, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:b}",
		"id", v->id,
		"number", v->number > 0 ? json_integer(v->number) : json_null(),
		"account", account_of(v->account),
		"direction", v->outgoing ? "outgoing" : "incoming",
		"state", value_words(v->state),
		"progress", value_words(v->progress),
		"call_id", value_words(v->call_id),
		"local", value_party(&v->local),
		"remote", remote_party(v),
		"privacy", v->privacy);
}

static json_t *condition(const struct session_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:b, s:b, s:b, s:b, s:b, s:b, s:b,"
		" s:o, s:i, s:o}",
		"created", value_time(v->created),
		"established", value_time(v->established),
		"ended", value_time(v->ended),
		"held_by_us", v->held_by_us,
		"held_by_them", v->held_by_them,
		"hold_pending", v->hold_pending,
		"muted", v->muted,
		"focused", v->focused,
		"silenced", v->silenced,
		"early_media", v->early_media,
		"dtmf_received", value_words(v->dtmf_received ?
			v->dtmf_received : ""),
		"dtmf_waiting", v->dtmf_waiting,
		"contact", describe_whose(v->contact));
}

static json_t *notes(const json_t *data)
{
	return data ? json_copy((json_t *)data) : json_object();
}

static json_t *session_timer(const struct session_view *v)
{
	if (!v->session_timer_s)
		return json_null();
	return json_pack("{s:i, s:s}", "interval_s", v->session_timer_s,
		"refresher", v->session_timer_is_ours ? "local" : "remote");
}

/* A peer's REFER that waits for an answer. */
static json_t *referral(const struct session_view *v)
{
	if (!v->referral_to)
		return json_null();
	return json_pack("{s:o, s:o, s:b}", "to", value_words(v->referral_to),
		"referred_by", value_words(v->referral_by),
		"attended", v->referral_attended);
}

static json_t *redirect(const struct session_view *v)
{
	json_t *contacts;

	if (!v->redirect_status)
		return json_null();
	contacts = json_array();
	for (int i = 0; i < v->n_redirect_contacts; i++)
		json_array_append_new(contacts,
			value_words(v->redirect_contacts[i]));
	return json_pack("{s:i, s:o}", "status", v->redirect_status,
		"contacts", contacts);
}

static json_t *recording(const struct session_view *v)
{
	if (!v->recording_state)
		return json_null();
	return json_pack("{s:s, s:o, s:o, s:f}", "state", v->recording_state,
		"path", json_clean(v->recording_path),
		"started", value_time(v->recording_started),
		"duration_s", (double)v->recording_ms / 1000);
}

/* What else goes on beside the talk. */
static json_t *beside(const struct session_view *v)
{
	json_t *playing = json_null(), *tap = json_null();
	json_t *recorded = json_array();

	for (int i = 0; i < v->n_recorded; i++)
		json_array_append_new(recorded, json_clean(v->recorded[i]));
	if (v->playing)
		playing = json_pack("{s:o, s:b, s:s}",
			"file", json_clean(v->playing),
			"loop", v->playing_loops, "to", v->playing_to);
	if (v->tap)
		tap = json_pack("{s:o, s:i, s:i}",
			"command", value_words(v->tap),
			"rate_hz", v->tap_rate_hz, "missed_ms", v->tap_missed_ms);
	return json_pack("{s:o, s:o, s:o}", "recordings", recorded,
		"playing", playing, "tap", tap);
}

static json_t *id(int n)
{
	return n ? json_integer(n) : json_null();
}

/* As the others of its conference hear it. */
static json_t *member(const struct session_view *v)
{
	return v->conference ? json_pack("{s:i, s:b}", "gain_db", v->gain_db,
		"muted", v->member_muted) : json_null();
}

static json_t *relations(const struct session_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:s, s:o, s:o}, s:o,"
		" s:o, s:o, s:o, s:o}",
		"conference", id(v->conference),
		"member", member(v),
		"recording", recording(v),
		"referral", referral(v),
		"referred_by", value_words(v->referred_by),
		"replaces", id(v->replaces),
		"consults", id(v->consults),
		"transfer",
			"state", v->transfer_state,
			"target", value_words(v->transfer_target),
			"status", value_status(v->transfer_status),
		"media", media(v),
		"end", session_end(v),
		"data", notes(v->data),
		"session_timer", session_timer(v),
		"ring", value_words(v->ring));
}

json_t *describe_conference(struct engine *e, const struct conference *c)
{
	struct conference_view v = { 0 };
	struct session *s = NULL;
	json_t *sessions = json_array();

	conference_view(e, c, &v);
	while ((s = engine_next_session(e, s))) {
		struct session_view of = { 0 };

		session_view(s, &of);
		if (of.conference == v.id)
			json_array_append_new(sessions, json_integer(of.id));
	}
	return json_pack("{s:i, s:o, s:b}", "id", v.id, "sessions", sessions,
		"with_person", v.with_person);
}

json_t *describe_session(const struct session *s)
{
	struct session_view v = { 0 };
	json_t *object, *part;

	session_view(s, &v);
	object = identity(&v);
	json_object_update(object, part = condition(&v));
	json_decref(part);
	json_object_update(object, part = relations(&v));
	json_decref(part);
	json_object_update(object, part = beside(&v));
	json_decref(part);
	json_object_set_new(object, "redirect", redirect(&v));
	return object;
}
