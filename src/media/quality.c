#include "media/quality.h"

#include "media/emodel.h"

#define SECOND_NS INT64_C(1000000000)

void quality_init(struct quality *q)
{
	*q = (struct quality){ .r = -1, .mos_lq = -1, .mos_cq = -1 };
}

static void mark(struct quality *q, const struct quality_facts *f)
{
	int last = (q->next + QUALITY_SECONDS - 1) % QUALITY_SECONDS;
	uint64_t expected = f->expected - q->marks[last].expected;
	uint64_t lost = f->lost - q->marks[last].lost;

	q->last_loss = expected ? (double)lost / (double)expected : 0;
	q->marks[q->next].expected = f->expected;
	q->marks[q->next].lost = f->lost;
	q->next = (q->next + 1) % QUALITY_SECONDS;
	if (q->n < QUALITY_SECONDS)
		q->n++;
}

/* Since the oldest mark; of the whole call while it is young.  < 0: nothing was
 * to be heard. */
static double recent_loss(const struct quality *q,
	const struct quality_facts *f)
{
	uint64_t expected = f->expected, lost = f->lost;

	if (q->n == QUALITY_SECONDS) {
		expected -= q->marks[q->next].expected;
		lost -= q->marks[q->next].lost;
	}
	if (!expected || expected > f->expected || lost > f->lost)
		return -1;
	return lost > expected ? 1 : (double)lost / (double)expected;
}

static void judge(struct quality *q, const struct quality_facts *f)
{
	struct emodel m = { .ie = f->ie, .bpl = f->bpl > 0 ? f->bpl : 1,
		.loss = recent_loss(q, f), .burst_ratio = f->burst_ratio };

	q->r = q->mos_lq = q->mos_cq = -1;
	if (m.loss < 0)
		return;
	q->mos_lq = emodel_mos(emodel_r(&m));
	if (f->rtt_ms < 0)
		return;
	m.delay_ms = f->rtt_ms / 2 + f->buffer_ms + f->packet_ms +
		f->device_ms;
	q->r = emodel_r(&m);
	q->mos_cq = emodel_mos(q->r);
}

bool quality_due(const struct quality *q, int64_t now_ns)
{
	return now_ns - q->marked_ns >= SECOND_NS;
}

void quality_update(struct quality *q, const struct quality_facts *f,
	int64_t now_ns)
{
	if (!quality_due(q, now_ns))
		return;
	q->marked_ns = now_ns;
	if (f->heard_ms >= QUALITY_LEAST_MS)
		judge(q, f);
	mark(q, f);
}
