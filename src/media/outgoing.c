#include "media/outgoing.h"

#include <string.h>

#include "media/bytes.h"
#include "media/codec.h"

void outgoing_init(struct outgoing *o, const uint8_t random[10])
{
	memset(o, 0, sizeof *o);
	o->ssrc = bytes_get32(random);
	o->base = bytes_get32(random + 4);
	o->sequence = bytes_get16(random + 8);
	o->marker = true;
}

void outgoing_plan(struct outgoing *o)
{
	o->frames = 0;
}

uint32_t outgoing_timestamp(const struct outgoing *o, int64_t tick)
{
	return o->base + (uint32_t)((uint64_t)tick * MEDIA_FRAME);
}

/* Ticks were left out: what was in the making has a hole. */
static void skip(struct outgoing *o)
{
	o->frames = 0;
	o->marker = true;
	key_sender_skip(&o->keys);
}

static int frames_of(const struct stream_plan *plan)
{
	int frames = (plan->ptime_ms + MEDIA_TICK_MS - 1) / MEDIA_TICK_MS;

	return frames < 1 ? 2 : frames > OUTGOING_FRAMES ? OUTGOING_FRAMES :
		frames;
}

/* Whether a packet of so many frames is whole; one that was begun in the
 * middle is not, and is dropped. */
static bool is_due(struct outgoing *o, int64_t tick, int frames)
{
	bool whole = o->frames >= frames;

	if (tick % frames != o->phase % frames)
		return false;
	if (!whole)
		o->frames = 0;
	return whole;
}

/* The payload's length; header and payload are those of a key or of sound. */
static size_t fill(struct outgoing *o, const struct stream_plan *plan,
	struct rtp_packet *header, uint8_t *payload)
{
	uint32_t n = (uint32_t)o->frames * MEDIA_FRAME;
	struct key_packet key;

	if (plan->event_type < 0)
		key_sender_drop(&o->keys);
	if (!key_sender_packet(&o->keys, header->timestamp, n, &key))
		return plan->codec->encode(payload, o->samples, n);
	header->type = (uint8_t)plan->event_type;
	header->timestamp = key.timestamp;
	header->marker = key.marker;
	memcpy(payload, key.payload, sizeof key.payload);
	return sizeof key.payload;
}

static size_t make(struct outgoing *o, const struct stream_plan *plan,
	int64_t tick, uint8_t *packet)
{
	struct rtp_packet header = {
		.marker = o->marker,
		.type = (uint8_t)plan->payload_type,
		.sequence = o->sequence++,
		.timestamp = outgoing_timestamp(o, tick - o->frames + 1),
		.ssrc = o->ssrc,
	};
	size_t n = fill(o, plan, &header, packet + RTP_HEADER);

	rtp_write_header(packet, &header);
	if (header.type == plan->payload_type)
		o->marker = false;
	o->frames = 0;
	return RTP_HEADER + n;
}

size_t outgoing_frame(struct outgoing *o, const struct stream_plan *plan,
	int64_t tick, const int16_t *frame, uint8_t packet[OUTGOING_SIZE])
{
	if (tick != o->tick + 1)
		skip(o);
	o->tick = tick;
	if (!plan->sends) {
		skip(o);
		key_sender_drop(&o->keys);
		return 0;
	}
	memcpy(o->samples + o->frames * MEDIA_FRAME, frame,
		MEDIA_FRAME * sizeof *frame);
	o->frames++;
	if (!is_due(o, tick, frames_of(plan)))
		return 0;
	return make(o, plan, tick, packet);
}
