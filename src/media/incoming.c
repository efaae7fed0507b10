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
	*in = (struct incoming){ .playout = playout_new() };
}

void incoming_close(struct incoming *in)
{
	playout_free(in->playout);
}

void incoming_plan(struct incoming *in, const struct setup *setup)
{
	const struct stream_latency *latency = &setup->plan.latency;

	latch_plan(&in->latch, &setup->plan.remote_rtp);
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

static void play(struct incoming *in, const struct setup *setup,
	const struct rtp_packet *p, const struct meaning *m,
	int64_t arrival_ns)
{
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
	/* without payload it only keeps a NAT open (RFC 6263) */
	if (!p->n || !setup->plan.receives)
		return;
	if (!playout_put(in->playout, &packet, arrival_ns))
		in->undecodable++;
}

/* false: not to be listened to. */
static bool follow_source(struct incoming *in, const struct rtp_packet *p)
{
	switch (source_packet(&in->source, p)) {
	case SOURCE_REFUSED:
		return false;
	case SOURCE_NEW:
		key_receiver_restart(&in->keys);
		playout_restart(in->playout);
		return true;
	case SOURCE_RESTARTED:
		playout_restart(in->playout);
		return true;
	default:
		return true;
	}
}

static void take_key(struct incoming *in, const struct rtp_packet *p,
	const struct meaning *m, int64_t arrival_ns)
{
	playout_other(in->playout, p->sequence);
	key_receiver_clock(&in->keys, m->clock_hz);
	if (!key_receiver_packet(&in->keys, p->payload, p->n, p->timestamp,
		arrival_ns))
		in->undecodable++;
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

void incoming_packet(struct incoming *in, const struct setup *setup,
	const struct datagram *d)
{
	struct meaning m = { UNKNOWN, NULL, 0 };
	struct rtp_packet p;

	if (rtp_read(&p, d->bytes, d->n))
		m = meaning_of(setup, p.type);
	if (m.what == UNKNOWN ||
	    !latch_packet(&in->latch, &d->from, d->arrival_ns) ||
	    !follow_source(in, &p)) {
		in->undecodable++;
		return;
	}
	take(in, setup, &p, &m, d->arrival_ns);
}
