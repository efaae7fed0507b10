#include "engine/call_plan.h"

#include <string.h>

#include "sdp/capability.h"
#include "sip/network.h"

const struct codec *call_plan_codec(const struct sdp_codec *c)
{
	return codec_find(c->name, c->rate_hz, c->channels);
}

static void plan_receive(struct stream_plan *plan, const struct agreement *a)
{
	for (int i = 0; i < a->n_receive && i < STREAM_TYPES; i++) {
		plan->receive[i].payload_type = a->receive[i].payload_type;
		plan->receive[i].codec = call_plan_codec(&a->receive[i]);
	}
	plan->n_receive = a->n_receive < STREAM_TYPES ? a->n_receive :
		STREAM_TYPES;
}

static void plan_events(struct stream_plan *plan, const struct agreement *a)
{
	int *n = &plan->n_receive_events;

	plan->event_type = a->send_event.payload_type;
	plan->event_clock_hz = a->send_event.rate_hz;
	for (*n = 0; *n < a->n_receive_events && *n < STREAM_EVENT_TYPES;
	     ++*n) {
		plan->receive_events[*n].payload_type =
			a->receive_events[*n].payload_type;
		plan->receive_events[*n].clock_hz =
			a->receive_events[*n].rate_hz;
	}
}

/* Comfort noise that nobody agreed on comes all the same, from some gateways,
 * by its number of RFC 3551. */
static void plan_noise(struct stream_plan *plan, const struct agreement *a)
{
	plan->noise_type = a->send_noise_type;
	plan->receive_noise_type = a->receive_noise_type;
	if (a->receive_noise_type < 0 && capability_has_clock(a->receive,
	    a->n_receive, MEDIA_NOISE_HZ))
		plan->receive_noise_type = SDP_NOISE_TYPE;
}

/* As the configuration says, within their wishes. */
static void plan_params(struct stream_plan *plan, const struct call_plan *p)
{
	const struct agreement *a = p->agreement;

	plan->params = *p->params;
	codec_read_fmtp(plan->codec, &plan->params, a->send.fmtp);
	plan->params.ptime_ms = codec_ptime_ms(plan->codec, a->ptime_ms);
}

static void plan_rtcp(struct stream_rtcp *plan, const struct sdp_rtcp *a)
{
	plan->mux = a->mux;
	plan->reduced = a->reduced;
	plan->receiver_time = a->receiver_time;
	plan->voip_metrics = a->voip_metrics;
}

static enum cipher_suite cipher_of(enum sdp_suite suite)
{
	static const enum cipher_suite suites[SDP_SUITES] = {
		[SDP_CLEAR] = CIPHER_CLEAR,
		[SDP_AEAD_AES_128_GCM] = CIPHER_AEAD_AES_128_GCM,
		[SDP_AEAD_AES_256_GCM] = CIPHER_AEAD_AES_256_GCM,
		[SDP_AES_256_CM_80] = CIPHER_AES_256_CM_80,
		[SDP_AES_CM_128_80] = CIPHER_AES_CM_128_80,
		[SDP_AES_CM_128_32] = CIPHER_AES_CM_128_32,
		[SDP_AES_256_CM_32] = CIPHER_AES_256_CM_32,
	};

	return suites[suite];
}

static void plan_keys(struct stream_plan *plan, const struct agreement *a)
{
	plan->send_key.suite = plan->receive_key.suite = cipher_of(a->suite);
	memcpy(plan->send_key.bytes, a->send_key, CIPHER_KEY_MAX);
	memcpy(plan->receive_key.bytes, a->receive_key, CIPHER_KEY_MAX);
}

static void plan_way(struct stream_plan *plan, const struct call_plan *p)
{
	const struct agreement *a = p->agreement;

	if (p->paired) {
		transport_peer(&plan->remote_rtp, TRANSPORT_RTP);
		transport_peer(&plan->remote_rtcp, TRANSPORT_RTCP);
		return;
	}
	address_sockaddr(a->remote_address, a->remote_port, &plan->remote_rtp);
	address_sockaddr(a->remote_address, a->remote_rtcp_port,
		&plan->remote_rtcp);
}

void call_plan_make(struct stream_plan *plan, const struct call_plan *p)
{
	const struct agreement *a = p->agreement;

	memset(plan, 0, sizeof *plan);
	plan->codec = call_plan_codec(&a->send);
	plan->payload_type = a->send.payload_type;
	if (plan->codec)
		plan_params(plan, p);
	plan_receive(plan, a);
	plan_events(plan, a);
	plan_noise(plan, a);
	plan->sends = a->direction == SDP_SENDRECV ||
		a->direction == SDP_SENDONLY;
	plan->receives = a->direction == SDP_SENDRECV ||
		a->direction == SDP_RECVONLY;
	plan_rtcp(&plan->rtcp, &a->rtcp);
	plan_keys(plan, a);
	address_sockaddr(p->signalling, 0, &plan->signalling);
	plan_way(plan, p);
	plan->join = p->seat->join;
	plan->conference = p->seat->conference;
	plan->member = p->seat->member;
	plan->latency = p->seat->latency;
	plan->echo_delay_ms = p->seat->echo_delay_ms;
	plan->music = p->seat->music;
	/* Who has agreed to events sends those, and perhaps the sound too. */
	plan->hears_tones = p->hears_tones || !a->n_receive_events;
}
