/* stream_statistics.c - what the engine's thread may see of a stream.  Media
 * thread. */
#include <string.h>

#include "media/codec.h"
#include "media/stream.h"

static uint64_t missed(const struct stream *s)
{
	return s->in.burst.lost_packets + s->in.burst.discarded_packets;
}

/* Once a second. */
static void judge(struct stream *s, int64_t now_ns)
{
	const struct codec *codec = s->in.codec ? s->in.codec :
		s->setup->plan.codec;
	struct quality_facts facts = {
		.expected = s->in.burst.packets, .lost = missed(s),
		.ie = codec->ie, .bpl = codec->bpl,
		.rtt_ms = s->reporter.rtt_ms,
		.buffer_ms = playout_statistics(s->in.playout)->delay_ms,
		.packet_ms = s->in.packet_ms,
		.device_ms = STREAM_DEVICE_MS,
		.heard_ms = s->in.sounded_ms,
	};

	burst_figures(&s->in.burst, &s->figures);
	facts.burst_ratio = s->figures.ratio;
	quality_update(&s->quality, &facts, now_ns);
}

static void fill_counters(const struct stream *s, struct stream_statistics *st)
{
	const struct playout_statistics *p = playout_statistics(s->in.playout);

	st->sent_packets = s->sent_packets;
	st->sent_bytes = s->sent_bytes;
	st->received_packets = s->in.packets;
	st->received_bytes = s->in.bytes;
	st->lost_packets = source_lost_in_all(&s->in.source);
	st->late_packets = p->late_packets;
	st->duplicate_packets = p->duplicate_packets;
	st->discarded_packets = p->discarded_packets;
	st->concealed_ms = p->concealed_ms;
	st->recovered_ms = p->recovered_ms;
	st->stretched_ms = p->stretched_ms;
	st->squeezed_ms = p->squeezed_ms;
	st->expected_packets = s->in.burst.packets;
	st->missed_packets = missed(s);
	st->loss_fraction = s->in.source.fraction / 256.0;
	st->jitter_ms = source_jitter(&s->in.source) * 1000.0 /
		(s->in.codec ? s->in.codec : s->setup->plan.codec)->clock_hz;
	st->jitter_buffer_ms = p->delay_ms;
	st->jitter_buffer_target_ms = p->target_ms;
	st->last_received_ms = s->in.heard_ns / 1000000;
	st->received_codec = s->in.codec;
	st->received_ptime_ms = s->in.packet_ms;
}

static void fill_quality(const struct stream *s, struct stream_statistics *st)
{
	const struct burst_figures *f = &s->figures;

	st->r_factor = s->quality.r;
	st->mos_lq = s->quality.mos_lq;
	st->mos_cq = s->quality.mos_cq;
	st->burst_density = f->burst_density;
	st->gap_density = f->gap_density;
	st->burst_ms = (int)(f->burst_packets * s->in.packet_ms);
	st->gap_ms = (int)(f->gap_packets * s->in.packet_ms);
}

static void fill_remote(const struct reporter *r, struct stream_statistics *st)
{
	bool told = r->has_remote_voip;

	st->rtt_ms = r->rtt_ms;
	st->remote_loss_fraction = r->remote_loss;
	st->remote_jitter_ms = r->remote_jitter_ms;
	st->remote_mos_lq = told ? r->remote_voip.mos_lq : -1;
	st->remote_mos_cq = told ? r->remote_voip.mos_cq : -1;
	st->remote_jitter_buffer_ms = told ? r->remote_voip.buffer_ms : -1;
	st->unheard_reports = r->unheard;
	st->last_report_ms = r->heard_ns / 1000000;
}

static void fill_refusals(const struct stream *s, struct stream_statistics *st)
{
	const struct refusals *r = &s->in.refused;

	st->stranger_packets = r->strangers;
	st->unknown_type_packets = r->types;
	st->garbage_packets = r->garbage + s->refused_reports;
	st->forged_packets = r->forged;
	st->early_packets = r->early;
	st->replayed_packets = r->replayed;
	st->unknown_type = r->type;
	st->stranger = r->stranger;
	st->flooded = s->sieve.set;
}

void stream_publish(struct stream *s, int64_t now_ns)
{
	struct stream_board b;
	bool clipped;

	memset(&b, 0, sizeof b);
	if (quality_due(&s->quality, now_ns))
		judge(s, now_ns);
	fill_counters(s, &b.statistics);
	fill_quality(s, &b.statistics);
	fill_remote(&s->reporter, &b.statistics);
	fill_refusals(s, &b.statistics);
	b.said_dbfs = level_take(&s->said, &clipped);
	b.clipped = clipped;
	b.heard_dbfs = level_take(&s->heard, NULL);
	board_write(s->board, &b);
}
