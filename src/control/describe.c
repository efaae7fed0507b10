#include "control/describe.h"

#include <config.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#define LONGEST 512	/* characters: who calls may send 60 kB of name */

static bool is_plain(const char *text)
{
	size_t n = 0;

	while (text[n] >= ' ' && text[n] <= '~' && n < LONGEST)
		n++;
	return !text[n];
}

/* Nearly all are plain: events are told while a call waits for its answer. */
static json_t *words(const char *text)
{
	char *clean;
	json_t *value;

	if (!text)
		return json_null();
	if (is_plain(text))
		return json_string_nocheck(text);
	clean = text_clean(text, LONGEST);
	value = json_string(clean);
	free(clean);
	return value;
}

json_t *describe_time(int64_t wall_ms)
{
	char text[CLOCK_TEXT];

	if (!wall_ms)
		return json_null();
	clock_text(wall_ms, text);
	return json_string(text);
}

/* A number that a view marks as unknown by a negative value. */
static json_t *known(int n)
{
	return n < 0 ? json_null() : json_integer(n);
}

/* JSON has no word for what is not a number. */
static json_t *known_real(double x)
{
	return x < 0 || !isfinite(x) ? json_null() : json_real(x);
}

/* A SIP status; 0 is none. */
static json_t *status(int n)
{
	return n ? json_integer(n) : json_null();
}

static json_t *registration(const struct account_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"state", words(v->state),
		"status", status(v->status),
		"reason", words(v->reason),
		"contact", words(v->contact),
		"expires_in_s", known(v->expires_in_s),
		"next_attempt_in_s", known(v->next_attempt_in_s),
		"since", describe_time(v->since));
}

static json_t *forward(const struct account_view *v)
{
	return json_pack("{s:o, s:o, s:o}",
		"always", words(v->forward[FORWARD_ALWAYS]),
		"busy", words(v->forward[FORWARD_BUSY]),
		"no_answer", words(v->forward[FORWARD_NO_ANSWER]));
}

static json_t *ping(const struct account_view *v)
{
	return v->ping_state ? json_pack("{s:s, s:i, s:o}",
		"state", v->ping_state, "failures", v->ping_failures,
		"rtt_ms", known(v->ping_rtt_ms)) : json_null();
}

json_t *describe_account(const struct account *a)
{
	struct account_view v = { 0 };

	account_view(a, &v);
	return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:i, s:i},"
		" s:b, s:b, s:o}",
		"id", v.id,
		"transport_state", words(v.transport_state),
		"ping", ping(&v),
		"name", words(v.name),
		"aor", words(v.aor),
		"display_name", words(v.display_name),
		"transport", words(v.transport),
		"registrar", words(v.registrar),
		"registration", registration(&v),
		"mwi", "new", 0, "old", 0,
		"enabled", v.enabled,
		"from_file", v.from_file,
		"forward", forward(&v));
}

/* Enough of the account to show and to ask with: whole, it would be stale in
 * every session as soon as it registers again. */
static json_t *account_of(const struct account *a)
{
	struct account_view v = { 0 };

	if (!a)
		return json_null();
	account_view(a, &v);
	return json_pack("{s:i, s:o, s:o}", "id", v.id,
		"name", words(v.name), "aor", words(v.aor));
}

static json_t *party(const struct party_view *p)
{
	return json_pack("{s:o, s:o}", "uri", words(p->uri),
		"display_name", words(p->display_name));
}

static json_t *mentions(const struct mention_view *m, int n)
{
	json_t *all;

	if (!n)
		return json_null();
	all = json_array();
	for (; n--; m++)
		json_array_append_new(all, json_pack("{s:o, s:o, s:o}",
			"uri", words(m->uri),
			"display_name", words(m->display_name),
			"reason", words(m->reason)));
	return all;
}

static json_t *remote_party(const struct session_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}",
		"uri", words(v->remote.uri),
		"display_name", words(v->remote.display_name),
		"asserted", v->asserted.uri ? party(&v->asserted) : json_null(),
		"diversion", mentions(v->diversion, v->n_diversion),
		"history", mentions(v->history, v->n_history),
		"user_to_user", words(v->user_to_user));
}

