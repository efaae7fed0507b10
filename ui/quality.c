#include "quality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "times.h"

const struct figure_kind figure_kinds[FIGURES] = {
	[FIGURE_MOS] = { "mos", "", 1, true, 1, 4.5 },
	[FIGURE_LOSS] = { "loss", "%", 1, false, 0, 4 },
	[FIGURE_JITTER] = { "jit", " ms", 0, false, 0, 20 },
	[FIGURE_RTT] = { "rtt", " ms", 0, false, 0, 50 },
	[FIGURE_BUFFER] = { "buf", " ms", 0, false, 0, 100 },
};

static const struct {
	const char *name;
	double factor;
} members[FIGURES] = {
	[FIGURE_MOS] = { "mos_lq", 1 },
	[FIGURE_LOSS] = { "loss_fraction", 100 },
	[FIGURE_JITTER] = { "jitter_ms", 1 },
	[FIGURE_RTT] = { "rtt_ms", 1 },
	[FIGURE_BUFFER] = { "jitter_buffer_ms", 1 },
};

static double number(enum figure f, const json_t *value)
{
	double v = json_is_number(value) ?
		json_number_value(value) * members[f].factor : NAN;

	return isfinite(v) ? v : NAN;
}

/* --- what the engine tells ------------------------------------------------*/

/* The newest, where there are too many. */
static void load_series(struct quality *q, enum figure f, const json_t *series)
{
	int all = (int)json_array_size(series);
	int n = all < QUALITY_SECONDS ? all : QUALITY_SECONDS;

	for (int i = 0; i < n; i++)
		q->values[f][i] = (float)number(f, json_array_get(series,
			(size_t)(all - n + i)));
	for (int i = n; i < QUALITY_SECONDS; i++)
		q->values[f][i] = NAN;
	if (n > q->n)
		q->n = n;
}

static void load_summary(struct quality *q, const json_t *summary)
{
	q->seconds = (int)json_number(summary, "seconds", 0);
	q->concealed_ms = json_number(summary, "concealed_ms", 0);
	for (enum figure f = 0; f < FIGURES; f++)
		q->worst[f] = number(f, json_object_get(json_object_get(
			summary, members[f].name), "worst"));
}

void quality_load(struct quality *q, const json_t *result)
{
	const json_t *o = json_object_get(result, "quality");
	const json_t *series = json_object_get(o, "series");

	q->n = 0;
	for (enum figure f = 0; f < FIGURES; f++)
		load_series(q, f, json_object_get(series, members[f].name));
	q->until = times_parse(json_text(o, "until"));
	load_summary(q, json_object_get(o, "summary"));
}

/* --- what is drawn --------------------------------------------------------*/

double quality_now(const struct quality *q, enum figure f)
{
	return q->n ? q->values[f][q->n - 1] : NAN;
}

/* Seconds in the newest step: steps end where the seconds are a multiple of
 * theirs, so that none changes as time goes on. */
static int newest(const struct quality *q, int step_s)
{
	int over = (int)(q->until / 1000 % step_s);

	return over > 0 ? over : step_s;
}

int quality_step_count(const struct quality *q, int step_s)
{
	int older = q->n - newest(q, step_s);

	return !q->n ? 0 : older <= 0 ? 1 : 1 + (older + step_s - 1) / step_s;
}

static float worse(enum figure f, float a, float b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) ? b : a;
	return (a < b) == figure_kinds[f].low_is_bad ? a : b;
}

/* back: 0 the newest. */
static float step_at(const struct quality *q, enum figure f, int step_s,
	int back)
{
	int end = back ? q->n - newest(q, step_s) - (back - 1) * step_s : q->n;
	int first = end - (back ? step_s : newest(q, step_s));
	float value = NAN;

	for (int i = first < 0 ? 0 : first; i < end; i++)
		value = worse(f, value, q->values[f][i]);
	return value;
}

int quality_steps(const struct quality *q, enum figure f, int step_s, int skip,
	float *values, int room)
{
	int n = quality_step_count(q, step_s) - skip;

	n = n > room ? room : n < 0 ? 0 : n;
	for (int i = 0; i < n; i++)
		values[i] = step_at(q, f, step_s, skip + n - 1 - i);
	return n;
}

/* --- words ----------------------------------------------------------------*/

void quality_text(enum figure f, double value, char text[16])
{
	if (isnan(value))
		strcpy(text, "-");
	else
		snprintf(text, 16, "%.*f%s", figure_kinds[f].digits,
			value > 99999 ? 99999 : value, figure_kinds[f].unit);
}

char *quality_report(const struct quality *q, const char *call)
{
	char *text = mem_format("%s: %d s of sound, %lld ms of it made up\n",
		call, q->seconds, (long long)q->concealed_ms);

	for (enum figure f = 0; f < FIGURES; f++) {
		char now[16], worst[16], *longer;

		quality_text(f, quality_now(q, f), now);
		quality_text(f, q->worst[f], worst);
		longer = mem_format("%s%-5s now %s, worst %s\n", text,
			figure_kinds[f].word, now, worst);
		free(text);
		text = longer;
	}
	return text;
}
