/* g711.c - ITU-T G.711, one byte a sample, by spandsp. */
#include "media/codec.h"

#include <spandsp/telephony.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>

static size_t one_a_byte(const uint8_t *payload, size_t n)
{
	(void)payload;
	return n;
}

static size_t encode_ulaw(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	(void)state;
	n = n < room ? n : room;
	for (size_t i = 0; i < n; i++)
		payload[i] = linear_to_ulaw(samples[i]);
	return n;
}

static size_t decode_ulaw(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	(void)state;
	for (size_t i = 0; i < n; i++)
		samples[i] = ulaw_to_linear(payload[i]);
	return n;
}

static size_t encode_alaw(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	(void)state;
	n = n < room ? n : room;
	for (size_t i = 0; i < n; i++)
		payload[i] = linear_to_alaw(samples[i]);
	return n;
}

static size_t decode_alaw(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	(void)state;
	for (size_t i = 0; i < n; i++)
		samples[i] = alaw_to_linear(payload[i]);
	return n;
}

const struct codec codec_pcmu = {
	.name = "PCMU", .clock_hz = 8000, .channels = 1, .static_type = 0,
	.rate_hz = 8000, .frame_ms = 10, .ie = 0, .bpl = 25,
	.samples = one_a_byte, .encode = encode_ulaw, .decode = decode_ulaw,
};

const struct codec codec_pcma = {
	.name = "PCMA", .clock_hz = 8000, .channels = 1, .static_type = 8,
	.rate_hz = 8000, .frame_ms = 10, .ie = 0, .bpl = 25,
	.samples = one_a_byte, .encode = encode_alaw, .decode = decode_alaw,
};
