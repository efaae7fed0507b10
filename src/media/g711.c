/* g711.c - ITU-T G.711, one byte a sample, by tables that spandsp fills.
 *
 * Of the size of a sample as many bits count as the finest step has: 13 of u-law,
 * 11 of A-law.
 */
#include "media/codec.h"

#include <stdlib.h>

#include <spandsp/telephony.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>

static size_t one_a_byte(const uint8_t *payload, size_t n)
{
	(void)payload;
	return n;
}

#define ULAW_SHIFT 2
#define ALAW_SHIFT 4

static uint8_t ulaw[(32768 >> ULAW_SHIFT) + 1], alaw[32768 >> ALAW_SHIFT];
static int16_t from_ulaw[256], from_alaw[256];

/* Before there is any thread. */
static void __attribute__((constructor)) fill_tables(void)
{
	for (int i = 0; i < 256; i++) {
		from_ulaw[i] = ulaw_to_linear((uint8_t)i);
		from_alaw[i] = alaw_to_linear((uint8_t)i);
	}
	for (int i = 0; i <= 32768 >> ULAW_SHIFT; i++)
		ulaw[i] = linear_to_ulaw(i << ULAW_SHIFT);
	for (int i = 0; i < 32768 >> ALAW_SHIFT; i++)
		alaw[i] = linear_to_alaw(i << ALAW_SHIFT);
}

static size_t encode_ulaw(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	(void)state;
	n = n < room ? n : room;
	for (size_t i = 0; i < n; i++) {
		int size = abs(samples[i]);

		payload[i] = ulaw[size >> ULAW_SHIFT] &
			(samples[i] < 0 ? 0x7f : 0xff);
	}
	return n;
}

static size_t decode_ulaw(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	(void)state;
	for (size_t i = 0; i < n; i++)
		samples[i] = from_ulaw[payload[i]];
	return n;
}

static size_t encode_alaw(void *state, const int16_t *samples, size_t n,
	uint8_t *payload, size_t room)
{
	(void)state;
	n = n < room ? n : room;
	for (size_t i = 0; i < n; i++) {
		int size = samples[i] < 0 ? ~samples[i] : samples[i];

		payload[i] = alaw[size >> ALAW_SHIFT] &
			(samples[i] < 0 ? 0x7f : 0xff);
	}
	return n;
}

static size_t decode_alaw(void *state, const uint8_t *payload, size_t n,
	int16_t *samples)
{
	(void)state;
	for (size_t i = 0; i < n; i++)
		samples[i] = from_alaw[payload[i]];
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
