/* xr.h - extended reports (RFC 3611): the round trip of an end that only
 * listens, and how the other end hears us.  Any thread.
 *
 *	| XR, our SSRC | 4: our time | 5: their time, and since when | 7: VoIP |
 *
 *	XR 4 -------------->     they keep our time
 *	     <-- XR 5: it, DLRR  now - it - DLRR is the round trip
 */
#ifndef MEDIA_XR_H
#define MEDIA_XR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XR_SIZE 72		/* the longest packet that we write */

/* 4.7; what is not known is < 0, a level XR_NO_LEVEL. */
#define XR_NO_LEVEL 127
struct xr_voip {
	uint32_t ssrc;			/* about whom */
	double loss, discard;		/* 0-1 */
	double burst_density, gap_density;
	int burst_ms, gap_ms;
	int round_trip_ms, end_system_ms;	/* < 0: not known, sent as 0 */
	int signal_dbm0, noise_dbm0;
	int r;				/* 0-100 */
	double mos_lq, mos_cq;		/* 1-5 */
	int buffer_ms, buffer_most_ms, buffer_limit_ms;
};

struct xr {
	uint32_t ssrc;			/* who says it */
	bool has_time;			/* 4.4 */
	uint64_t ntp;			/* 32.32 */
	bool has_answer;		/* 4.5 */
	uint32_t answer_ssrc;		/* to whom */
	uint32_t lrr, dlrr;		/* 1/65536 s */
	bool has_voip;
	struct xr_voip voip;
};

/* Returns how many bytes of XR_SIZE were written; 0: nothing is to be said. */
size_t xr_write(uint8_t *bytes, const struct xr *);

/* One whole packet of type XR, of n bytes as its header says; takes what is for
 * us or about us, and passes blocks that are unknown.  false: lengths lie. */
bool xr_read(struct xr *, uint32_t our_ssrc, const uint8_t *bytes, size_t n);

#endif
