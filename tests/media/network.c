#include "network.h"

#include <math.h>
#include <string.h>

#define MS INT64_C(1000000)
#define SECOND (1000 * MS)
#define PACKET (20 * MS)

struct trace {
	const char *name;
	int base_ms;
	double jitter_ms;		/* exponential, in order */
	double loss;			/* of a packet */
	double burst;			/* lost in a row; 0: at random */
	int hold_ms, hold_every_ms;	/* spikes up to, about */
	int ppm;
	int step_ms;
	int stall_ms, stall_every_ms;
	double late, twice;		/* of a packet */
};

static const struct trace traces[] = {
	{ "clean", 0, 0.2, .ppm = 0 },
	{ "loss3", 20, 0.2, .loss = 0.03 },
	{ "burst10", 20, 0.2, .loss = 0.1, .burst = 4 },
	{ "jit40", 60, 40, .loss = 0 },
	{ "wifi200", 10, 4, .hold_ms = 200, .hold_every_ms = 4000 },
	{ "drift+500", 0, 0.2, .ppm = 500 },
	{ "drift-500", 0, 0.2, .ppm = -500 },
	{ "step", 0, 0.2, .step_ms = 120 },
	{ "stall", 0, 0.2, .stall_ms = 400, .stall_every_ms = 8000 },
	{ "freeze", 0, 0.2, .stall_ms = 5000, .stall_every_ms = 20000 },
	{ "disorder", 20, 0.2, .late = 0.05, .twice = 0.05 },
};

#define TRACES ((int)(sizeof traces / sizeof *traces))

/* 0 to 1 */
static double chance(struct network *n)
{
	n->random ^= n->random << 13;
	n->random ^= n->random >> 7;
	n->random ^= n->random << 17;
	return (double)(n->random >> 11) / 9007199254740992.0;
}

static int64_t exponential_ns(struct network *n, double mean_ms)
{
	return (int64_t)(-log(1 - chance(n)) * mean_ms * MS);
}

const char *network_trace(int i)
{
	return i < TRACES ? traces[i].name : NULL;
}

static int64_t around(struct network *n, int ms)
{
	return (int64_t)((0.75 + 0.5 * chance(n)) * ms) * MS;
}

static bool is_lost(struct network *n, bool before)
{
	const struct trace *t = n->trace;
	double begins = t->burst > 0 ? t->loss / (1 - t->loss) / t->burst : 0;

	return chance(n) < (t->burst == 0 ? t->loss :
		before ? 1 - 1 / t->burst : begins);
}

/* How many of the first packets are lost. */
static unsigned draw(struct network *n, unsigned packets)
{
	unsigned lost = 0;

	for (unsigned i = 0; i < NETWORK_PACKETS; i++) {
		n->lost[i] = is_lost(n, i && n->lost[i - 1]);
		lost += n->lost[i] && i < packets;
	}
	return lost;
}

/* Until a call has about the share that is said of it: seeds differ in which
 * packets, not in how many. */
static void draw_losses(struct network *n, unsigned packets)
{
	double share = n->trace->loss * packets;

	while (share > 0) {
		double lost = draw(n, packets);

		if (lost > 0.95 * share - 1 && lost < 1.05 * share + 1)
			return;
	}
}

bool network_init(struct network *n, const char *trace, uint64_t seed,
	int64_t length_ns)
{
	*n = (struct network){ .random = seed * 0x9e3779b97f4a7c15u + 1,
		.length_ns = length_ns };
	for (int i = 0; i < TRACES && !n->trace; i++)
		if (!strcmp(traces[i].name, trace))
			n->trace = &traces[i];
	for (int i = 0; i < 10; i++)
		chance(n);
	if (!n->trace)
		return false;
	draw_losses(n, (unsigned)(length_ns / PACKET));
	n->hold_ns = 10 * SECOND;
	n->stall_ns = around(n, n->trace->stall_every_ms);
	return true;
}

int network_ppm(const struct network *n)
{
	return n->trace->ppm;
}

/* What a spike makes of an arrival. */
static int64_t held_up(struct network *n, int64_t arrival_ns)
{
	const struct trace *t = n->trace;

	if (!t->hold_ms)
		return arrival_ns;
	if (arrival_ns >= n->hold_ns &&
	    n->hold_ns < n->length_ns - 25 * SECOND) {
		n->hold_until_ns = n->hold_ns + (int64_t)(t->hold_ms *
			(0.5 + 0.5 * chance(n)) * MS);
		n->hold_ns += around(n, t->hold_every_ms);
	}
	return arrival_ns < n->hold_until_ns ? n->hold_until_ns : arrival_ns;
}

static bool is_stepped(const struct network *n, int64_t sent_ns)
{
	return sent_ns > n->length_ns / 3 && sent_ns < n->length_ns * 2 / 3;
}

static int64_t arrival_of(struct network *n, int64_t sent_ns)
{
	const struct trace *t = n->trace;
	int64_t at = sent_ns + t->base_ms * MS +
		exponential_ns(n, t->jitter_ms);

	if (is_stepped(n, sent_ns))
		at += t->step_ms * MS;
	at = held_up(n, at);
	if (at < n->last_ns)
		at = n->last_ns;
	n->last_ns = at;
	return chance(n) < t->late ? at + 30 * MS : at;
}

struct fate network_send(struct network *n, int64_t sent_ns)
{
	bool lost = n->lost[n->sent++ % NETWORK_PACKETS];
	int64_t at = arrival_of(n, sent_ns);
	int times = lost ? 0 : chance(n) < n->trace->twice ? 2 : 1;

	return (struct fate){ times, { at, at + 15 * MS } };
}

int64_t network_stall_ns(struct network *n, int64_t now_ns)
{
	const struct trace *t = n->trace;
	int64_t length;

	if (!t->stall_ms || now_ns < n->stall_ns ||
	    now_ns > n->length_ns - 10 * SECOND)
		return 0;
	length = (int64_t)(t->stall_ms * (0.4 + 0.6 * chance(n)) * MS);
	if (t->stall_ms >= 1000) {
		length = t->stall_ms * MS;
		n->stall_ns = INT64_MAX;
		return length;
	}
	n->stall_ns = now_ns + around(n, t->stall_every_ms);
	return length;
}
