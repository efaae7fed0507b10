/* stream_handshake.c - DTLS among what a stream receives and sends.  Media
 * thread. */
#include <string.h>

#include "media/dtls.h"
#include "media/stream.h"

bool stream_is_locked(const struct stream *s)
{
	const struct stream_plan *plan = &s->setup->plan;

	return plan->dtls && plan->receive_key.suite == CIPHER_CLEAR;
}

bool stream_take_handshake(struct stream *s, const struct datagram *d,
	enum transport_half half)
{
	struct handshake h = { .stream = s, .half = half };

	if (!s->setup->plan.dtls || !dtls_is(d->bytes, d->n))
		return false;
	if (s->handshakes++ >= HANDSHAKE_PER_TICK || !s->handshake_sink ||
	    d->n > sizeof h.bytes)
		return true;
	h.peer = d->from;
	h.n = d->n;
	memcpy(h.bytes, d->bytes, d->n);
	s->handshake_sink->put(s->handshake_sink->arg, &h);
	return true;
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
