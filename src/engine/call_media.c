#include "engine/call_media.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "media/transport.h"
#include "sdp/capability.h"

#define PLACE 80		/* "ip:port" */

struct call_media {
	struct media *media;
	void (*on_key)(void *arg, char key, int duration_ms, bool by_tone);
	bool hears_tones;
	void *arg;
	bool gone;			/* freed, waits for its stream */
	struct transport *transport;	/* owned until the stream has it */
	struct stream *stream;		/* owned; the media thread's if attached */
	bool attached;
	struct capability capability;
	struct sdp_security security;
	struct codec_params params;	/* of the configuration */
	char address[SDP_ADDRESS], origin[SDP_ADDRESS];
	int port, first_port, last_port, dscp;	/* of the range */
	struct sdp_local local;		/* session id and version */
	char *last_text;		/* our last description; owned */
	char *agreed_text;		/* that which was agreed on; owned */
	enum sdp_direction agreed_direction;	/* that it names */
	struct agreement agreement;
	bool agreed;
	struct call_seat seat;
	char signalling[SDP_ADDRESS];	/* "": not known */
	char local_text[PLACE], remote_text[PLACE];
};

static void place_text(char text[PLACE], const char *address, int port)
{
	snprintf(text, PLACE, strchr(address, ':') ? "[%s]:%d" : "%s:%d",
		address, port);
}

/* A key of its own for each suite, for all of the dialog. */
static void make_keys(struct sdp_security *s)
{
	for (int i = SDP_CLEAR + 1; i < SDP_SUITES; i++) {
		s->ours[i].suite = i;
		s->ours[i].tag = i;
		if (getrandom(s->ours[i].key, SDP_KEY_MAX, 0) != SDP_KEY_MAX)
			s->sdes = false;
	}
}

int call_media_new(struct call_media **media, const struct call_media_params *p)
{
	struct transport_params tp = {
		.address = p->address,
		.first_port = p->config->rtp_first,
		.last_port = p->config->rtp_last,
		.dscp = p->config->dscp_rtp,
	};
	struct call_media *m;
	struct transport *transport;
	int error = transport_open(&transport, &tp);

	if (error < 0)
		return error;
	m = mem_new_of(struct call_media);
	m->media = p->media;
	m->on_key = p->on_key;
	m->hears_tones = p->hears_tones;
	m->arg = p->arg;
	m->transport = transport;
	m->port = transport_port(transport);
	m->capability = *p->capability;
	m->security.srtp = p->srtp;
	m->security.sdes = p->sdes;
	if (p->sdes)
		make_keys(&m->security);
	engine_codec_params(p->config, &m->params);
	m->first_port = tp.first_port;
	m->last_port = tp.last_port;
	m->dscp = tp.dscp;
	snprintf(m->address, sizeof m->address, "%s", p->address);
	snprintf(m->origin, sizeof m->origin, "%s", p->address);
	place_text(m->local_text, m->address, m->port);
	if (getrandom(&m->local.session_id, sizeof m->local.session_id, 0) < 0)
		m->local.session_id = m->port;
	m->local.session_id >>= 1;	/* fits a signed 64-bit number */
	*media = m;
	return 0;
}

int call_media_move(struct call_media *m, const char *address)
{
	struct transport_params tp = { .address = address,
		.first_port = m->first_port, .last_port = m->last_port,
		.dscp = m->dscp };
	int port, error;

	if (!strcmp(m->address, address))
		return 0;
	if ((strchr(address, ':') == NULL) != (strchr(m->address, ':') == NULL))
		return -EAFNOSUPPORT;
	if (m->stream) {
		error = stream_move(m->stream, &tp, &port);
	} else {
		error = transport_move(m->transport, &tp);
		port = transport_port(m->transport);
	}
	if (error)
		return error;
	m->port = port;
	snprintf(m->address, sizeof m->address, "%s", address);
	place_text(m->local_text, m->address, m->port);
	return 0;
}

static void release(struct call_media *m)
{
	stream_free(m->stream);
	transport_close(m->transport);
	mem_wipe_text(m->last_text);
	mem_wipe_text(m->agreed_text);
	explicit_bzero(m, sizeof *m);	/* keys */
	free(m);
}

