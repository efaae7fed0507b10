/* rtcp.h - compound packets of reports (RFC 3550 6).  Any thread.
 *
 *	| SR or RR, at most one block | SDES: CNAME | BYE |
 */
#ifndef MEDIA_RTCP_H
#define MEDIA_RTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTCP_CNAME_MAX 100	/* bytes of it that are sent */
#define RTCP_SIZE 200		/* the longest we write */

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
	bool bye;
};

/* Returns how many bytes of RTCP_SIZE were written. */
size_t rtcp_write(uint8_t *bytes, const struct rtcp_report *);

struct rtcp_seen {		/* theirs */
	uint32_t ssrc;
	bool sender;
	uint32_t ntp;		/* the middle 32 bits of an SR's */
	bool has_block;		/* about us */
	struct rtcp_block block;
	bool bye;		/* of ssrc */
};

/* Reads what is about our_ssrc; false: not a valid compound (A.2). */
bool rtcp_read(struct rtcp_seen *, uint32_t our_ssrc, const uint8_t *bytes,
	size_t n);

#endif
