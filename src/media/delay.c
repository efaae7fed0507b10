#include "media/delay.h"

#include <string.h>

#define BLOCK_US INT64_C(2000000)
#define BLOCK_LEAST 25		/* packets, before a block ends */
#define SEEN_LEAST 100		/* as many are taken for seen at first */
#define ROOM_BELOW 8		/* buckets, for packets quicker than ever */
#define SPIKE_AHEAD 5		/* buckets beyond what is usual */
#define SPIKE_FADE 0.82f	/* a block: 10 s */
#define SPIKE_BLOCKS 5		/* that long, in blocks */
#define FORGOTTEN 0.1f		/* packets */
#define PACKET_BUCKETS 8		/* late by so many, a packet is lost */
#define STRAGGLERS 2		/* of the blocks, which are chance */
#define JUDGED_EACH 8		/* packets */
#define BEYOND_MOST 50		/* in a row; then all is different */

/* G.107, G.113 in the short: R lost by delay, and by loss. */
#define ELSEWHERE_MS 60		/* packet, network and sound card, roughly */
#define STRAINED_MS 177		/* from here on people interrupt each other */
#define BPL 25			/* robustness of G.711 with concealment */
#define EAGER 0.3f

void delay_restart(struct delay *d)
{
	memset(d, 0, sizeof *d);
}

/* --- the histogram ------------------------------------------------------- */

static void move_counts(uint16_t *counts, int by)
{
	uint16_t moved[DELAY_BUCKETS] = { 0 };

	for (int i = 0; i < DELAY_BUCKETS; i++)
		if (i + by >= 0 && i + by < DELAY_BUCKETS)
			moved[i + by] = counts[i];
	memcpy(counts, moved, sizeof moved);
}

static void move_spikes(float *spikes, int by)
{
	float moved[DELAY_BUCKETS] = { 0 };

	for (int i = 0; i < DELAY_BUCKETS; i++)
		if (i + by >= 0 && i + by < DELAY_BUCKETS)
			moved[i + by] = spikes[i];
	memcpy(spikes, moved, sizeof moved);
}

static void move(struct delay *d, int64_t by)
{
	if (by >= DELAY_BUCKETS || by <= -DELAY_BUCKETS) {
		d->any = false;
		return;
	}
	for (int i = 0; i < DELAY_BLOCKS; i++)
		move_counts(d->blocks[i], (int)by);
	move_counts(d->sum, (int)by);
	move_spikes(d->spikes, (int)by);
	d->zero_us -= by * DELAY_BUCKET_US;
	d->low += (int)by;
	d->usual += (int)by;
	d->best += (int)by;
}

static void begin(struct delay *d, int64_t transit_us, int64_t now_us)
{
	delay_restart(d);
	d->any = true;
	d->zero_us = transit_us - ROOM_BELOW * DELAY_BUCKET_US -
		DELAY_BUCKET_US / 2;
	d->block_us = now_us;
	d->low = d->usual = d->best = ROOM_BELOW;
}

static int64_t bucket_of(const struct delay *d, int64_t transit_us)
{
	int64_t above = transit_us - d->zero_us;

	return above >= 0 ? above / DELAY_BUCKET_US :
		-((DELAY_BUCKET_US - 1 - above) / DELAY_BUCKET_US);
}

/* The bucket of a packet, where need be after all have moved; what is far too
 * late goes into the last one. */
static int find_bucket(struct delay *d, int64_t transit_us, int64_t now_us)
{
	int64_t bucket = d->any ? bucket_of(d, transit_us) : 0;

	if (d->any && bucket < 0)
		move(d, ROOM_BELOW - bucket);
	else if (d->any && bucket >= DELAY_BUCKETS && d->low > 2 * ROOM_BELOW)
		move(d, ROOM_BELOW - d->low);
	if (!d->any || d->beyond > BEYOND_MOST)
		begin(d, transit_us, now_us);
	bucket = bucket_of(d, transit_us);
	d->beyond = bucket < DELAY_BUCKETS ? 0 : d->beyond + 1;
	return bucket < DELAY_BUCKETS ? (int)bucket : DELAY_BUCKETS - 1;
}

static void next_block(struct delay *d, int64_t now_us)
{
	uint16_t *oldest;

	d->block = (d->block + 1) % DELAY_BLOCKS;
	d->block_us = now_us;
	oldest = d->blocks[d->block];
	for (int i = 0; i < DELAY_BUCKETS; i++) {
		d->sum[i] = (uint16_t)(d->sum[i] - oldest[i]);
		d->spikes[i] *= SPIKE_FADE;
	}
	memset(oldest, 0, sizeof d->blocks[d->block]);
	d->n[d->block] = 0;
}