void call_media_free(struct call_media *m)
{
	if (!m)
		return;
	m->gone = true;
	if (m->attached)
		media_detach(m->media, m->stream);
	else
		release(m);
}

void call_media_can(struct call_media *m, const struct capability *capability)
{
	if (m)
		m->capability = *capability;
}

void call_media_key(void *stream_arg, char key, int duration_ms, bool by_tone)
{
	struct call_media *m = stream_arg;

	if (!m->gone && m->on_key)
		m->on_key(m->arg, key, duration_ms, by_tone);
}

void call_media_detached(void *stream_arg, struct stream *stream)
{
	struct call_media *m = stream_arg;

	(void)stream;
	m->attached = false;
	release(m);
}

static const struct sdp_local *local_with(struct call_media *m,
	enum sdp_direction direction)
{
	m->local.capability = &m->capability;
	m->local.address = m->address;
	m->local.origin = m->origin;
	m->local.port = m->port;
	m->local.direction = direction;
	m->local.former = m->last_text;
	m->local.security = &m->security;
	return &m->local;
}

/* RFC 3264 8: the version in o= grows by one when the text has changed. */
static void remember_text(struct call_media *m, const char *text)
{
	mem_set(&m->last_text, text);
	m->local.version++;
}

char *call_media_offer(struct call_media *m, enum sdp_direction direction)
{
	char *text = offer_make(local_with(m, direction));

	remember_text(m, text);
	return text;
}

char *call_media_offer_again(struct call_media *m)
{
	if (!m->agreed)
		return NULL;
	m->local.direction = m->agreed_direction;
	return mem_text(m->agreed_text);
}

enum sdp_direction call_media_offered(const struct call_media *m)
{
	return m->local.direction;
}

void call_media_take_back(struct call_media *m)
{
	if (m->agreed)
		mem_set(&m->last_text, m->agreed_text);
}

static void agree(struct call_media *m, const struct agreement *a,
	enum sdp_direction named)
{
	mem_set(&m->agreed_text, m->last_text);
	m->agreed_direction = named;
	m->agreement = *a;
	m->agreed = true;
	place_text(m->remote_text, a->remote_address, a->remote_port);
}

int call_media_take_offer(struct call_media *m, const char *sdp, size_t n,
	enum sdp_direction direction, char **answer, char why[SDP_WHY])
{
	struct agreement a;
	int status = answer_make(local_with(m, direction), sdp, n, answer, &a,
		why);

	if (status)
		return status;
	remember_text(m, *answer);
	agree(m, &a, a.direction);
	return 0;
}

int call_media_take_answer(struct call_media *m, const char *sdp, size_t n,
	char why[SDP_WHY])
{
	struct agreement a;
	int status = answer_read(local_with(m, m->local.direction), sdp, n, &a,
		why);

	if (!status)
		agree(m, &a, m->local.direction);
	return status;
}

int call_media_judge(const struct call_media_judged *j, const char *sdp,
	size_t n, char why[SDP_WHY])
{
	const struct sdp_security security = { .srtp = j->srtp,
		.sdes = j->sdes };
	const struct sdp_local local = { .capability = j->capability,
		.address = j->address, .port = 9, .direction = SDP_SENDRECV,
		.security = &security };
	struct agreement a;
	char *text;
	int status = answer_make(&local, sdp, n, &text, &a, why);

	if (!status)
		free(text);
	return status;
}

const struct agreement *call_media_agreed(const struct call_media *m)
{
	return m && m->agreed ? &m->agreement : NULL;
}

void call_media_agree(struct call_media *m, const struct agreement *a)
{
	if (a)
		agree(m, a, a->direction);
	else
		m->agreed = false;
}

