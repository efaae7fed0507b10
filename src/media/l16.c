/* l16.c - samples as they are, in network order (RFC 3551 4.5.11). */
#include "media/codec.h"

#include "media/bytes.h"

static size_t encode(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	(void)state;
	n = n < room / 2 ? n : room / 2;
	for (size_t i = 0; i < n; i++)
		bytes_put16(payload + 2 * i, (uint16_t)samples[i]);
	return 2 * n;
}

static size_t samples_of(const uint8_t *payload, size_t n)
{
	(void)payload;
	return n % 2 ? 0 : n / 2;
}

static size_t decode(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	(void)state;
	for (size_t i = 0; i < n / 2; i++)
		samples[i] = (int16_t)bytes_get16(payload + 2 * i);
	return n / 2;
}

/* More than 40 ms does not fit into one datagram. */
static const int lengths[] = { 10, 20, 30, 40, 0 };

const struct codec codec_l16_16k = {
	.name = "L16", .clock_hz = 16000, .channels = 1, .static_type = -1,
	.rate_hz = 16000, .frame_ms = 10, .lengths = lengths, .ie = 0, .bpl = 25,
	.encode = encode, .samples = samples_of, .decode = decode,
};

const struct codec codec_l16_8k = {
	.name = "L16", .clock_hz = 8000, .channels = 1, .static_type = -1,
	.rate_hz = 8000, .frame_ms = 10, .ie = 0, .bpl = 25,
	.encode = encode, .samples = samples_of, .decode = decode,
};
