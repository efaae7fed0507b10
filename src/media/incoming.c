#include "media/incoming.h"

#include "media/codec.h"
#include "media/command.h"
#include "media/rtp.h"

/* What a payload type means. */
struct meaning {
	enum { UNKNOWN, SOUND, NOISE, KEY } what;
	struct decoder *decoder;	/* of SOUND */
	int clock_hz;
};

void incoming_init(struct incoming *in)
{
	*in = (struct incoming){ .playout = playout_new(), .refused.type = -1 };
}

void incoming_close(struct incoming *in)
{
	playout_free(in->playout);
}

void incoming_plan(struct incoming *in, const struct setup *setup)
{
	const struct stream_latency *latency = &setup->plan.latency;

	latch_plan(&in->latch, &setup->plan.remote_rtp,
		&setup->plan.signalling);
	in->latch.sealed = setup->plan.receive_key.suite != CIPHER_CLEAR;
	playout_latency(in->playout, latency->least_ms, latency->ultra_low);
}

static struct meaning meaning_of(const struct setup *setup, int type)
{
	const struct stream_plan *plan = &setup->plan;

	for (int i = 0; i < plan->n_receive; i++)
		if (plan->receive[i].payload_type == type)
			return (struct meaning){ SOUND, setup->decoders[i],
				plan->receive[i].codec->clock_hz };
	for (int i = 0; i < plan->n_receive_events; i++)
		if (plan->receive_events[i].payload_type == type)
			return (struct meaning){ KEY, NULL,
				plan->receive_events[i].clock_hz };
	if (type == plan->receive_noise_type)
		return (struct meaning){ NOISE, NULL, MEDIA_NOISE_HZ };
	return (struct meaning){ UNKNOWN, NULL, 0 };
}

bool incoming_knows(const struct setup *setup, int type)
{
	return meaning_of(setup, type).what != UNKNOWN;
}

uint64_t incoming_refused(const struct incoming *in)
{
	const struct refusals *r = &in->refused;

	return r->strangers + r->types + r->garbage + r->forged +
		r->early + r->crowd;
}

/* How long the sound of one packet is, by two in sequence. */
static void measure(struct incoming *in, const struct rtp_packet *p,
	const struct meaning *m)
{
	uint64_t ticks = p->timestamp - in->last_timestamp;
	uint64_t ms = ticks * 1000 / (unsigned)m->clock_hz;

	if ((uint16_t)(in->last_sequence + 1) == p->sequence && ms &&
	    ms <= CODEC_MAX_MS)
		in->packet_ms = (int)ms;
	in->sounded_ms += in->packet_ms;
	in->last_sequence = p->sequence;
	in->last_timestamp = p->timestamp;
}

static uint64_t discarded(const struct incoming *in)
{
	return playout_statistics(in->playout)->discarded_packets;
}

static void play(struct incoming *in, const struct setup *setup,
	const struct rtp_packet *p, const struct meaning *m,
	int64_t arrival_ns)
{
	uint64_t before = discarded(in);
	struct playout_packet packet = {
		.timestamp = p->timestamp,
		.sequence = p->sequence,
		.marker = p->marker,
		.decoder = m->decoder,
		.payload = p->payload,
		.n = p->n,
	};

	source_arrival(&in->source, p->timestamp,
		(uint32_t)(arrival_ns / 1000 * m->clock_hz / 1000000));
	if (m->what == SOUND) {
		in->codec = m->decoder->codec;
		measure(in, p, m);
	}
	if (setup->plan.receives && p->n &&
	    !playout_put(in->playout, &packet, arrival_ns))
		in->refused.garbage++;
	burst_packet(&in->burst, p->sequence, discarded(in) != before);
}

/* false: not to be listened to. */
static bool follow_source(struct incoming *in, const struct rtp_packet *p)
{
	switch (source_packet(&in->source, p)) {
	case SOURCE_REFUSED:
		return false;
	case SOURCE_NEW:
		key_receiver_restart(&in->keys);
		/* fall through */
	case SOURCE_RESTARTED:
		playout_restart(in->playout);
		burst_restart(&in->burst);
		return true;
	default:
		return true;
	}
}

static void take_key(struct incoming *in, const struct rtp_packet *p,
	const struct meaning *m, int64_t arrival_ns)
{
	playout_other(in->playout, p->sequence);
	burst_packet(&in->burst, p->sequence, false);
	key_receiver_clock(&in->keys, m->clock_hz);
	if (!key_receiver_packet(&in->keys, p->payload, p->n, p->timestamp,
		arrival_ns))
		in->refused.garbage++;
}

static void take(struct incoming *in, const struct setup *setup,
	const struct rtp_packet *p, const struct meaning *m,
	int64_t arrival_ns)
{
	in->packets++;
	in->bytes += p->n;
	in->heard_ns = arrival_ns;
	if (m->what == KEY)
		take_key(in, p, m, arrival_ns);
	else
		play(in, setup, p, m, arrival_ns);
}

/* It keeps a NAT open, and has its place in the sequence (RFC 6263 4.6). */
static void take_empty(struct incoming *in, const struct rtp_packet *p)
{
	playout_other(in->playout, p->sequence);
	burst_packet(&in->burst, p->sequence, false);
}

static void refuse_stranger(struct incoming *in,
	const struct sockaddr_storage *from)
{
	in->refused.strangers++;
	in->refused.stranger = *from;
}

static bool is_known_host(const struct incoming *in,
	const struct sockaddr_storage *from)
{
	return address_same_host(from, in->latch.has_heard ?
		&in->latch.heard : &in->latch.plan);
}

/* It must not decide to whom we listen. */
static void refuse_type(struct incoming *in, const struct rtp_packet *p,
	const struct sockaddr_storage *from)
{
	if (!is_known_host(in, from)) {
		refuse_stranger(in, from);
	} else if (p->n) {
		in->refused.types++;
		in->refused.type = p->type;
	} else if (address_same(from, &in->latch.heard) &&
		   p->ssrc == in->source.ssrc && follow_source(in, p)) {
		take_empty(in, p);
	}
}

void incoming_packet(struct incoming *in, const struct setup *setup,
	const struct datagram *d)
{
	struct meaning m;
	struct rtp_packet p;

	if (!rtp_read(&p, d->bytes, d->n)) {
		in->refused.garbage++;
		return;
	}
	m = meaning_of(setup, p.type);
	if (m.what == UNKNOWN)
		refuse_type(in, &p, &d->from);
	else if (!latch_packet(&in->latch, &d->from, &p, d->arrival_ns))
		refuse_stranger(in, &d->from);
	else if (!follow_source(in, &p))
		in->refused.garbage++;
	else
		take(in, setup, &p, &m, d->arrival_ns);
}
