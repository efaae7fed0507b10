/* delay.h - how long packets take, and how long it is worth while to wait for
 * them.  Media thread.
 *
 *	packets |                           what is late costs Ie (G.113),
 *	        | #                         what waits costs Id (G.107):
 *	        | ##                        the target is where both together
 *	        | ####_#____________#       cost least
 *	        +------------------------
 *	          ^low   ^target    spike   transit
 *
 * Transit is arrival minus time stamp, in microseconds from any fixed zero.
 * What came in the last 8 s counts, and spikes that stand far out of it for
 * longer: with the next of them the call would stumble again.  A lost packet
 * has no transit: holes are never taken for jitter.
 */
#ifndef MEDIA_DELAY_H
#define MEDIA_DELAY_H

#include <stdbool.h>
#include <stdint.h>

#define DELAY_BUCKETS 128
#define DELAY_BUCKET_US 5000
#define DELAY_BLOCKS 4			/* of 2 s */

struct delay {
	bool any;
	int64_t zero_us;		/* transit where bucket 0 begins */
	int64_t block_us;		/* when the newest block began */
	int block;			/* which that is */
	uint16_t blocks[DELAY_BLOCKS][DELAY_BUCKETS];
	uint16_t sum[DELAY_BUCKETS];	/* of the blocks */
	unsigned n[DELAY_BLOCKS];
	float spikes[DELAY_BUCKETS];	/* packets, fading */
	int low, usual, best;		/* buckets: the quickest, of nine in ten
					 * packets, worth waiting for */
	int unseen;			/* packets since those were set */
	int beyond;			/* later than all buckets, in a row */
};

/* Nothing is known. */
void delay_restart(struct delay *);

/* A packet arrived at now_us.  eager: rather late packets than delay. */
void delay_add(struct delay *, int64_t transit_us, int64_t now_us, bool eager);

/* Transits: of the quickest, of nine in ten, and of the latest packet that is
 * worth waiting for. */
int64_t delay_low(const struct delay *);
int64_t delay_usual(const struct delay *);
int64_t delay_target(const struct delay *);

#endif
