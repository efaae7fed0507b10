#include "media/incoming.h"

#include "media/codec.h"
#include "media/rtp.h"

void incoming_init(struct incoming *in)
{
	*in = (struct incoming){ .playout = playout_new() };
}

void incoming_close(struct incoming *in)
{
	playout_free(in->playout);
}

void incoming_plan(struct incoming *in, const struct stream_plan *plan)
{
	latch_plan(&in->latch, &plan->remote_rtp);
}

static const struct codec *codec_of(const struct stream_plan *plan, int type)
{
	for (int i = 0; i < plan->n_receive; i++)
		if (plan->receive[i].payload_type == type)
			return plan->receive[i].codec;
	return NULL;
}

static void play(struct incoming *in, const struct stream_plan *plan,
	const struct rtp_packet *p, const struct codec *codec,
	int64_t arrival_ns)
{
	struct shelf_packet packet = {
		.timestamp = p->timestamp,
		.sequence = p->sequence,
		.codec = codec,
		.payload = p->payload,
		.n = p->n,
	};

	source_arrival(&in->source, p->timestamp,
		(uint32_t)(arrival_ns * codec->rate_hz / 1000000000));
	/* without payload it only keeps a NAT open (RFC 6263) */
	if (!p->n || !plan->receives)
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

static void take(struct incoming *in, const struct stream_plan *plan,
	const struct rtp_packet *p, const struct codec *codec,
	int64_t arrival_ns)
{
	in->packets++;
	in->bytes += p->n;
	in->heard_ns = arrival_ns;
	if (codec)
		play(in, plan, p, codec, arrival_ns);
	else if (!key_receiver_packet(&in->keys, p->payload, p->n,
		 p->timestamp, arrival_ns))
		in->undecodable++;
}

void incoming_packet(struct incoming *in, const struct stream_plan *plan,
	const struct datagram *d)
{
	const struct codec *codec = NULL;
	struct rtp_packet p;
	bool known = rtp_read(&p, d->bytes, d->n);

	if (known && p.type != plan->receive_event_type) {
		codec = codec_of(plan, p.type);
		known = codec != NULL;
	}
	if (!known || !latch_packet(&in->latch, &d->from, d->arrival_ns) ||
	    !follow_source(in, &p)) {
		in->undecodable++;
		return;
	}
	take(in, plan, &p, codec, d->arrival_ns);
}