static json_t *media(const struct session_view *v)
{
	if (!v->codec)
		return json_null();
	return json_pack("{s:o, s:i, s:i, s:o, s:s, s:n, s:o, s:o}",
		"codec", words(v->codec),
		"sample_rate_hz", v->sample_rate_hz,
		"ptime_ms", v->ptime_ms,
		"direction", words(v->direction),
		"security", "none",
		"ice",
		"local", words(v->media_local),
		"remote", words(v->media_remote));
}

static json_t *end(const char *by, int code, const char *reason)
{
	if (!by)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "by", words(by),
		"status", status(code), "reason", words(reason));
}

static json_t *session_end(const struct session_view *v)
{
	json_t *object = end(v->ended_by, v->end_status, v->end_reason);

	if (v->ended_by) {
		json_object_set_new(object, "q850", status(v->end_q850));
		json_object_set_new(object, "cause", words(v->end_cause));
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
		"state", words(v->state),
		"progress", words(v->progress),
		"call_id", words(v->call_id),
		"local", party(&v->local),
		"remote", remote_party(v),
		"privacy", v->privacy);
}

static json_t *condition(const struct session_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:b, s:b, s:b, s:b, s:b, s:b, s:b,"
		" s:o, s:i}",
		"created", describe_time(v->created),
		"established", describe_time(v->established),
		"ended", describe_time(v->ended),
		"held_by_us", v->held_by_us,
		"held_by_them", v->held_by_them,
		"hold_pending", v->hold_pending,
		"muted", v->muted,
		"focused", v->focused,
		"silenced", v->silenced,
		"early_media", v->early_media,
		"dtmf_received", words(v->dtmf_received ?
			v->dtmf_received : ""),
		"dtmf_waiting", v->dtmf_waiting);
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
	return json_pack("{s:o, s:o, s:b}", "to", words(v->referral_to),
		"referred_by", words(v->referral_by),
		"attended", v->referral_attended);
}

static json_t *redirect(const struct session_view *v)
{
	json_t *contacts;

	if (!v->redirect_status)
		return json_null();
	contacts = json_array();
	for (int i = 0; i < v->n_redirect_contacts; i++)
		json_array_append_new(contacts, words(v->redirect_contacts[i]));
	return json_pack("{s:i, s:o}", "status", v->redirect_status,
		"contacts", contacts);
}

static json_t *id(int n)
{
	return n ? json_integer(n) : json_null();
}

static json_t *relations(const struct session_view *v)
{
	return json_pack("{s:o, s:b, s:o, s:o, s:o, s:o, s:{s:s, s:o, s:o}, s:o,"
		" s:o, s:o, s:o, s:o}",
		"conference", v->in_conference ? json_integer(1) : json_null(),
		"recording", 0,
		"referral", referral(v),
		"referred_by", words(v->referred_by),
		"replaces", id(v->replaces),
		"consults", id(v->consults),
		"transfer",
			"state", v->transfer_state,
			"target", words(v->transfer_target),
			"status", status(v->transfer_status),
		"media", media(v),
		"end", session_end(v),
		"data", notes(v->data),
		"session_timer", session_timer(v),
		"ring", words(v->ring));
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
	json_object_set_new(object, "redirect", redirect(&v));
	return object;
}

static json_t *counters(const struct statistics_view *v)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I}",
		"sent_packets", (json_int_t)v->sent_packets,
		"sent_bytes", (json_int_t)v->sent_bytes,
		"received_packets", (json_int_t)v->received_packets,
		"received_bytes", (json_int_t)v->received_bytes,
		"lost_packets", (json_int_t)v->lost_packets,
		"loss_fraction", known_real(v->loss_fraction),
		"late_packets", (json_int_t)v->late_packets,
		"duplicate_packets", (json_int_t)v->duplicate_packets);
}

