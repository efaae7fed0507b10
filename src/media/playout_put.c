#include "media/playout_private.h"

#include "media/codec.h"

#define MS_NS INT64_C(1000000)
#define NEAR_MS 1000		/* two odd packets that belong together */

static int most_ms(const struct playout *p)
{
	return p->least_ms + PLAYOUT_MAX_MS;
}

static bool has_faded(const struct playout *p)
{
	return conceal_has_faded(&p->conceal);
}

/* Far from its time: believed when nothing is being played, or when another
 * like it follows. */
static bool put_odd(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	uint32_t near = NEAR_MS * ((uint32_t)p->clock_hz / 1000);
	bool again = p->odd &&
		packet->timestamp - p->odd_timestamp + near <= 2 * near;

	if (again || (!shelf_first(p->shelf) && has_faded(p))) {
		playout_begin(p, packet->timestamp, arrival_ns);
		return true;
	}
	p->odd = true;
	p->odd_timestamp = packet->timestamp;
	p->statistics.discarded_packets++;
	return false;
}

/* Nothing is there but what was made up: this packet's turn is now; where
 * silence is all there is, at a time that is good for the next ones, too. */
static void wait_for(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	int64_t transit = playout_transit_us(p, packet->timestamp, arrival_ns);
	int64_t target = playout_target_us(p);

	if (p->made_up)
		strip_skip(p->strip, strip_waiting(p->strip));
	if (has_faded(p) && target > transit)
		playout_set_reach(p, target, packet->timestamp);
	else
		p->end = packet->timestamp;
}

/* Whether it may be waited for. */
static bool is_next(const struct playout *p, const struct shelf_packet *packet)
{
	return !shelf_first(p->shelf) && (!p->has_played ||
		(int32_t)(packet->timestamp - p->played_to) >= 0);
}

/* Its turn is over, or has begun.  Whether something is left of it. */
static bool put_late(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns, int64_t slack_ns)
{
	uint32_t end = packet->timestamp + packet->ticks;
	bool early = slack_ns >= 0;	/* it is us who are late */

	if (!early) {
		p->statistics.late_packets++;
		p->late_ns = p->due_ns;
		if (is_next(p, packet)) {
			wait_for(p, packet, arrival_ns);
			return true;
		}
	}
	if ((int32_t)(end - p->end) > 0 && is_next(p, packet))
		return true;
	p->statistics.discarded_packets++;
	p->statistics.late_packets += early && p->has_played;
	return false;
}

static void measure(struct playout *p, uint32_t timestamp, int64_t arrival_ns)
{
	int slack = (int)(playout_slack_ns(p, timestamp, arrival_ns) / MS_NS);

	delay_add(&p->delay, playout_transit_us(p, timestamp, arrival_ns),
		arrival_ns / 1000, p->ultra_low);
	p->delay_16 += slack - p->delay_16 / 16;
	p->statistics.delay_ms = p->delay_16 / 16;
	p->statistics.target_ms = (int)(playout_target_us(p) -
		delay_low(&p->delay)) / 1000;
}

/* Whether it finds a place. */
static bool place(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	int64_t slack;

	if (!p->started)
		playout_begin(p, packet->timestamp, arrival_ns);
	slack = playout_slack_ns(p, packet->timestamp, arrival_ns);
	if ((slack > most_ms(p) * MS_NS || slack < -most_ms(p) * MS_NS) &&
	    !put_odd(p, packet, arrival_ns))
		return false;
	p->odd = false;
	if ((int32_t)(packet->timestamp - p->end) < 0 &&
	    !put_late(p, packet, arrival_ns, slack)) {
		measure(p, packet->timestamp, arrival_ns);
		return false;
	}
	measure(p, packet->timestamp, arrival_ns);
	return true;
}

static bool put(struct playout *p, const struct shelf_packet *packet,
	int64_t arrival_ns)
{
	if (shelf_knows(p->shelf, packet->sequence)) {
		p->statistics.duplicate_packets++;
		return true;
	}
	return !place(p, packet, arrival_ns) || shelf_put(p->shelf, packet);
}

bool playout_put(struct playout *p, const struct playout_packet *packet,
	int64_t arrival_ns)
{
	struct decoder *d = packet->decoder;
	struct shelf_packet s = {
		.timestamp = packet->timestamp, .sequence = packet->sequence,
		.decoder = d, .payload = packet->payload, .n = packet->n,
	};

	if (!packet->n || packet->n > CODEC_PAYLOAD_MAX)
		return false;
	if (!d)
		return !p->started || put(p, &s, arrival_ns);
	s.ticks = codec_ticks_of(d->codec, (uint32_t)decoder_samples(d,
		packet->payload, packet->n));
	if (!s.ticks)
		return false;
	playout_set_clock(p, d->codec->clock_hz);
	return put(p, &s, arrival_ns);
}

void playout_other(struct playout *p, uint16_t sequence)
{
	if (p->has_played && sequence == (uint16_t)(p->played_sequence + 1))
		p->played_sequence = sequence;
}
