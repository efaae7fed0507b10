#include "media/xr.h"

#include <math.h>
#include <string.h>

#include "media/bytes.h"

#define TYPE 207
#define HEADER 8		/* with the SSRC */

enum { BLOCK_TIME = 4, BLOCK_ANSWER = 5, BLOCK_VOIP = 7 };
#define BLOCK_HEADER 4
#define TIME_SIZE 12
#define ANSWER_SIZE 12		/* of one receiver */
#define VOIP_SIZE 36

#define UNKNOWN 127
#define GMIN 16
#define CONFIG 0xb0		/* 4.7.6: PLC enhanced, buffer adaptive */

/* --- out ----------------------------------------------------------------- */

static size_t write_block_header(uint8_t *b, int type, size_t n)
{
	b[0] = (uint8_t)type;
	b[1] = 0;
	bytes_put16(b + 2, (uint16_t)(n / 4 - 1));
	return n;
}

static size_t write_time(uint8_t *b, const struct xr *x)
{
	bytes_put32(b + 4, (uint32_t)(x->ntp >> 32));
	bytes_put32(b + 8, (uint32_t)x->ntp);
	return write_block_header(b, BLOCK_TIME, TIME_SIZE);
}

static size_t write_answer(uint8_t *b, const struct xr *x)
{
	bytes_put32(b + 4, x->answer_ssrc);
	bytes_put32(b + 8, x->lrr);
	bytes_put32(b + 12, x->dlrr);
	return write_block_header(b, BLOCK_ANSWER, BLOCK_HEADER + ANSWER_SIZE);
}

static uint8_t fraction(double x)
{
	return x <= 0 ? 0 : x >= 255. / 256 ? 255 : (uint8_t)(x * 256);
}

static uint16_t milliseconds(int ms)
{
	return (uint16_t)(ms < 0 ? 0 : ms > 65535 ? 65535 : ms);
}

static uint8_t tenths(double mos)
{
	return mos < 1 || mos > 5 ? UNKNOWN : (uint8_t)lround(10 * mos);
}

static size_t write_voip(uint8_t *b, const struct xr_voip *v)
{
	memset(b, 0, VOIP_SIZE);
	bytes_put32(b + 4, v->ssrc);
	b[8] = fraction(v->loss);
	b[9] = fraction(v->discard);
	b[10] = fraction(v->burst_density);
	b[11] = fraction(v->gap_density);
	bytes_put16(b + 12, milliseconds(v->burst_ms));
	bytes_put16(b + 14, milliseconds(v->gap_ms));
	bytes_put16(b + 16, milliseconds(v->round_trip_ms));
	bytes_put16(b + 18, milliseconds(v->end_system_ms));
	b[20] = (uint8_t)v->signal_dbm0;
	b[21] = (uint8_t)v->noise_dbm0;
	b[22] = UNKNOWN;			/* residual echo: unmeasured */
	b[23] = GMIN;
	b[24] = v->r < 0 || v->r > 100 ? UNKNOWN : (uint8_t)v->r;
	b[25] = UNKNOWN;			/* no other network's R */
	b[26] = tenths(v->mos_lq);
	b[27] = tenths(v->mos_cq);
	b[28] = CONFIG;
	bytes_put16(b + 30, milliseconds(v->buffer_ms));
	bytes_put16(b + 32, milliseconds(v->buffer_most_ms));
	bytes_put16(b + 34, milliseconds(v->buffer_limit_ms));
	return write_block_header(b, BLOCK_VOIP, VOIP_SIZE);
}

size_t xr_write(uint8_t *bytes, const struct xr *x)
{
	size_t n = HEADER;

	if (x->has_time)
		n += write_time(bytes + n, x);
	if (x->has_answer)
		n += write_answer(bytes + n, x);
	if (x->has_voip)
		n += write_voip(bytes + n, &x->voip);
	if (n == HEADER)
		return 0;
	bytes[0] = 2 << 6;
	bytes[1] = TYPE;
	bytes_put16(bytes + 2, (uint16_t)(n / 4 - 1));
	bytes_put32(bytes + 4, x->ssrc);
	return n;
}

/* --- in ------------------------------------------------------------------ */

static int level(uint8_t byte)
{
	return byte == UNKNOWN ? XR_NO_LEVEL : (int8_t)byte;
}

static double mos_of(uint8_t byte)
{
	return byte < 10 || byte > 50 ? -1 : byte / 10.0;
}

static void read_voip(struct xr_voip *v, const uint8_t *b)
{
	*v = (struct xr_voip){
		.ssrc = bytes_get32(b + 4),
		.loss = b[8] / 256.0, .discard = b[9] / 256.0,
		.burst_density = b[10] / 256.0, .gap_density = b[11] / 256.0,
		.burst_ms = bytes_get16(b + 12), .gap_ms = bytes_get16(b + 14),
		.round_trip_ms = bytes_get16(b + 16),
		.end_system_ms = bytes_get16(b + 18),
		.signal_dbm0 = level(b[20]), .noise_dbm0 = level(b[21]),
		.r = b[24] > 100 ? -1 : b[24],
		.mos_lq = mos_of(b[26]), .mos_cq = mos_of(b[27]),
		.buffer_ms = bytes_get16(b + 30),
		.buffer_most_ms = bytes_get16(b + 32),
		.buffer_limit_ms = bytes_get16(b + 34),
	};
}

/* Of several receivers, ours. */
static void read_answers(struct xr *x, uint32_t our_ssrc, const uint8_t *b,
	size_t n)
{
	for (size_t at = BLOCK_HEADER; at + ANSWER_SIZE <= n; at += ANSWER_SIZE)
		if (bytes_get32(b + at) == our_ssrc) {
			x->has_answer = true;
			x->answer_ssrc = our_ssrc;
			x->lrr = bytes_get32(b + at + 4);
			x->dlrr = bytes_get32(b + at + 8);
		}
}

static void read_block(struct xr *x, uint32_t our_ssrc, const uint8_t *b,
	size_t n)
{
	if (b[0] == BLOCK_TIME && n == TIME_SIZE) {
		x->has_time = true;
		x->ntp = (uint64_t)bytes_get32(b + 4) << 32 |
			bytes_get32(b + 8);
	} else if (b[0] == BLOCK_ANSWER) {
		read_answers(x, our_ssrc, b, n);
	} else if (b[0] == BLOCK_VOIP && n == VOIP_SIZE &&
		   bytes_get32(b + 4) == our_ssrc) {
		x->has_voip = true;
		read_voip(&x->voip, b);
	}
}

bool xr_read(struct xr *x, uint32_t our_ssrc, const uint8_t *bytes, size_t n)
{
	size_t at = HEADER, length;

	*x = (struct xr){ 0 };
	if (n < HEADER)
		return false;
	x->ssrc = bytes_get32(bytes + 4);
	for (; at + BLOCK_HEADER <= n; at += length) {
		length = 4u * (bytes_get16(bytes + at + 2) + 1u);
		if (at + length > n)
			return false;
		read_block(x, our_ssrc, bytes + at, length);
	}
	return at == n;
}
