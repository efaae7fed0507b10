#include "base/random.h"
#include "engine/call_media_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/call_dtls.h"
#include "engine/call_ice.h"
#include "engine/call_plan.h"
#include "engine/private.h"
#include "media/transport.h"

void call_media_place(char text[PLACE], const char *address, int port)
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
		random_bytes(s->ours[i].key, SDP_KEY_MAX);
	}
}

static struct sdp_security security_of(const struct call_security *s)
{
	return (struct sdp_security){ .srtp = s->srtp, .sdes = s->sdes,
		.sdes_unwanted = s->sdes_unwanted, .dtls = s->dtls };
}

static void tell_seen(struct call_media *m)
{
	call_media_place(m->seen.text, m->seen.address,
		m->seen.port ? m->seen.port : m->port);
}

void call_media_at(struct call_media *m, int port, int rtcp_port)
{
	m->port = port;
	m->rtcp_port = rtcp_port;
	call_media_place(m->local_text, m->address, m->port);
}

bool call_media_appear(struct call_media *m, const struct call_place *place)
{
	const char *address = place->address ? place->address : "";
	bool same = !strcmp(m->seen.address, address) &&
		m->seen.port == place->port &&
		m->seen.rtcp_port == place->rtcp_port;

	snprintf(m->seen.address, sizeof m->seen.address, "%s", address);
	m->seen.port = place->port;
	m->seen.rtcp_port = place->rtcp_port;
	/* Nobody has heard of another one. */
	if (*address && !m->last_text && !m->hides)
		snprintf(m->origin, sizeof m->origin, "%s", address);
	tell_seen(m);
	return !same;
}

bool call_media_sockets(const struct call_media *m, int fds[2])
{
	const struct transport *t = m->fresh ? m->fresh : m->transport;

	if (!t)
		return false;
	fds[0] = transport_socket(t, TRANSPORT_RTP);
	fds[1] = transport_socket(t, TRANSPORT_RTCP);
	return true;
}

int call_media_renew(struct call_media *m)
{
	const struct transport_params tp = { .address = m->address,
		.first_port = m->first_port, .last_port = m->last_port,
		.dscp = m->dscp };

	transport_close(m->fresh);
	return transport_open(&m->fresh, &tp);
}

void call_media_renewed(struct call_media *m, bool taken)
{
	int fds[2];

	if (m->fresh && taken && call_media_sockets(m, fds)) {
		call_media_take_sockets(m, fds, false);
		call_media_at(m, transport_port(m->fresh), 0);
	}
	transport_close(m->fresh);
	m->fresh = NULL;
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
	m->capability = *p->capability;
	m->security = security_of(&p->security);
	if (p->security.sdes)
		make_keys(&m->security);
	m->loop = p->loop;
	m->on_keying = p->on_keying;
	engine_codec_params(p->config, &m->params);
	m->first_port = tp.first_port;
	m->last_port = tp.last_port;
	m->dscp = tp.dscp;
	snprintf(m->address, sizeof m->address, "%s", p->address);
	m->hides = p->hides;
	snprintf(m->origin, sizeof m->origin, "%s", !p->hides ? p->address :
		strchr(p->address, ':') ? "::" : "0.0.0.0");
	call_media_at(m, transport_port(transport), 0);
	call_media_appear(m, &(struct call_place){ p->public_address, 0, 0 });
	random_bytes(&m->local.session_id, sizeof m->local.session_id);
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
	if (call_media_ice_now(m)) {	/* which gathers anew */
		snprintf(m->address, sizeof m->address, "%s", address);
		return 0;
	}
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
	snprintf(m->address, sizeof m->address, "%s", address);
	call_media_at(m, port, 0);
	if (m->seen.port)	/* a mapping of the former ones */
		m->seen.address[0] = '\0';
	m->seen.port = m->seen.rtcp_port = 0;
	tell_seen(m);
	return 0;
}