static void count(struct delay *d, int bucket)
{
	if (d->sum[bucket] == UINT16_MAX)
		return;
	d->sum[bucket]++;
	d->blocks[d->block][bucket]++;
	d->n[d->block]++;
}

/* --- the target ---------------------------------------------------------- */

static float cost_of_delay(int buckets)
{
	float ms = ELSEWHERE_MS + (float)buckets * DELAY_BUCKET_US / 1000;

	return 0.024f * ms +
		(ms > STRAINED_MS ? 0.11f * (ms - STRAINED_MS) : 0);
}

/* late: of one packet */
static float cost_of_loss(float late)
{
	return 95 * late / (late + BPL / 100.0f);
}

static unsigned seen(const struct delay *d)
{
	unsigned n = 0;

	for (int i = 0; i < DELAY_BLOCKS; i++)
		n += d->n[i];
	return n;
}

static void find_low_and_usual(struct delay *d, unsigned n)
{
	unsigned below = 0;

	d->low = -1;
	for (d->usual = 0; d->usual < DELAY_BUCKETS - 1; d->usual++) {
		below += d->sum[d->usual];
		if (d->low < 0 && below)
			d->low = d->usual;
		if (below * 10 >= n * 9)
			break;
	}
	if (d->low < 0)
		d->low = d->usual;
}

/* Of what comes later than each bucket, from the last one down. */
struct tail {
	float all;			/* of which it is a share */
	float sum;
	float sums[PACKET_BUCKETS];	/* of this bucket and those above */
};

/* The share lost at the next bucket.  A packet that is late by less than its
 * length has its turn when it comes: a few ms made up are hardly heard.  Its
 * part counts by the square, in steps of a tick, for that is how turns come. */
static float next_lost(struct tail *t, float counted)
{
	static const float more[PACKET_BUCKETS] = { 1 / 16.f, 0, 3 / 16.f, 0,
		5 / 16.f, 0, 7 / 16.f, 0 };
	float lost = 0;

	for (int k = PACKET_BUCKETS - 1; k > 0; k--)
		t->sums[k] = t->sums[k - 1];
	t->sums[0] = t->sum;
	t->sum += counted;
	for (int k = 0; k < PACKET_BUCKETS; k++)
		lost += t->sums[k] > 0 ? more[k] * t->sums[k] : 0;
	return lost / t->all;
}

/* Later than this nothing came that counts. */
static int find_top(const struct delay *d)
{
	int top = DELAY_BUCKETS - 1;

	while (top > d->low && !d->sum[top] && d->spikes[top] < FORGOTTEN)
		top--;
	return top;
}

/* From the latest down: what more would be late, what less would wait. */
static void find_best(struct delay *d, unsigned n, bool eager)
{
	struct tail now = { .all = n > SEEN_LEAST ? (float)n : SEEN_LEAST,
		.sum = -STRAGGLERS };
	struct tail then = { .all = now.all * SPIKE_BLOCKS / DELAY_BLOCKS,
		.sum = -STRAGGLERS };
	float least = 1e9f;

	for (int i = find_top(d); i >= d->low; i--) {
		float soon = next_lost(&now, d->sum[i]);
		float some_day = next_lost(&then, d->spikes[i]);
		float loss = cost_of_loss(soon > some_day ? soon : some_day);
		float cost = cost_of_delay(i - d->low) +
			(eager ? EAGER * loss : loss);

		if (cost < least) {
			least = cost;
			d->best = i;
		}
	}
}

static void judge(struct delay *d, bool eager)
{
	unsigned n = seen(d);

	d->unseen = 0;
	if (!n)
		return;
	find_low_and_usual(d, n);
	find_best(d, n, eager);
}

void delay_add(struct delay *d, int64_t transit_us, int64_t now_us, bool eager)
{
	int bucket = find_bucket(d, transit_us, now_us);

	if (now_us - d->block_us >= BLOCK_US && d->n[d->block] >= BLOCK_LEAST)
		next_block(d, now_us);
	count(d, bucket);
	if (bucket >= d->usual + SPIKE_AHEAD)
		d->spikes[bucket]++;
	if (++d->unseen >= JUDGED_EACH || bucket > d->best || bucket < d->low)
		judge(d, eager);
}

static int64_t end_of(const struct delay *d, int bucket)
{
	return d->zero_us + (int64_t)(bucket + 1) * DELAY_BUCKET_US;
}

int64_t delay_low(const struct delay *d)
{
	return end_of(d, d->low - 1);
}

int64_t delay_usual(const struct delay *d)
{
	return end_of(d, d->usual);
}

int64_t delay_target(const struct delay *d)
{
	return end_of(d, d->best);
}
