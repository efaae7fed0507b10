#include "media/outgoing.h"

#include <string.h>

#include "media/bytes.h"
#include "media/command.h"
#include "media/incoming.h"

/* Far from a wrap: who misses the first packets of ours still knows that there
 * was none (RFC 4568 6.4). */
static uint16_t first_sequence(const uint8_t random[2])
{
	return bytes_get16(random) & 0x7fff;
}

void outgoing_init(struct outgoing *o, const uint8_t random[10])
{
	memset(o, 0, sizeof *o);
	o->ssrc = bytes_get32(random);
	o->base = bytes_get32(random + 4);
	o->sequence = first_sequence(random + 8);
	o->marker = true;
}

void outgoing_renew(struct outgoing *o, const uint8_t random[6])
{
	o->ssrc = bytes_get32(random);
	o->sequence = first_sequence(random + 4);
	o->wrapped = false;
	o->marker = true;
}

static uint16_t next_sequence(struct outgoing *o)
{
	uint16_t sequence = o->sequence++;

	o->wrapped |= !o->sequence;
	return sequence;
}

static uint32_t timestamp_at(const struct outgoing *o, int64_t tick,
	int clock_hz)
{
	return o->base + (uint32_t)((uint64_t)(tick - o->base_tick) *
		(uint64_t)clock_hz * MEDIA_TICK_MS / 1000);
}

uint32_t outgoing_timestamp(const struct outgoing *o, int64_t tick)
{
	return timestamp_at(o, tick, o->clock_hz);
}

void outgoing_plan(struct outgoing *o, const struct setup *setup)
{
	const struct stream_plan *plan = &setup->plan;
	int clock_hz = plan->codec->clock_hz;

	if (plan->codec != o->codec || plan->params.ptime_ms != o->plan_ms)
		o->frames = o->length = 0;
	o->codec = plan->codec;
	o->plan_ms = plan->params.ptime_ms;
	key_sender_clock(&o->keys, plan->event_clock_hz);
	if (clock_hz == o->clock_hz)
		return;
	if (o->clock_hz) {
		o->base = outgoing_timestamp(o, o->tick);
		o->base_tick = o->tick;
	}
	o->clock_hz = clock_hz;
}

/* Ticks were left out: what was in the making has a hole. */
static void skip(struct outgoing *o)
{
	o->frames = 0;
	o->marker = true;
	key_sender_skip(&o->keys);
}

void outgoing_ptime(struct outgoing *o, int ptime_ms)
{
	o->ptime_ms = ptime_ms;
}

static int frames_of(const struct outgoing *o, const struct stream_plan *plan)
{
	int ptime_ms = o->ptime_ms ? o->ptime_ms : plan->params.ptime_ms;
	int frames = (ptime_ms + MEDIA_TICK_MS - 1) / MEDIA_TICK_MS;

	return frames < 1 ? 2 : frames > OUTGOING_FRAMES ? OUTGOING_FRAMES :
		frames;
}

static void set_length(struct outgoing *o, const struct stream_plan *plan,
	int64_t tick)
{
	int frames = frames_of(o, plan);

	if (!o->length || (tick - 1) % frames == o->phase % frames)
		o->length = frames;
}

static size_t samples_of(const struct outgoing *o, const struct setup *setup)
{
	return (size_t)o->frames * media_frame(setup->plan.codec->rate_hz);
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

static size_t code(const struct outgoing *o, const struct setup *setup,
	uint8_t *payload)
{
	return encoder_code(setup->encoder, setup->samples,
		samples_of(o, setup), payload, CODEC_PAYLOAD_MAX);
}

/* Sound, or in a pause what its noise is like; after that, sound begins anew
 * (RFC 3551 4.1). */
static size_t fill_sound(struct outgoing *o, const struct setup *setup,
	struct rtp_packet *header, uint8_t *payload)
{
	enum pauses_verdict verdict = PAUSES_SOUND;

	if (setup->plan.noise_type >= 0)
		verdict = pauses_packet(&o->pauses, setup->samples,
			samples_of(o, setup), o->frames * MEDIA_TICK_MS);
	if (verdict == PAUSES_SOUND)
		return code(o, setup, payload);
	o->marker = true;
	if (verdict == PAUSES_NOTHING)
		return 0;
	header->type = (uint8_t)setup->plan.noise_type;
	header->marker = false;
	pauses_noise(&o->pauses, payload);
	return PAUSES_NOISE_SIZE;
}

/* The payload's length; header and payload are those of a key or of sound. */
static size_t fill(struct outgoing *o, const struct setup *setup,
	struct rtp_packet *header, uint8_t *payload)
{
	const struct stream_plan *plan = &setup->plan;
	uint32_t n = (uint32_t)o->frames * (uint32_t)plan->event_clock_hz *
		MEDIA_TICK_MS / 1000;
	struct key_packet key;

	if (plan->event_type < 0)
		key_sender_drop(&o->keys);
	if (!key_sender_packet(&o->keys, header->timestamp, n, &key))
		return fill_sound(o, setup, header, payload);
	header->type = (uint8_t)plan->event_type;
	header->timestamp = key.timestamp;
	header->marker = key.marker;
	memcpy(payload, key.payload, sizeof key.payload);
	return sizeof key.payload;
}

/* 0: there is nothing to say. */
static size_t make(struct outgoing *o, const struct setup *setup, int64_t tick,
	uint8_t *packet)
{
	struct rtp_packet header = {
		.marker = o->marker,
		.type = (uint8_t)setup->plan.payload_type,
		.timestamp = outgoing_timestamp(o, tick - o->frames + 1),
		.ssrc = o->ssrc,
	};
	size_t n = fill(o, setup, &header, packet + RTP_HEADER);

	o->frames = 0;
	o->marker |= !n;
	if (!n)
		return 0;
	header.sequence = next_sequence(o);
	rtp_write_header(packet, &header);
	if (header.type == setup->plan.payload_type)
		o->marker = false;
	return RTP_HEADER + n;
}

size_t outgoing_frame(struct outgoing *o, const struct setup *setup,
	int64_t tick, const int16_t *frame, uint8_t packet[OUTGOING_SIZE])
{
	const struct stream_plan *plan = &setup->plan;
	size_t n = media_frame(plan->codec->rate_hz);

	if (tick != o->tick + 1)
		skip(o);
	o->tick = tick;
	/* Nothing is coded that cannot leave: their decoder has to hear the
	 * first of our encoder. */
	if (plan->dtls && plan->send_key.suite == CIPHER_CLEAR) {
		skip(o);
		return 0;
	}
	if (!plan->sends) {
		skip(o);
		key_sender_drop(&o->keys);
		return 0;
	}
	if (!o->frames)
		set_length(o, plan, tick);
	memcpy(setup->samples + samples_of(o, setup), frame,
		n * sizeof *frame);
	o->frames++;
	if (!is_due(o, tick, o->length))
		return 0;
	return make(o, setup, tick, packet);
}

/* --- a word to keep a NAT open -------------------------------------------- */

static int type_of_nothing(const struct setup *setup)
{
	int type = 127;

	while (type > 96 && incoming_knows(setup, type))
		type--;
	return type;
}

void outgoing_word(struct outgoing *o, const struct setup *setup, int64_t tick,
	uint8_t packet[RTP_HEADER])
{
	const struct rtp_packet p = {
		.type = (uint8_t)type_of_nothing(setup),
		.sequence = next_sequence(o),
		.timestamp = outgoing_timestamp(o, tick),
		.ssrc = o->ssrc,
	};

	rtp_write_header(packet, &p);
}
