/* reporter.h - when to report, and what the other end told (RFC 3550 6.2, 6.4).
 * Media thread; time comes in as arguments, on base/clock.
 *
 * Two members share so much bandwidth that the interval is always the minimum:
 * 5 s, half of it for the first, each time between 0.5 and 1.5 of that over
 * 1.21828 (6.3.1), so that reports of many calls do not come together.
 *
 *	SR  -------------->     they keep our SR's time
 *	    <-- RR: LSR, DLSR   now - LSR - DLSR is the round trip
 */
#ifndef MEDIA_REPORTER_H
#define MEDIA_REPORTER_H

#include <stdbool.h>
#include <stdint.h>

#include "media/rtcp.h"
#include "media/source.h"

#define REPORTER_INTERVAL_MS 5000

struct reporter {
	uint64_t random;
	int64_t wall_ns;	/* 1970 is so long before base/clock's 0 */
	int64_t next_ns;	/* 0: not begun */
	uint32_t lsr;		/* their last SR's NTP, middle; 0 none */
	int64_t lsr_ns;		/* when it came */
	double rtt_ms;		/* < 0: not known */
	double remote_loss, remote_jitter_ms;	/* < 0: none told */
};

/* seed: anything but 0. */
void reporter_init(struct reporter *, uint64_t seed, int64_t wall_ns);

/* Whether a report is due; the next one is then some seconds away. */
bool reporter_due(struct reporter *, int64_t now_ns);

/* Fills in NTP time and the block about source, and closes its interval. */
void reporter_fill(const struct reporter *, struct rtcp_report *,
	struct source *, int64_t now_ns);

/* What a packet of theirs told.  rate_hz: of the RTP clock we send. */
void reporter_read(struct reporter *, const struct rtcp_seen *,
	int rate_hz, int64_t arrival_ns);

#endif