static json_t *quality(const struct statistics_view *v)
{
	return json_pack("{s:o, s:o, s:i, s:i, s:n, s:n, s:o, s:o, s:i, s:i}",
		"jitter_ms", known_real(v->jitter_ms),
		"rtt_ms", known_real(v->rtt_ms),
		"jitter_buffer_ms", v->jitter_buffer_ms,
		"concealed_ms", v->concealed_ms,
		"mos_lq",
		"mos_cq",
		"remote_loss_fraction", known_real(v->remote_loss_fraction),
		"remote_jitter_ms", known_real(v->remote_jitter_ms),
		"input_level_dbfs", v->input_level_dbfs,
		"output_level_dbfs", v->output_level_dbfs);
}

/* As it stood on the wire, line ends and all; bytes that JSON cannot hold are
 * '?'. */
static json_t *wire_text(const char *text, size_t n)
{
	char *copy = mem_text_n(text, n);
	json_t *value;

	for (char *s = copy, *end = copy + strlen(copy); s < end;) {
		int length;

		if (text_next(s, end, &length) < 0)
			*s = '?';
		s += length;
	}
	value = json_string(copy);
	free(copy);
	return value;
}

json_t *describe_message(const struct trace_message *m)
{
	return json_pack("{s:o, s:s, s:s, s:s, s:o}",
		"time", describe_time(m->time),
		"direction", m->sent ? "sent" : "received",
		"peer", m->peer, "transport", m->transport,
		"text", wire_text(m->text, m->n));
}

json_t *describe_statistics(const struct session *s)
{
	struct statistics_view v = { 0 };
	json_t *object, *part;

	session_statistics(s, &v);
	object = counters(&v);
	json_object_update(object, part = quality(&v));
	json_decref(part);
	return object;
}

static json_t *audio_end(const struct audio_end_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:i}",
		"device", words(v->name),
		"state", words(v->state),
		"reason", words(v->reason),
		"volume_percent", v->volume_percent);
}

json_t *describe_audio(const struct engine *e)
{
	struct audio_view v = { 0 };

	engine_audio(e, &v);
	return json_pack("{s:o, s:o, s:o}",
		"capture", audio_end(&v.capture),
		"playback", audio_end(&v.playback),
		"ring", audio_end(&v.ring));
}

json_t *describe_engine(const struct engine *e)
{
	struct engine_view v = { 0 };

	engine_view(e, &v);
	return json_pack("{s:s, s:i, s:i, s:o, s:o, s:o, s:b, s:b, s:i, s:i,"
		" s:I}",
		"version", PACKAGE_VERSION,
		"protocol", PROTOCOL_VERSION,
		"pid", (int)getpid(),
		"instance", words(v.instance),
		"config_file", words(v.config_file),
		"started", describe_time(v.started),
		"stopping", v.stopping,
		"dnd", v.dnd,
		"max_calls", v.max_calls,
		"sessions", v.sessions,
		"refused_strangers", (json_int_t)v.refused_strangers);
}

/* The database is a file like any other: what is no object is nothing. */
static json_t *stored_notes(const char *text)
{
	json_t *data = text ? json_loads(text, 0, NULL) : NULL;

	if (json_is_object(data))
		return data;
	json_decref(data);
	return json_object();
}

json_t *describe_call(const struct history_call *c)
{
	struct party_view remote = { c->remote_uri, c->remote_name };
	struct party_view local = { c->local_uri, NULL };

	return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:b, s:o}",
		"id", (json_int_t)c->id,
		"direction", c->incoming ? "incoming" : "outgoing",
		"account", words(c->account),
		"remote", party(&remote),
		"local", party(&local),
		"call_id", words(c->call_id),
		"created", describe_time(c->created_ms),
		"established", describe_time(c->established_ms),
		"ended", describe_time(c->ended_ms),
		"end", end(c->ended_by, c->status, c->reason),
		"missed", c->missed,
		"data", stored_notes(c->data));
}

json_t *describe_device(const struct audio_item *d)
{
	return json_pack("{s:o, s:o, s:b, s:b}",
		"name", words(d->name),
		"description", words(d->description),
		"capture", d->capture,
		"playback", d->playback);
}

json_t *describe_binding(const struct binding_view *b)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:b}",
		"contact", words(b->contact),
		"expires_s", known(b->expires_in_s),
		"q", b->q < 0 ? json_null() : json_real(b->q),
		"instance", words(b->instance),
		"ours", b->ours);
}
