/* reporter.h - when to report, and what the other end told (RFC 3550 6.2, 6.4).
 * Media thread; time comes in as arguments, on base/clock.
 *
 * Two members share so much bandwidth that the interval is always the minimum:
 * 5 s, half of it for the first, each time between 0.5 and 1.5 of that over
 * 1.21828 (6.3.1), so that reports of many calls do not come together.
 *
 *	SR  -------------->     they keep our SR's time
 *	    <-- RR: LSR, DLSR   now - LSR - DLSR is the round trip
 *
 * Who sends no sound sends no SR: then XR's own times do the same (xr.h).
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
	uint32_t lrr, lrr_ssrc;	/* the same of XR's time; 0 none */
	int64_t lrr_ns;
	double rtt_ms;		/* < 0: not known */
	double remote_loss, remote_jitter_ms;	/* < 0: none told */
	int64_t heard_ns;	/* their last report; 0 none */
	uint32_t remote_highest;	/* of ours, that they had; 0 none */
	uint64_t sent_then;	/* by us, when that came */
	int unheard;		/* reports one after the other that know of
				 * nothing more, while we sent */
	bool has_remote_voip;
	struct xr_voip remote_voip;	/* how they hear us */
	bool lossy;		/* much was lost when last looked */
	bool early;		/* that was told since the last due report */
};

/* seed: anything but 0. */
void reporter_init(struct reporter *, uint64_t seed, int64_t wall_ns);

/* Whether a report is due; the next one is then some seconds away. */
bool reporter_due(struct reporter *, int64_t now_ns);

/* Fills in NTP time and the block about source, and closes its interval. */
void reporter_fill(const struct reporter *, struct rtcp_report *,
	struct source *, int64_t now_ns);

/* Our time and the answer to theirs, into a report's XR. */
void reporter_fill_xr(const struct reporter *, struct xr *, int64_t now_ns);

/* Whether so much has just begun to be lost, 0-1, that they should know before
 * the next report is due: at most once between two (RFC 4585 3.5.2). */
bool reporter_early(struct reporter *, double recent_loss);

struct reporter_sent {
	int clock_hz;		/* of the RTP clock we send */
	uint64_t packets;	/* so far */
};

/* What a packet of theirs told. */
void reporter_read(struct reporter *, const struct rtcp_seen *,
	const struct reporter_sent *, int64_t arrival_ns);

#endif
