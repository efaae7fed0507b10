/* gsm.c - GSM 06.10 full rate, 33 bytes for 20 ms (RFC 3551 4.5.8), by
 * spandsp. */
#include "media/codec.h"

#include <spandsp/telephony.h>
#include <spandsp/gsm0610.h>
#include <spandsp/private/gsm0610.h>

#define FRAME 160		/* samples */
#define BYTES 33
#define SIGNATURE 0xd0		/* the upper half of the first byte */

static size_t state_size(void)
{
	return sizeof(struct gsm0610_state_s);
}

static size_t encoder_size(const struct codec_params *p)
{
	(void)p;
	return state_size();
}

static void decoder_init(void *state)
{
	gsm0610_init(state, GSM0610_PACKING_VOIP);
}

static void encoder_init(void *state, const struct codec_params *p)
{
	(void)p;
	decoder_init(state);
}

static size_t encode(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	size_t frames = n / FRAME < room / BYTES ? n / FRAME : room / BYTES;

	return (size_t)gsm0610_encode(state, payload, samples,
		(int)(frames * FRAME));
}

static size_t samples_of(const uint8_t *payload, size_t n)
{
	for (size_t at = 0; at < n; at += BYTES)
		if ((payload[at] & 0xf0) != SIGNATURE)
			return 0;
	return n % BYTES ? 0 : n / BYTES * FRAME;
}

static size_t decode(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	int got = gsm0610_decode(state, samples, payload, (int)n);

	return got > 0 ? (size_t)got : 0;
}

const struct codec codec_gsm = {
	.name = "GSM", .clock_hz = 8000, .channels = 1, .static_type = 3,
	.rate_hz = 8000, .frame_ms = 20, .ie = 20, .bpl = 10,
	.encoder_size = encoder_size, .encoder_init = encoder_init,
	.encode = encode,
	.decoder_size = state_size, .decoder_init = decoder_init,
	.samples = samples_of, .decode = decode,
};
