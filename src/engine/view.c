/* view.c - what is shown of accounts, sessions and the engine.  Engine
 * thread. */
#include <string.h>

#include "base/clock.h"
#include "engine/conference.h"
#include "engine/private.h"

static const char *const transport_words[] = {
	[TRANSPORT_AUTO] = "auto", [TRANSPORT_UDP] = "udp",
	[TRANSPORT_TCP] = "tcp", [TRANSPORT_TLS] = "tls",
};

static const char *const srtp_words[] = {
	[CONFIG_SRTP_OFF] = "off", [CONFIG_SRTP_OPTIONAL] = "optional",
	[CONFIG_SRTP_REQUIRED] = "required",
};

static const char *const mix_words[] = {
	[MIX_ALL] = "all", [MIX_MANUAL] = "manual", [MIX_LOUDEST] = "top-3",
};

/* Rounded up: 0 only when it is time. */
static int seconds_until(int64_t at_ms)
{
	int64_t left = at_ms - clock_ms();

	return at_ms ? left > 0 ? (int)((left + 999) / 1000) : 0 : -1;
}

void account_view(const struct account *a, struct account_view *v)
{
	memset(v, 0, sizeof *v);
	v->id = a->id;
	v->name = a->config->name;
	v->aor = a->config->uri;
	v->display_name = a->config->display_name;
	v->transport = transport_words[a->config->transport];
	v->registrar = !a->config->registers ? "none" : a->config->registrar;
	v->state = a->status.state;
	v->status = a->status.status;
	v->reason = a->status.reason;
	v->contact = a->status.contact;
	v->expires_in_s = seconds_until(a->status.expires_at_ms);
	v->next_attempt_in_s = seconds_until(a->status.next_attempt_ms);
	v->since = a->status.since;
	v->enabled = a->config->enabled && !a->config->disabled_reason;
	v->from_file = !a->owns_config;
	v->file = v->from_file ? a->config->file : NULL;
	v->line = v->from_file ? a->config->line : 0;
	for (int i = 0; i < FORWARDS; i++)
		v->forward[i] = forward_now(a, (enum config_forward)i);
	v->transport_state = a->transport.state;
	v->ping_state = a->ping.state;
	v->ping_failures = a->ping.failures;
	v->ping_rtt_ms = a->ping.rtt_ms;
	v->srtp = srtp_words[a->config->srtp];
	account_tls_view(a, v);
	account_nat_view(a, v);
}

static void view_media(const struct session *s, struct session_view *v)
{
	const struct agreement *a = call_media_agreed(s->media);

	if (!a)
		return;
	v->codec = a->send.name;
	v->sample_rate_hz = call_media_rate_hz(s->media);
	v->ptime_ms = call_media_ptime_ms(s->media);
	v->direction = sdp_direction_name(a->direction);
	v->security = call_media_security(s->media);
	v->suite = call_media_suite(s->media);
	v->keying_problem = call_media_keying_problem(s->media);
	v->media_local = call_media_local(s->media);
	v->media_public = call_media_public(s->media);
	v->media_remote = call_media_remote(s->media);
	session_ice_view(s, v);
	v->rtcp_mux = a->rtcp.mux;
	v->rtcp_reduced = a->rtcp.reduced;
	v->rtcp_xr = a->rtcp.receiver_time || a->rtcp.voip_metrics;
	session_health_view(s, v);
}

static void view_end(const struct session *s, struct session_view *v)
{
	if (session_is_live(s))
		return;
	v->ended_by = s->ended_by;
	v->end_status = s->end_status;
	v->end_reason = s->end_reason;
	v->missed = call_history_missed(s);
	v->end_q850 = s->end_q850;
	v->end_cause = s->end_cause;
}

/* Other calls, and who is to be called instead. */
static void view_relations(const struct session *s, struct session_view *v)
{
	v->transfer_state = transfer_state_word(s->transfer.state);
	v->transfer_target = s->transfer.target;
	v->transfer_status = s->transfer.status;
	v->referred_by = s->referred_by;
	if (session_refer_waits(s)) {
		v->referral_to = s->referral.to;
		v->referral_by = s->referral.by;
		v->referral_attended = s->referral.replaces;
	}
	v->redirect_status = session_redirection(s, &v->redirect_contacts,
		&v->n_redirect_contacts);
	v->replaces = s->replaces;
	v->consults = s->consults;
}

static void view_conference(const struct session *s, struct session_view *v)
{
	if (!s->conference)
		return;
	v->conference = s->conference->id;
	v->gain_db = s->member.gain_db;
	v->member_muted = s->member.muted;
}

