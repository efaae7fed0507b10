/* stream_report.c - RTCP of a stream: what it tells, and what it is told.
 * Media thread.
 *
 *	agreed to share	(mux)	reports by RTP's port, to whom we send sound
 *	else			by the port above, to where theirs come from
 */
#include "base/clock.h"
#include "media/stream.h"

#include "media/codec.h"

#define BUFFER_LIMIT_MS 500	/* of the playout, XR's JB abs max */

/* --- in ------------------------------------------------------------------ */

static bool is_same_host(const struct stream *s, const struct datagram *d)
{
	return address_same_host(&d->from, &s->setup->plan.remote_rtcp) ||
		(s->in.latch.has_heard &&
		 address_same_host(&d->from, &s->in.latch.heard));
}

static bool is_same_place(const struct stream *s, const struct datagram *d,
	bool by_rtp)
{
	const struct sockaddr_storage *sound = latch_target(&s->in.latch);

	if (by_rtp)
		return sound && address_same(&d->from, sound);
	return address_same(&d->from, &s->setup->plan.remote_rtcp) ||
		address_same(&d->from, &s->rtcp_heard);
}

/* Who reports from elsewhere on their host, as behind a NAT, has to know whose
 * sound we hear. */
static bool is_believed(const struct stream *s, const struct datagram *d,
	const struct rtcp_seen *seen, bool by_rtp)
{
	return is_same_place(s, d, by_rtp) || (is_same_host(s, d) &&
		(!s->in.source.known || seen->ssrc == s->in.source.ssrc));
}

static void remember_place(struct stream *s,
	const struct sockaddr_storage *from)
{
	bool planned = address_same(&s->rtcp_heard,
		&s->setup->plan.remote_rtcp);

	if (!planned)
		s->rtcp_heard = *from;
}

void stream_take_report(struct stream *s, const struct datagram *d, bool by_rtp)
{
	struct reporter_sent ours = { s->setup->plan.codec->clock_hz,
		s->sent_packets };
	struct rtcp_seen seen;

	if (!rtcp_read(&seen, s->out.ssrc, d->bytes, d->n) ||
	    !is_believed(s, d, &seen, by_rtp)) {
		s->refused_reports++;
		return;
	}
	if (!by_rtp)
		remember_place(s, &d->from);
	reporter_read(&s->reporter, &seen, &ours, d->arrival_ns);
	if (seen.bye)
		source_gone(&s->in.source, seen.ssrc);
}

/* --- out ----------------------------------------------------------------- */

/* Where their reports come from; until one came, where the plan says, unless
 * their RTP comes from elsewhere: then one above that. */
bool stream_report_place(const struct stream *s, struct sockaddr_storage *to)
{
	const struct latch *l = &s->in.latch;
	bool moved = l->has_heard && !address_same(&l->heard, &l->plan);

	*to = s->rtcp_heard.ss_family ? s->rtcp_heard :
		moved ? l->heard : s->setup->plan.remote_rtcp;
	if (!s->rtcp_heard.ss_family && moved)
		address_next_port(to);
	return address_usable(to);
}

static void send_it(struct stream *s, const struct rtcp_report *report,
	int64_t now_ns)
{
	const struct sockaddr_storage *sound = latch_target(&s->in.latch);
	struct sockaddr_storage to;
	uint8_t bytes[RTCP_SIZE + CIPHER_TRAILER];
	size_t n = rtcp_write(bytes, report);

	if (!stream_seal_report(s, bytes, &n))
		return;
	if (!s->setup->plan.rtcp.mux) {
		if (stream_report_place(s, &to))
			transport_send(s->transport, TRANSPORT_RTCP, &to,
				bytes, n);
	} else if (sound) {
		transport_send(s->transport, TRANSPORT_RTP, sound, bytes, n);
		keepalive_sent(&s->keepalive, now_ns);
	}
}

/* The RTP time of a moment between two ticks. */
static uint32_t timestamp_at(const struct stream *s, int64_t now_ns)
{
	return outgoing_timestamp(&s->out, s->tick) +
		(uint32_t)((now_ns - s->tick_ns) * s->out.clock_hz /
			1000000000);
}

static int whole(double x)
{
	return x < 0 ? -1 : (int)(x + 0.5);
}

static void fill_voip(const struct stream *s, struct xr_voip *v)
{
	const struct playout_statistics *p = playout_statistics(s->in.playout);
	struct burst_figures f;

	burst_figures(&s->in.burst, &f);
	*v = (struct xr_voip){
		.ssrc = s->in.source.ssrc,
		.loss = f.loss, .discard = f.discard,
		.burst_density = f.burst_density, .gap_density = f.gap_density,
		.burst_ms = whole(f.burst_packets * s->in.packet_ms),
		.gap_ms = whole(f.gap_packets * s->in.packet_ms),
		.round_trip_ms = whole(s->reporter.rtt_ms),
		.end_system_ms = p->delay_ms + s->in.packet_ms +
			STREAM_DEVICE_MS,
		.signal_dbm0 = XR_NO_LEVEL, .noise_dbm0 = XR_NO_LEVEL,
		.r = whole(s->quality.r),
		.mos_lq = s->quality.mos_lq, .mos_cq = s->quality.mos_cq,
		.buffer_ms = p->target_ms, .buffer_most_ms = p->delay_ms,
		.buffer_limit_ms = BUFFER_LIMIT_MS,
	};
}

static void fill_xr(const struct stream *s, struct xr *xr, int64_t now_ns)
{
	const struct stream_rtcp *agreed = &s->setup->plan.rtcp;

	if (agreed->receiver_time)
		reporter_fill_xr(&s->reporter, xr, now_ns);
	xr->has_voip = agreed->voip_metrics && s->in.source.known;
	if (xr->has_voip)
		fill_voip(s, &xr->voip);
}

enum kind { WHOLE, EARLY, LAST };

static void report(struct stream *s, enum kind kind)
{
	int64_t now_ns = clock_ns();
	uint64_t since = s->sent_packets - s->reported_packets;
	struct rtcp_report r = {
		.ssrc = s->out.ssrc,
		.sender = since > 0,
		.timestamp = timestamp_at(s, now_ns),
		.packets = (uint32_t)(s->sent_packets - s->before.packets),
		.bytes = (uint32_t)(s->sent_bytes - s->before.bytes),
		.cname = s->cname ? s->cname : "",
		.bye = kind == LAST,
		.reduced = kind == EARLY,
	};

	reporter_fill(&s->reporter, &r, &s->in.source, now_ns);
	if (kind == WHOLE)
		fill_xr(s, &r.xr, now_ns);
	s->reported_packets = s->sent_packets;
	send_it(s, &r, now_ns);
}

void stream_report(struct stream *s, int64_t now_ns)
{
	if (reporter_due(&s->reporter, now_ns))
		report(s, WHOLE);
	else if (s->setup->plan.rtcp.reduced &&
		 reporter_early(&s->reporter, s->quality.last_loss))
		report(s, EARLY);
}

void stream_report_end(struct stream *s)
{
	if (s->sent_packets || s->in.packets)
		report(s, LAST);
}
