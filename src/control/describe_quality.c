/* How a call sounds: now, and second by second. */
#include "control/describe.h"

#include "control/value.h"

/* --- statistics ---------------------------------------------------------- */

static json_t *counters(const struct statistics_view *v)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:I, s:I,"
		" s:I, s:I, s:I, s:b}",
		"sent_packets", (json_int_t)v->sent_packets,
		"sent_bytes", (json_int_t)v->sent_bytes,
		"received_packets", (json_int_t)v->received_packets,
		"received_bytes", (json_int_t)v->received_bytes,
		"lost_packets", (json_int_t)v->lost_packets,
		"loss_fraction", value_real(v->loss_fraction),
		"late_packets", (json_int_t)v->late_packets,
		"duplicate_packets", (json_int_t)v->duplicate_packets,
		"stranger_packets", (json_int_t)v->stranger_packets,
		"unknown_type_packets", (json_int_t)v->unknown_type_packets,
		"unreadable_packets", (json_int_t)v->unreadable_packets,
		"forged_packets", (json_int_t)v->forged_packets,
		"replayed_packets", (json_int_t)v->replayed_packets,
		"flooded", v->flooded);
}

static json_t *what_is_heard(const struct statistics_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:i, s:i, s:i, s:i, s:i,"
		" s:i, s:o, s:o, s:i, s:i, s:o, s:o}",
		"received_codec", value_words(v->received_codec),
		"received_ptime_ms", value_status(v->received_ptime_ms),
		"sent_codec", value_words(v->sent_codec),
		"jitter_ms", value_real(v->jitter_ms),
		"rtt_ms", value_real(v->rtt_ms),
		"jitter_buffer_ms", v->jitter_buffer_ms,
		"jitter_buffer_target_ms", v->jitter_buffer_target_ms,
		"concealed_ms", v->concealed_ms,
		"recovered_ms", v->recovered_ms,
		"stretched_ms", v->stretched_ms,
		"squeezed_ms", v->squeezed_ms,
		"burst_density", value_real(v->burst_density),
		"gap_density", value_real(v->gap_density),
		"burst_ms", v->burst_ms,
		"gap_ms", v->gap_ms,
		"bitrate", value_status(v->bitrate),
		"packet_ms", value_status(v->packet_ms));
}

static json_t *judgement(const struct statistics_view *v)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:i}",
		"r_factor", value_real(v->r_factor),
		"mos_lq", value_real(v->mos_lq),
		"mos_cq", value_real(v->mos_cq),
		"remote_loss_fraction", value_real(v->remote_loss_fraction),
		"remote_jitter_ms", value_real(v->remote_jitter_ms),
		"remote_mos_lq", value_real(v->remote_mos_lq),
		"remote_mos_cq", value_real(v->remote_mos_cq),
		"remote_jitter_buffer_ms",
			value_known(v->remote_jitter_buffer_ms),
		"input_level_dbfs", v->input_level_dbfs,
		"output_level_dbfs", v->output_level_dbfs);
}

static void add(json_t *object, json_t *part)
{
	json_object_update(object, part);
	json_decref(part);
}

json_t *describe_statistics(const struct session *s)
{
	struct statistics_view v = { 0 };
	json_t *object;

	session_statistics(s, &v);
	object = counters(&v);
	add(object, what_is_heard(&v));
	add(object, judgement(&v));
	return object;
}

/* --- history ------------------------------------------------------------- */

static json_t *loss(const struct quality_sample *q)
{
	return value_real(q->loss);
}

static json_t *jitter(const struct quality_sample *q)
{
	return value_real(q->jitter_ms);
}

static json_t *rtt(const struct quality_sample *q)
{
	return value_real(q->rtt_ms);
}

static json_t *delay(const struct quality_sample *q)
{
	return value_known(q->delay_ms);
}

static json_t *concealed(const struct quality_sample *q)
{
	return json_integer(q->concealed_ms);
}

static json_t *mos(const struct quality_sample *q)
{
	return value_real(q->mos);
}

static json_t *remote_loss(const struct quality_sample *q)
{
	return value_real(q->remote_loss);
}

static json_t *input(const struct quality_sample *q)
{
	return json_integer(q->input_dbfs);
}

static json_t *output(const struct quality_sample *q)
{
	return json_integer(q->output_dbfs);
}

static const struct column {
	const char *name;
	json_t *(*value)(const struct quality_sample *);
} columns[] = {
	{ "loss_fraction", loss }, { "jitter_ms", jitter }, { "rtt_ms", rtt },
	{ "jitter_buffer_ms", delay }, { "concealed_ms", concealed },
	{ "mos_lq", mos }, { "remote_loss_fraction", remote_loss },
	{ "input_level_dbfs", input }, { "output_level_dbfs", output },
	{ NULL, NULL }
};

static json_t *column_of(const struct quality_history *h,
	const struct column *c)
{
	json_t *values = json_array();
	struct quality_sample q;

	for (int i = 0; h && i < quality_history_count(h); i++) {
		quality_history_at(h, i, &q);
		json_array_append_new(values, c->value(&q));
	}
	return values;
}

static json_t *pair(double mean, double worst)
{
	return json_pack("{s:o, s:o}", "mean", value_real(mean),
		"worst", value_real(worst));
}

static json_t *summary(const struct quality_history *h)
{
	struct quality_summary s;

	if (!h)
		return json_null();
	quality_history_summary(h, &s);
	return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:I}",
		"seconds", s.seconds,
		"mos_lq", pair(s.mos_mean, s.mos_worst),
		"loss_fraction", pair(s.loss_mean, s.loss_worst),
		"jitter_ms", pair(s.jitter_mean_ms, s.jitter_worst_ms),
		"rtt_ms", pair(s.rtt_mean_ms, s.rtt_worst_ms),
		"jitter_buffer_ms", pair(s.delay_mean_ms, s.delay_worst_ms),
		"remote_loss_fraction",
			pair(s.remote_loss_mean, s.remote_loss_worst),
		"concealed_ms", (json_int_t)s.concealed_ms);
}

json_t *describe_quality(const struct session *s)
{
	const struct quality_history *h = session_quality(s);
	json_t *series = json_object();

	for (const struct column *c = columns; c->name; c++)
		json_object_set_new(series, c->name, column_of(h, c));
	return json_pack("{s:i, s:o, s:o, s:o}", "interval_s", 1,
		"until", value_time(h ? quality_history_last(h) : 0),
		"series", series, "summary", summary(h));
}