void session_view(const struct session *s, struct session_view *v)
{
	memset(v, 0, sizeof *v);
	v->id = s->id;
	v->number = s->number;
	v->account = s->account;
	v->outgoing = s->outgoing;
	v->state = session_state_word(s->state);
	v->progress = session_progress_word(s->state);
	v->call_id = s->call_id && *s->call_id ? s->call_id : NULL;
	v->local = (struct party_view){ s->local_uri, s->local_name };
	v->remote = (struct party_view){ s->remote_uri, s->remote_name };
	v->contact = engine_contact_of(s->engine, s->remote_uri);
	if (!v->contact)
		v->contact = s->looked_up;
	v->created = s->created;
	v->established = s->established;
	v->ended = s->ended;
	v->held_by_us = s->held_by_us;
	v->held_by_them = s->held_by_them;
	v->hold_pending = s->state < SESSION_TERMINATING &&
		s->wants_hold != s->held_by_us;
	v->muted = s->muted;
	v->focused = s->engine->focused == s;
	v->early_media = s->early_media;
	v->silenced = s->silenced;
	v->dtmf_received = s->dtmf_received;
	v->ring = s->rings_so ? ring_name(s->ring) : NULL;
	v->data = s->data;
	view_conference(s, v);
	v->latency = s->latency ? s->latency : s->engine->latency;
	session_identity_view(s, v);
	v->session_timer_s = session_is_live(s) ? s->timer_s : 0;
	v->session_timer_is_ours = s->timer_is_ours;
	v->dtmf_waiting = s->keys_behind_wait ?
		(int)strlen(s->keys_behind_wait) : 0;
	session_record_view(s, v);
	session_play_view(s, v);
	session_tap_view(s, v);
	view_relations(s, v);
	view_media(s, v);
	view_end(s, v);
}

const struct statistics_view statistics_unknown = {
	.rtt_ms = -1, .r_factor = -1, .mos_lq = -1, .mos_cq = -1,
	.remote_loss_fraction = -1, .remote_jitter_ms = -1,
	.remote_mos_lq = -1, .remote_mos_cq = -1,
	.remote_jitter_buffer_ms = -1,
	.input_level_dbfs = -127, .output_level_dbfs = -127,
};

static void take_counters(const struct stream_statistics *c,
	struct statistics_view *v)
{
	v->sent_packets = c->sent_packets;
	v->sent_bytes = c->sent_bytes;
	v->received_packets = c->received_packets;
	v->received_bytes = c->received_bytes;
	v->lost_packets = c->lost_packets;
	v->late_packets = c->late_packets;
	v->duplicate_packets = c->duplicate_packets;
	v->concealed_ms = (int)c->concealed_ms;
	v->recovered_ms = (int)c->recovered_ms;
	v->stretched_ms = (int)c->stretched_ms;
	v->squeezed_ms = (int)c->squeezed_ms;
	v->stranger_packets = c->stranger_packets;
	v->unknown_type_packets = c->unknown_type_packets;
	v->unreadable_packets = c->garbage_packets;
	v->forged_packets = c->forged_packets;
	v->replayed_packets = c->replayed_packets;
	v->flooded = c->flooded;
}

static void take_quality(const struct stream_statistics *c,
	struct statistics_view *v)
{
	v->loss_fraction = c->loss_fraction;
	v->jitter_ms = c->jitter_ms;
	v->rtt_ms = c->rtt_ms;
	v->jitter_buffer_ms = c->jitter_buffer_ms;
	v->jitter_buffer_target_ms = c->jitter_buffer_target_ms;
	v->received_codec = c->received_codec ?
		codec_name(c->received_codec) : NULL;
	v->received_ptime_ms = c->received_ptime_ms;
	v->burst_density = c->burst_density;
	v->gap_density = c->gap_density;
	v->burst_ms = c->burst_ms;
	v->gap_ms = c->gap_ms;
	v->r_factor = c->r_factor;
	v->mos_lq = c->mos_lq;
	v->mos_cq = c->mos_cq;
	v->remote_loss_fraction = c->remote_loss_fraction;
	v->remote_jitter_ms = c->remote_jitter_ms;
	v->remote_mos_lq = c->remote_mos_lq;
	v->remote_mos_cq = c->remote_mos_cq;
	v->remote_jitter_buffer_ms = c->remote_jitter_buffer_ms;
}

void session_statistics(const struct session *s, struct statistics_view *v)
{
	const struct stream *stream = call_media_stream(s->media);
	const struct agreement *a = call_media_agreed(s->media);
	struct stream_statistics c;

	*v = s->last_statistics;
	if (!stream)
		return;
	stream_statistics(stream, &c);
	take_counters(&c, v);
	take_quality(&c, v);
	v->sent_codec = a && c.sent_packets ? codec_name(codec_find(
		a->send.name, a->send.rate_hz, a->send.channels)) : NULL;
	v->bitrate = s->bitrate.rate;
	v->packet_ms = s->bitrate.packet_ms;
	stream_levels(stream, &v->input_level_dbfs, &v->output_level_dbfs,
		&v->clipped);
}

void engine_audio(const struct engine *e, struct audio_view *v)
{
	sound_view(e->sound, v);
}

const struct hooks_config *engine_hooks(const struct engine *e)
{
	return &e->config->hooks;
}

void engine_view(const struct engine *e, struct engine_view *v)
{
	memset(v, 0, sizeof *v);
	v->instance = e->instance;
	v->config_file = e->config->file;
	v->started = e->started;
	v->stopping = e->stop != STOP_NOT;
	v->dnd = e->dnd;
	v->max_calls = e->config->max_calls;
	v->sessions = e->live;
	v->refused_strangers = e->refused_strangers;
	v->latency = e->latency;
	v->mix = mix_words[e->config->mix];
}
