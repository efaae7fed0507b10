#include "media/reporter.h"

#define SECOND_NS INT64_C(1000000000)
#define NTP_1970 UINT64_C(2208988800)	/* s from 1900 to 1970 */
#define COMPENSATION 1.21828		/* e - 3/2 */
#define TRIP_MAX (60u << 16)		/* 1/65536 s; more is no round trip */
#define SENT_LEAST 25			/* packets that should be noticed */
#define EARLY_LOSS 0.05			/* what is worth an early report */

void reporter_init(struct reporter *r, uint64_t seed, int64_t wall_ns)
{
	*r = (struct reporter){
		.random = seed ? seed : 1,
		.wall_ns = wall_ns,
		.rtt_ms = -1,
		.remote_loss = -1,
		.remote_jitter_ms = -1,
	};
}

/* xorshift64*: it only has to spread.  0 <= it < 1. */
static double random_part(struct reporter *r)
{
	r->random ^= r->random << 13;
	r->random ^= r->random >> 7;
	r->random ^= r->random << 17;
	return (double)((r->random * UINT64_C(0x2545f4914f6cdd1d)) >> 11) /
		(double)(UINT64_C(1) << 53);
}

static int64_t interval_ns(struct reporter *r, int64_t minimum_ms)
{
	double ms = (double)minimum_ms * (0.5 + random_part(r)) / COMPENSATION;

	return (int64_t)(ms * 1e6);
}

bool reporter_due(struct reporter *r, int64_t now_ns)
{
	if (!r->next_ns)
		r->next_ns = now_ns + interval_ns(r, REPORTER_INTERVAL_MS / 2);
	if (now_ns < r->next_ns)
		return false;
	r->next_ns = now_ns + interval_ns(r, REPORTER_INTERVAL_MS);
	r->early = false;
	return true;
}

bool reporter_early(struct reporter *r, double recent_loss)
{
	bool begun = recent_loss >= EARLY_LOSS;

	if (begun == r->lossy)
		return false;
	r->lossy = begun;
	if (!begun || r->early)
		return false;
	r->early = true;
	return true;
}

/* base/clock's time as NTP's, 32.32. */
static uint64_t ntp_of(const struct reporter *r, int64_t ns)
{
	uint64_t wall = (uint64_t)(ns + r->wall_ns);
	uint64_t seconds = wall / SECOND_NS, rest = wall % SECOND_NS;

	return (seconds + NTP_1970) << 32 | (rest << 32) / SECOND_NS;
}

static uint32_t middle_of(uint64_t ntp)
{
	return (uint32_t)(ntp >> 16);
}

void reporter_fill(const struct reporter *r, struct rtcp_report *report,
	struct source *source, int64_t now_ns)
{
	struct rtcp_block *b = &report->block;

	report->ntp = ntp_of(r, now_ns);
	report->has_block = source->known;
	if (!source->known)
		return;
	b->ssrc = source->ssrc;
	b->fraction = source_interval(source);
	b->lost = source_lost(source);
	b->highest = source_highest(source);
	b->jitter = source_jitter(source);
	b->lsr = r->lsr;
	b->dlsr = r->lsr ? (uint32_t)(((now_ns - r->lsr_ns) << 16) /
		SECOND_NS) : 0;
}

void reporter_fill_xr(const struct reporter *r, struct xr *xr, int64_t now_ns)
{
	xr->has_time = true;
	xr->ntp = ntp_of(r, now_ns);
	xr->has_answer = r->lrr != 0;
	xr->answer_ssrc = r->lrr_ssrc;
	xr->lrr = r->lrr;
	xr->dlrr = (uint32_t)(((now_ns - r->lrr_ns) << 16) / SECOND_NS);
}

/* Our time then, and how long they kept it. */
static void read_round_trip(struct reporter *r, uint32_t then, uint32_t kept,
	int64_t arrival_ns)
{
	uint32_t trip = middle_of(ntp_of(r, arrival_ns)) - then - kept;

	if (!then)
		return;
	if ((int32_t)trip < 0 && (int32_t)trip > -(int32_t)TRIP_MAX)
		trip = 0;		/* their clock is a little quick */
	if (trip < TRIP_MAX)
		r->rtt_ms = trip * 1000.0 / 65536;
}

/* Without a block about us they have had nothing of ours, ever. */
static void read_progress(struct reporter *r, const struct rtcp_seen *seen,
	uint64_t sent)
{
	uint32_t highest = seen->has_block ? seen->block.highest : 0;

	if (seen->has_block && highest != r->remote_highest)
		r->unheard = 0;
	else if (sent - r->sent_then >= SENT_LEAST)
		r->unheard++;
	r->remote_highest = highest;
	r->sent_then = sent;
}

static void read_block(struct reporter *r, const struct rtcp_block *b,
	int clock_hz, int64_t arrival_ns)
{
	r->remote_loss = b->fraction / 256.0;
	r->remote_jitter_ms = b->jitter * 1000.0 / clock_hz;
	read_round_trip(r, b->lsr, b->dlsr, arrival_ns);
}

static void read_xr(struct reporter *r, const struct xr *xr, int64_t arrival_ns)
{
	if (xr->has_time) {
		r->lrr = middle_of(xr->ntp);
		r->lrr_ssrc = xr->ssrc;
		r->lrr_ns = arrival_ns;
	}
	if (xr->has_answer)
		read_round_trip(r, xr->lrr, xr->dlrr, arrival_ns);
	if (xr->has_voip) {
		r->has_remote_voip = true;
		r->remote_voip = xr->voip;
	}
}

void reporter_read(struct reporter *r, const struct rtcp_seen *seen,
	const struct reporter_sent *ours, int64_t arrival_ns)
{
	if (seen->sender) {
		r->lsr = seen->ntp;
		r->lsr_ns = arrival_ns;
	}
	if (seen->report) {
		r->heard_ns = arrival_ns;
		read_progress(r, seen, ours->packets);
	}
	if (seen->has_block)
		read_block(r, &seen->block, ours->clock_hz, arrival_ns);
	read_xr(r, &seen->xr, arrival_ns);
}