static void release(struct call_media *m)
{
	stream_free(m->stream);
	transport_close(m->transport);
	transport_close(m->fresh);
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
	call_dtls_free(m->dtls);
	m->dtls = NULL;
	call_media_drop_ice(&m->ice);
	call_media_drop_ice(&m->next_ice);
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

/* --- descriptions ----------------------------------------------------------*/

static void set_place(struct call_media *m)
{
	int rtcp = m->seen.port ? m->seen.rtcp_port : m->rtcp_port;

	m->local.address = *m->seen.address ? m->seen.address : m->address;
	m->local.port = m->seen.port ? m->seen.port : m->port;
	m->local.rtcp_port = rtcp == m->local.port + 1 ? 0 : rtcp;
	m->local.rtcp_address = NULL;
}

static const struct sdp_local *local_with(struct call_media *m,
	enum sdp_direction direction)
{
	m->local.capability = &m->capability;
	m->local.origin = m->origin;
	set_place(m);
	m->local.direction = direction;
	m->local.former = m->last_text;
	call_media_describe_ice(m);
	call_media_ready_dtls(m);
	m->local.security = &m->security;
	return &m->local;
}

/* RFC 3264 8: the version in o= grows by one when the text has changed. */
static void remember_text(struct call_media *m, const char *text)
{
	mem_set_wiped(&m->last_text, text);
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
		mem_set_wiped(&m->last_text, m->agreed_text);
	/* What was lost is still to be replaced. */
	if (m->ice && call_ice_is(m->ice, ICE_CONNECTED))
		call_media_drop_ice(&m->next_ice);
}

static void agree(struct call_media *m, const struct agreement *a,
	enum sdp_direction named, bool we_answered)
{
	mem_set_wiped(&m->agreed_text, m->last_text);
	m->agreed_direction = named;
	m->agreement = *a;
	m->agreed = true;
	if (a->dtls || a->suite != SDP_CLEAR)
		cipher_prepare();
	if (m->dtls)
		call_dtls_agree(m->dtls, a, we_answered);
	call_media_place(m->remote_text, a->remote_address, a->remote_port);
	call_media_agree_ice(m, a, we_answered);
	call_media_ice_changed(m);
}

int call_media_take_offer(struct call_media *m, const char *sdp, size_t n,
	enum sdp_direction direction, char **answer, char why[SDP_WHY])
{
	struct agreement a;
	int status;

	call_media_meet_ice(m, sdp, n);
	status = answer_make(local_with(m, direction), sdp, n, answer, &a, why);
	if (status)
		return status;
	remember_text(m, *answer);
	agree(m, &a, a.direction, true);
	return 0;
}

int call_media_take_answer(struct call_media *m, const char *sdp, size_t n,
	char why[SDP_WHY])
{
	struct agreement a;
	int status = answer_read(local_with(m, m->local.direction), sdp, n, &a,
		why);

	if (!status)
		agree(m, &a, m->local.direction, false);
	return status;
}

int call_media_judge(const struct call_media_judged *j, const char *sdp,
	size_t n, char why[SDP_WHY])
{
	const struct sdp_security security = security_of(&j->security);
	const struct sdp_ice ice = { .ufrag = "judged", .pwd = "judged" };
	const struct sdp_local local = { .capability = j->capability,
		.address = j->address, .port = 9, .direction = SDP_SENDRECV,
		.security = &security, .ice = j->ice ? &ice : NULL };
	struct agreement a;
	char *text;
	int status = answer_make(&local, sdp, n, &text, &a, why);

	if (!status)
		free(text);
	if (!status && (a.dtls || a.suite != SDP_CLEAR))
		cipher_prepare();
	return status;
}

const struct agreement *call_media_agreed(const struct call_media *m)
{
	return m && m->agreed ? &m->agreement : NULL;
}

void call_media_agree(struct call_media *m, const struct agreement *a)
{
	if (a)
		agree(m, a, a->direction, false);
	else
		m->agreed = false;
}

void call_media_signalling(struct call_media *m, const char *ip)
{
	snprintf(m->signalling, sizeof m->signalling, "%s", ip ? ip : "");
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
	const struct call_plan of = { &m->agreement, &m->params, &m->seat,
		m->signalling, m->hears_tones, call_media_ice_now(m) };
	struct stream_plan plan;

	m->seat = *seat;
	if (!m->agreed && !m->attached)
		return;
	call_plan_make(&plan, &of);
	if (call_media_by_dtls(m))
		call_dtls_plan(m->dtls, &plan);
	if (!m->agreed)
		plan.sends = plan.receives = false;
	if (!m->stream)
		make_stream(m);
	if (m->attached)
		media_update(m->media, m->stream, &plan);
	else
		media_attach(m->media, m->stream, &plan);
	m->attached = true;
	explicit_bzero(&plan, sizeof plan);
	if (call_media_by_dtls(m) && call_media_has_way(m))
		call_dtls_start(m->dtls);
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
	return call_plan_codec(&m->agreement.send);
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

const char *call_media_public(const struct call_media *m)
{
	return m && *m->seen.address ? m->seen.text : NULL;
}
