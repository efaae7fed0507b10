/* rtcp.h - compound packets of reports (RFC 3550 6).  Any thread.
 *
 *	| SR or RR, at most one block | SDES: CNAME | XR | BYE |
 *	| SR or RR |				reduced (RFC 5506)
 */
#ifndef MEDIA_RTCP_H
#define MEDIA_RTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/xr.h"

#define RTCP_CNAME_MAX 100	/* bytes of it that are sent */
#define RTCP_SIZE 256		/* the longest we write */

struct rtcp_block {		/* 6.4.1 */
	uint32_t ssrc;		/* about whom */
	uint8_t fraction;	/* lost in the last interval, in 256ths */
	int32_t lost;		/* in all; 24 bits */
	uint32_t highest, jitter;
	uint32_t lsr, dlsr;	/* 1/65536 s; lsr 0: no SR was seen */
};

struct rtcp_report {		/* ours */
	uint32_t ssrc;
	bool sender;		/* SR; the next four are of one */
	uint64_t ntp;		/* 32.32 */
	uint32_t timestamp, packets, bytes;
	bool has_block;
	struct rtcp_block block;
	const char *cname;
	struct xr xr;		/* empty: none; its ssrc is filled in */
	bool bye;
	bool reduced;		/* the report alone */
};

/* Returns how many bytes of RTCP_SIZE were written. */
size_t rtcp_write(uint8_t *bytes, const struct rtcp_report *);

struct rtcp_seen {		/* theirs */
	uint32_t ssrc;
	bool report;		/* an SR or RR of ssrc is among them */
	bool sender;		/* an SR */
	uint32_t ntp;		/* the middle 32 bits of an SR's */
	bool has_block;		/* about us */
	struct rtcp_block block;
	struct xr xr;		/* of ssrc; all false: none */
	bool bye;		/* of ssrc */
};

/* Whether what came at a port of both is RTCP (RFC 5761 4): its type would be
 * an RTP payload type of 64-95, with or without marker. */
static inline bool rtcp_is(const uint8_t *bytes, size_t n)
{
	return n >= 4 && bytes[0] >> 6 == 2 && (bytes[1] & 0x7f) >= 64 &&
		(bytes[1] & 0x7f) <= 95;
}

/* Reads what is about our_ssrc; false: no valid packets (A.2), of which the
 * first need not be a report (RFC 5506). */
bool rtcp_read(struct rtcp_seen *, uint32_t our_ssrc, const uint8_t *bytes,
	size_t n);

#endif
