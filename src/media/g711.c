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

static size_t encode_ulaw(uint8_t *payload, const int16_t *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		payload[i] = linear_to_ulaw(samples[i]);
	return n;
}

static void decode_ulaw(int16_t *samples, const uint8_t *payload, size_t n)
{
	for (size_t i = 0; i < n; i++)
		samples[i] = ulaw_to_linear(payload[i]);
}

static size_t encode_alaw(uint8_t *payload, const int16_t *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		payload[i] = linear_to_alaw(samples[i]);
	return n;
}

static void decode_alaw(int16_t *samples, const uint8_t *payload, size_t n)
{
	for (size_t i = 0; i < n; i++)
		samples[i] = alaw_to_linear(payload[i]);
}

const struct codec codec_pcmu = {
	"PCMU", 8000, 1, 0, one_a_byte, encode_ulaw, decode_ulaw,
};

const struct codec codec_pcma = {
	"PCMA", 8000, 1, 8, one_a_byte, encode_alaw, decode_alaw,
};
