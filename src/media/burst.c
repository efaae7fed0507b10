#include "media/burst.h"

#define WINDOW 64
#define MAX_DROPOUT 3000	/* as in source.c: then its numbers are new */

/* --- decided packets, in order ------------------------------------------- */

static void close_burst(struct burst *b)
{
	if (b->open_losses > 1) {
		b->bursts++;
		b->burst_packets += b->open_packets;
		b->burst_losses += b->open_losses;
	} else {
		b->gap_losses += b->open_losses;
	}
	b->open_packets = b->open_losses = 0;
}

static void good(struct burst *b)
{
	b->packets++;
	b->bad = false;
	if (b->open_losses && ++b->good >= BURST_GMIN)
		close_burst(b);
}

static void bad(struct burst *b, uint64_t n)
{
	b->packets += n;
	if (!b->bad)
		b->runs++;
	b->bad = true;
	b->open_packets += (b->open_losses ? b->good : 0) + n;
	b->open_losses += n;
	b->good = 0;
}

/* The oldest of the window leaves it. */
static void decide(struct burst *b)
{
	uint64_t bit = UINT64_C(1) << (WINDOW - 1);

	if (b->discarded & bit) {
		b->discarded_packets++;
		bad(b, 1);
	} else if (b->came & bit) {
		good(b);
	} else {
		b->lost_packets++;
		bad(b, 1);
	}
}

/* --- the window ---------------------------------------------------------- */

static void shift(struct burst *b, unsigned n)
{
	for (; n && (b->came || b->known < WINDOW); n--) {
		if (b->known == WINDOW)
			decide(b);
		else
			b->known++;
		b->came <<= 1;
		b->discarded <<= 1;
	}
	if (!n)
		return;
	b->lost_packets += n;		/* a window of nothing, and more */
	bad(b, n);
}

static void mark(struct burst *b, unsigned behind, bool discarded)
{
	uint64_t bit = UINT64_C(1) << behind;

	if (b->came & bit)
		return;
	b->came |= bit;
	if (discarded)
		b->discarded |= bit;
}

void burst_restart(struct burst *b)
{
	b->came = b->discarded = 0;
	b->known = 0;
	close_burst(b);
	b->good = 0;
	b->bad = false;
}

void burst_packet(struct burst *b, uint16_t sequence, bool discarded)
{
	uint16_t ahead = (uint16_t)(sequence - b->highest);
	uint16_t behind = (uint16_t)(b->highest - sequence);

	if (!b->known) {
		b->highest = sequence;
		b->known = 1;
		mark(b, 0, discarded);
	} else if (ahead && ahead < MAX_DROPOUT) {
		shift(b, ahead);
		b->highest = sequence;
		mark(b, 0, discarded);
	} else if (behind < (unsigned)b->known) {
		mark(b, behind, discarded);
	}
}

/* --- figures ------------------------------------------------------------- */

static double part(uint64_t n, uint64_t of)
{
	return of ? (double)n / (double)of : 0;
}

/* As if that which is open were over. */
void burst_figures(const struct burst *b, struct burst_figures *f)
{
	struct burst now = *b;
	uint64_t losses = b->lost_packets + b->discarded_packets, gaps;
	double random_run;

	close_burst(&now);
	gaps = now.packets - now.burst_packets;
	f->loss = part(b->lost_packets, b->packets);
	f->discard = part(b->discarded_packets, b->packets);
	f->burst_density = part(now.burst_losses, now.burst_packets);
	f->gap_density = part(now.gap_losses, gaps);
	f->burst_packets = part(now.burst_packets, now.bursts);
	f->gap_packets = part(gaps, now.bursts + 1);
	random_run = 1 / (1 - (f->loss + f->discard) + 1e-9);
	f->ratio = part(losses, b->runs) / random_run;
	if (!(f->ratio > 1))
		f->ratio = 1;
}
