#include "engine/quality_history.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

#define STEP 60			/* s: it grows by so many */

#define UNKNOWN_8 UINT8_MAX
#define UNKNOWN_16 UINT16_MAX

struct second {
	uint8_t loss, remote_loss;	/* in 254ths */
	uint8_t mos;			/* in 50ths */
	uint8_t concealed;		/* in 10 ms */
	int8_t input, output;		/* dBFS */
	uint16_t jitter;		/* in 0.1 ms */
	uint16_t rtt, delay;		/* ms */
};

/* What was known, of all seconds. */
struct sum {
	double sum, worst;
	int n;
};

struct quality_history {
	struct second *seconds;		/* owned; a ring once it is full */
	int room, n, next;
	int64_t last_ms;
	int count;			/* of all, kept or not */
	struct sum loss, remote_loss, jitter, rtt, delay, mos;
	int64_t concealed_ms;
};

struct quality_history *quality_history_new(void)
{
	return mem_new_of(struct quality_history);
}

void quality_history_free(struct quality_history *h)
{
	if (!h)
		return;
	free(h->seconds);
	free(h);
}

/* --- small numbers ------------------------------------------------------- */

static uint8_t small(double x, double unit)
{
	double n = round(x / unit);

	return !(x >= 0) ? UNKNOWN_8 : n > UNKNOWN_8 - 1 ? UNKNOWN_8 - 1 :
		(uint8_t)n;
}

static uint16_t middling(double x, double unit)
{
	double n = round(x / unit);

	return !(x >= 0) ? UNKNOWN_16 : n > UNKNOWN_16 - 1 ? UNKNOWN_16 - 1 :
		(uint16_t)n;
}

static double large_8(uint8_t n, double unit)
{
	return n == UNKNOWN_8 ? -1 : n * unit;
}

static double large_16(uint16_t n, double unit)
{
	return n == UNKNOWN_16 ? -1 : n * unit;
}

static int8_t level(int dbfs)
{
	return (int8_t)(dbfs < -127 ? -127 : dbfs > 0 ? 0 : dbfs);
}

/* --- adding -------------------------------------------------------------- */

static void add(struct sum *s, double value, bool low_is_worse)
{
	if (!(value >= 0))
		return;
	if (!s->n || (low_is_worse ? value < s->worst : value > s->worst))
		s->worst = value;
	s->sum += value;
	s->n++;
}

static void add_to_sums(struct quality_history *h,
	const struct quality_sample *q)
{
	add(&h->loss, q->loss, false);
	add(&h->remote_loss, q->remote_loss, false);
	add(&h->jitter, q->jitter_ms, false);
	add(&h->rtt, q->rtt_ms, false);
	add(&h->delay, q->delay_ms, false);
	add(&h->mos, q->mos, true);
	if (q->concealed_ms > 0)
		h->concealed_ms += q->concealed_ms;
	h->count++;
}

static struct second *next_place(struct quality_history *h)
{
	struct second *place;

	if (h->n == h->room && h->room < QUALITY_KEPT) {
		h->room += STEP;
		h->seconds = mem_grow(h->seconds,
			(size_t)h->room * sizeof *h->seconds);
	}
	place = &h->seconds[h->next];
	h->next = (h->next + 1) % QUALITY_KEPT;
	if (h->n < QUALITY_KEPT)
		h->n++;
	return place;
}

void quality_history_add(struct quality_history *h,
	const struct quality_sample *q, int64_t now_ms)
{
	*next_place(h) = (struct second){
		.loss = small(q->loss, 1. / 254),
		.remote_loss = small(q->remote_loss, 1. / 254),
		.mos = small(q->mos, 1. / 50),
		.concealed = small(q->concealed_ms, 10),
		.input = level(q->input_dbfs), .output = level(q->output_dbfs),
		.jitter = middling(q->jitter_ms, 0.1),
		.rtt = middling(q->rtt_ms, 1),
		.delay = middling(q->delay_ms, 1),
	};
	h->last_ms = now_ms;
	add_to_sums(h, q);
}

/* --- looking ------------------------------------------------------------- */

int quality_history_count(const struct quality_history *h)
{
	return h->n;
}

int64_t quality_history_last(const struct quality_history *h)
{
	return h->last_ms;
}

void quality_history_at(const struct quality_history *h, int i,
	struct quality_sample *q)
{
	int first = h->n < QUALITY_KEPT ? 0 : h->next;
	const struct second *s = &h->seconds[(first + i) % QUALITY_KEPT];

	*q = (struct quality_sample){
		.loss = large_8(s->loss, 1. / 254),
		.remote_loss = large_8(s->remote_loss, 1. / 254),
		.mos = large_8(s->mos, 1. / 50),
		.concealed_ms = (int)large_8(s->concealed, 10),
		.input_dbfs = s->input, .output_dbfs = s->output,
		.jitter_ms = large_16(s->jitter, 0.1),
		.rtt_ms = large_16(s->rtt, 1),
		.delay_ms = (int)large_16(s->delay, 1),
	};
}

static double mean(const struct sum *s)
{
	return s->n ? s->sum / s->n : -1;
}

static double worst(const struct sum *s)
{
	return s->n ? s->worst : -1;
}

void quality_history_summary(const struct quality_history *h,
	struct quality_summary *s)
{
	*s = (struct quality_summary){
		.seconds = h->count, .concealed_ms = h->concealed_ms,
		.mos_mean = mean(&h->mos), .mos_worst = worst(&h->mos),
		.loss_mean = mean(&h->loss), .loss_worst = worst(&h->loss),
		.jitter_mean_ms = mean(&h->jitter),
		.jitter_worst_ms = worst(&h->jitter),
		.rtt_mean_ms = mean(&h->rtt), .rtt_worst_ms = worst(&h->rtt),
		.delay_mean_ms = mean(&h->delay),
		.delay_worst_ms = worst(&h->delay),
		.remote_loss_mean = mean(&h->remote_loss),
		.remote_loss_worst = worst(&h->remote_loss),
	};
}
