/* stream_handshake.c - DTLS and STUN among what a stream receives and sends.
 * Media thread. */
#include <string.h>

#include "media/dtls.h"
#include "media/stream.h"
#include "media/stun.h"

bool stream_is_locked(const struct stream *s)
{
	const struct stream_plan *plan = &s->setup->plan;

	return plan->dtls && plan->receive_key.suite == CIPHER_CLEAR;
}

/* A stranger's flood leaves room for who is expected. */
static bool has_room(struct stream *s, const struct datagram *d,
	enum transport_half half)
{
	const struct stream_plan *plan = &s->setup->plan;
	bool expected = address_same(&d->from, half == TRANSPORT_RTP ?
		&plan->remote_rtp : &plan->remote_rtcp);

	return s->handshakes[expected]++ < HANDSHAKE_PER_TICK;
}

static void hand_up(struct stream *s, const struct datagram *d,
	enum transport_half half)
{
	struct handshake h = { .stream = s, .half = half, .peer = d->from,
		.n = d->n };

	memcpy(h.bytes, d->bytes, d->n);
	s->handshake_sink->put(s->handshake_sink->arg, &h);
}

/* STUN is of use until there are keys; and nothing that keeps a way open (RFC
 * 6263 4.1, 4.4) is sound that cannot be read, or that somebody forged.  What
 * there is no room for is counted, so that a flood is seen (sieve.h); after
 * a tick that was late, much may have come that is none. */
bool stream_take_handshake(struct stream *s, const struct datagram *d,
	enum transport_half half)
{
	bool dtls = s->setup->plan.dtls && dtls_is(d->bytes, d->n);
	bool stun = stun_is(d->bytes, d->n);

	if (d->n && !stun && !dtls)
		return false;
	if (d->n > DTLS_DATAGRAM)
		s->in.refused.garbage++;
	else if (!has_room(s, d, half))
		s->in.refused.crowd++;
	else if (s->handshake_sink && (dtls || (stun && stream_is_locked(s))))
		hand_up(s, d, half);
	return true;
}

#define OPENS_FIRST_MS 20
#define OPENS_MS 1000

/* A binding indication (RFC 8489 6.3.2), which nobody answers. */
static void open_one(struct stream *s, enum transport_half half,
	const struct sockaddr_storage *to)
{
	uint8_t bytes[STUN_HEADER];

	stun_indication(bytes);
	transport_send(s->transport, half, to, bytes, sizeof bytes);
}

void stream_open_way(struct stream *s, int64_t now_ns)
{
	const struct sockaddr_storage *to = latch_target(&s->in.latch);
	struct sockaddr_storage place;

	if (!stream_is_locked(s)) {
		s->opens_ms = 0;
		return;
	}
	if (s->opens_ms &&
	    now_ns - s->opened_ns < s->opens_ms * INT64_C(1000000))
		return;
	s->opens_ms = !s->opens_ms ? OPENS_FIRST_MS :
		s->opens_ms < OPENS_MS / 2 ? 2 * s->opens_ms : OPENS_MS;
	s->opened_ns = now_ns;
	if (to)
		open_one(s, TRANSPORT_RTP, to);
	if (!s->setup->plan.rtcp.mux && stream_report_place(s, &place))
		open_one(s, TRANSPORT_RTCP, &place);
}

void stream_send_handshake(struct stream *s, const struct handshake *h)
{
	const struct sockaddr_storage *to = &h->peer;
	struct sockaddr_storage place;

	if (!to->ss_family && h->half == TRANSPORT_RTP)
		to = latch_target(&s->in.latch);
	else if (!to->ss_family)
		to = stream_report_place(s, &place) ? &place : NULL;
	if (to)
		transport_send(s->transport, h->half, to, h->bytes, h->n);
}
