/* g722.c - ITU-T G.722 at 64 kbit/s, by spandsp.
 *
 * The sound has 16 kHz, its RTP clock 8000 (RFC 3551 4.5.2: an old mistake that
 * everybody keeps).
 */
#include "media/codec.h"

#include <string.h>

#include <spandsp/telephony.h>
#include <spandsp/g722.h>
#include <spandsp/private/g722.h>

#define RATE 64000		/* bit/s */
#define STRETCH 160		/* samples that follow() takes at once */

struct hearing {
	struct g722_decode_state_s decoder;
	/* Codes what was heard in place of lost packets. */
	struct g722_encode_state_s mirror;
	bool mirrored;		/* since the last packet */
};

/* --- encoder ------------------------------------------------------------- */

static size_t encoder_size(const struct codec_params *p)
{
	(void)p;
	return sizeof(struct g722_encode_state_s);
}

static void encoder_init(void *state, const struct codec_params *p)
{
	(void)p;
	g722_encode_init(state, RATE, 0);
}

static size_t encode(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	n = n / 2 < room ? n : 2 * room;
	return (size_t)g722_encode(state, payload, samples, (int)n);
}

/* --- decoder ------------------------------------------------------------- */

static size_t decoder_size(void)
{
	return sizeof(struct hearing);
}

static void decoder_init(void *state)
{
	struct hearing *h = state;

	g722_decode_init(&h->decoder, RATE, 0);
	g722_encode_init(&h->mirror, RATE, 0);
	h->mirrored = false;
}

static size_t samples_of(const uint8_t *payload, size_t n)
{
	(void)payload;
	return 2 * n;
}

static size_t decode(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	struct hearing *h = state;

	h->mirrored = false;
	return (size_t)g722_decode(&h->decoder, samples, payload, (int)n);
}

/* An encoder's predictors are those of the decoder that hears it. */
static void mirror(struct hearing *h)
{
	if (h->mirrored)
		return;
	g722_encode_init(&h->mirror, RATE, 0);
	memcpy(h->mirror.band, h->decoder.band, sizeof h->mirror.band);
	h->mirrored = true;
}

/* The decoder hears what a sender would have sent for this sound: predictors
 * and filters then stand about where the real sender's do. */
static void follow(void *state, const int16_t *samples, size_t n)
{
	struct hearing *h = state;
	uint8_t payload[STRETCH / 2];
	int16_t unheard[STRETCH];

	mirror(h);
	for (size_t at = 0, some; at < n; at += some) {
		some = n - at < STRETCH ? n - at : STRETCH;
		g722_decode(&h->decoder, unheard, payload,
			g722_encode(&h->mirror, payload, samples + at,
				(int)some));
	}
}

const struct codec codec_g722 = {
	.name = "G722", .clock_hz = 8000, .channels = 1, .static_type = 9,
	.rate_hz = 16000, .frame_ms = 10, .ie = 0, .bpl = 25,
	.encoder_size = encoder_size, .encoder_init = encoder_init,
	.encode = encode,
	.decoder_size = decoder_size, .decoder_init = decoder_init,
	.samples = samples_of, .decode = decode, .follow = follow,
};
