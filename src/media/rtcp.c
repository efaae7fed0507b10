#include "media/rtcp.h"

#include <string.h>

#include "media/bytes.h"

enum { SR = 200, RR = 201, SDES = 202, BYE = 203, XR = 207 };
enum { FIRST = 192, LAST = 223 };	/* types of RTCP, RFC 5761 4 */
enum { CNAME = 1 };

#define HEADER 8		/* with the first SSRC */
#define SENDER_INFO 20
#define BLOCK 24

/* --- out ----------------------------------------------------------------- */

static void write_header(uint8_t *bytes, int count, int type, size_t n)
{
	bytes[0] = (uint8_t)(2 << 6 | count);
	bytes[1] = (uint8_t)type;
	bytes_put16(bytes + 2, (uint16_t)(n / 4 - 1));
}

static size_t write_block(uint8_t *b, const struct rtcp_block *block)
{
	bytes_put32(b, block->ssrc);
	bytes_put32(b + 4, (uint32_t)block->lost & 0xffffff);
	b[4] = block->fraction;
	bytes_put32(b + 8, block->highest);
	bytes_put32(b + 12, block->jitter);
	bytes_put32(b + 16, block->lsr);
	bytes_put32(b + 20, block->dlsr);
	return BLOCK;
}

static size_t write_report(uint8_t *b, const struct rtcp_report *r)
{
	size_t n = HEADER;

	if (r->sender) {
		bytes_put32(b + 8, (uint32_t)(r->ntp >> 32));
		bytes_put32(b + 12, (uint32_t)r->ntp);
		bytes_put32(b + 16, r->timestamp);
		bytes_put32(b + 20, r->packets);
		bytes_put32(b + 24, r->bytes);
		n += SENDER_INFO;
	}
	if (r->has_block)
		n += write_block(b + n, &r->block);
	write_header(b, r->has_block, r->sender ? SR : RR, n);
	bytes_put32(b + 4, r->ssrc);
	return n;
}

static size_t write_sdes(uint8_t *b, const struct rtcp_report *r)
{
	size_t length = strnlen(r->cname, RTCP_CNAME_MAX);
	size_t n = HEADER + 2 + length;
	size_t whole = (n + 4) / 4 * 4;		/* one to four zeros end it */

	memset(b, 0, whole);
	write_header(b, 1, SDES, whole);
	bytes_put32(b + 4, r->ssrc);
	b[8] = CNAME;
	b[9] = (uint8_t)length;
	memcpy(b + 10, r->cname, length);
	return whole;
}

static size_t write_bye(uint8_t *b, const struct rtcp_report *r)
{
	write_header(b, 1, BYE, HEADER);
	bytes_put32(b + 4, r->ssrc);
	return HEADER;
}

static size_t write_xr(uint8_t *b, const struct rtcp_report *r)
{
	struct xr xr = r->xr;

	xr.ssrc = r->ssrc;
	return xr_write(b, &xr);
}

size_t rtcp_write(uint8_t *bytes, const struct rtcp_report *r)
{
	size_t n = write_report(bytes, r);

	if (r->reduced)
		return n;
	n += write_sdes(bytes + n, r);
	n += write_xr(bytes + n, r);
	if (r->bye)
		n += write_bye(bytes + n, r);
	return n;
}

/* --- in ------------------------------------------------------------------ */

static size_t length_of(const uint8_t *b)
{
	return 4u * (bytes_get16(b + 2) + 1u);
}

/* A.2: version 2 throughout, padding at most in the last, which is not the
 * first, and lengths that fill the datagram. */
static bool is_compound(const uint8_t *bytes, size_t n)
{
	size_t at = 0;

	if (n < HEADER || n % 4 || bytes[0] & 0x20)
		return false;
	while (at + 4 <= n) {
		if (bytes[at] >> 6 != 2 || bytes[at + 1] < FIRST ||
		    bytes[at + 1] > LAST)
			return false;
		if (bytes[at] & 0x20 && at + length_of(bytes + at) != n)
			return false;
		at += length_of(bytes + at);
	}
	return at == n;
}

static int32_t signed_24(uint32_t v)
{
	return v & 0x800000 ? (int32_t)(v | 0xff000000) : (int32_t)v;
}

static void read_block(struct rtcp_block *block, const uint8_t *b)
{
	block->ssrc = bytes_get32(b);
	block->fraction = b[4];
	block->lost = signed_24(bytes_get24(b + 5));
	block->highest = bytes_get32(b + 8);
	block->jitter = bytes_get32(b + 12);
	block->lsr = bytes_get32(b + 16);
	block->dlsr = bytes_get32(b + 20);
}

static bool read_report(struct rtcp_seen *seen, uint32_t our_ssrc,
	const uint8_t *b, size_t n, bool sender)
{
	size_t blocks = b[0] & 0x1f, at = HEADER + (sender ? SENDER_INFO : 0);

	if (at + blocks * BLOCK > n)
		return false;
	seen->report |= bytes_get32(b + 4) == seen->ssrc;
	if (sender && bytes_get32(b + 4) == seen->ssrc) {
		seen->sender = true;
		seen->ntp = (uint32_t)bytes_get16(b + 10) << 16 |
			bytes_get16(b + 12);
	}
	for (; blocks; blocks--, at += BLOCK)
		if (bytes_get32(b + at) == our_ssrc) {
			seen->has_block = true;
			read_block(&seen->block, b + at);
		}
	return true;
}

static bool read_bye(struct rtcp_seen *seen, const uint8_t *b, size_t n)
{
	size_t sources = b[0] & 0x1f;

	if (4 + sources * 4 > n)
		return false;
	for (size_t i = 0; i < sources; i++)
		if (bytes_get32(b + 4 + 4 * i) == seen->ssrc)
			seen->bye = true;
	return true;
}

static bool read_xr(struct rtcp_seen *seen, uint32_t our_ssrc,
	const uint8_t *b, size_t n)
{
	struct xr xr;

	if (!xr_read(&xr, our_ssrc, b, n))
		return false;
	if (xr.ssrc == seen->ssrc)
		seen->xr = xr;
	return true;
}

static bool read_one(struct rtcp_seen *seen, uint32_t our_ssrc,
	const uint8_t *b, size_t n)
{
	switch (b[1]) {
	case SR:
	case RR:
		return read_report(seen, our_ssrc, b, n, b[1] == SR);
	case BYE:
		return read_bye(seen, b, n);
	case XR:
		return read_xr(seen, our_ssrc, b, n);
	default:
		return true;	/* SDES, APP, feedback, what is unknown */
	}
}

bool rtcp_read(struct rtcp_seen *seen, uint32_t our_ssrc, const uint8_t *bytes,
	size_t n)
{
	*seen = (struct rtcp_seen){ 0 };
	if (!is_compound(bytes, n))
		return false;
	seen->ssrc = bytes_get32(bytes + 4);
	for (size_t at = 0, length; at < n; at += length) {
		length = length_of(bytes + at);
		if (!read_one(seen, our_ssrc, bytes + at, length))
			return false;
	}
	return true;
}