static void set_address(struct sockaddr_storage *to, const char *ip, int port)
{
	struct sockaddr_in *four = (struct sockaddr_in *)to;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;

	memset(to, 0, sizeof *to);
	if (inet_pton(AF_INET, ip, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons(port);
	} else if (inet_pton(AF_INET6, ip, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(port);
	}
}

void call_media_signalling(struct call_media *m, const char *ip)
{
	snprintf(m->signalling, sizeof m->signalling, "%s", ip ? ip : "");
}

static const struct codec *codec_of(const struct sdp_codec *c)
{
	return codec_find(c->name, c->rate_hz, c->channels);
}

static void plan_receive(struct stream_plan *plan, const struct agreement *a)
{
	for (int i = 0; i < a->n_receive && i < STREAM_TYPES; i++) {
		plan->receive[i].payload_type = a->receive[i].payload_type;
		plan->receive[i].codec = codec_of(&a->receive[i]);
	}
	plan->n_receive = a->n_receive < STREAM_TYPES ? a->n_receive :
		STREAM_TYPES;
}

static void plan_events(struct stream_plan *plan, const struct agreement *a)
{
	int *n = &plan->n_receive_events;

	plan->event_type = a->send_event.payload_type;
	plan->event_clock_hz = a->send_event.rate_hz;
	for (*n = 0; *n < a->n_receive_events && *n < STREAM_EVENT_TYPES; ++*n) {
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
static void plan_params(struct stream_plan *plan, const struct call_media *m)
{
	const struct agreement *a = &m->agreement;

	plan->params = m->params;
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

static void plan_from(struct stream_plan *plan, const struct call_media *m)
{
	const struct agreement *a = &m->agreement;

	memset(plan, 0, sizeof *plan);
	plan->codec = codec_of(&a->send);
	plan->payload_type = a->send.payload_type;
	if (plan->codec)
		plan_params(plan, m);
	plan_receive(plan, a);
	plan_events(plan, a);
	plan_noise(plan, a);
	plan->sends = a->direction == SDP_SENDRECV || a->direction == SDP_SENDONLY;
	plan->receives = a->direction == SDP_SENDRECV ||
		a->direction == SDP_RECVONLY;
	plan_rtcp(&plan->rtcp, &a->rtcp);
	plan_keys(plan, a);
	set_address(&plan->signalling, m->signalling, 0);
	set_address(&plan->remote_rtp, a->remote_address, a->remote_port);
	set_address(&plan->remote_rtcp, a->remote_address, a->remote_rtcp_port);
	plan->join = m->seat.join;
	plan->conference = m->seat.conference;
	plan->member = m->seat.member;
	plan->latency = m->seat.latency;
	plan->echo_delay_ms = m->seat.echo_delay_ms;
	plan->music = m->seat.music;
	/* Who has agreed to events sends those, and perhaps the sound too. */
	plan->hears_tones = m->hears_tones || !a->n_receive_events;
}

static void make_stream(struct call_media *m)
{
	struct stream_params p = { .transport = m->transport,
		.cname = m->local_text, .arg = m };

	m->stream = stream_new(&p);
	m->transport = NULL;
}

void call_media_run(struct call_media *m, const struct call_seat *seat)
{
	struct stream_plan plan;

	m->seat = *seat;
	if (!m->agreed && !m->attached)
		return;
	plan_from(&plan, m);
	if (!m->agreed)
		plan.sends = plan.receives = false;
	if (!m->stream)
		make_stream(m);
	if (m->attached)
		media_update(m->media, m->stream, &plan);
	else
		media_attach(m->media, m->stream, &plan);
	m->attached = true;
}

struct stream *call_media_stream(const struct call_media *m)
{
	return m && m->attached ? m->stream : NULL;
}

const char *call_media_address(const struct call_media *m)
{
	return m->address;
}

static const struct codec *codec_now(const struct call_media *m)
{
	return codec_of(&m->agreement.send);
}

int call_media_rate_hz(const struct call_media *m)
{
	const struct codec *codec = codec_now(m);

	return codec_rate_hz(codec ? codec : codec_at(0));
}

int call_media_ptime_ms(const struct call_media *m)
{
	const struct codec *codec = codec_now(m);

	return codec_ptime_ms(codec ? codec : codec_at(0),
		m->agreement.ptime_ms);
}

const char *call_media_local(const struct call_media *m)
{
	return m ? m->local_text : NULL;
}

const char *call_media_remote(const struct call_media *m)
{
	return m && m->agreed ? m->remote_text : NULL;
}
