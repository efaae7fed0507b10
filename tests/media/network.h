/* network.h - a network that loses, delays, holds up and doubles packets, the
 * same way for the same seed; and the clocks of those at its ends.
 *
 *	clean		nothing but 0.2 ms of jitter
 *	loss3		20 ms, 3 % lost at random
 *	burst10		20 ms, 10 % lost, four in a row on average (Gilbert)
 *	jit40		60 ms and an exponential 40 ms, in order
 *	wifi200		10 ms and an exponential 4 ms, in order; from 10 s until
 *			25 s before the end all is held up for 100-200 ms about
 *			every 4 s
 *	drift+500	clean; the talker's clock is fast by 500 ppm
 *	drift-500	or slow
 *	step		clean, 120 ms more from a third to two thirds
 *	stall		clean; the listener stands still for 150-400 ms at times
 *	freeze		clean; and once for 5 s
 *	disorder	20 ms; 5 % come 30 ms later, 5 % twice
 */
#ifndef TESTS_MEDIA_NETWORK_H
#define TESTS_MEDIA_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#define NETWORK_PACKETS 8192	/* whose loss is drawn at the beginning */

struct network {
	const struct trace *trace;
	uint64_t random;
	int64_t length_ns;		/* of the call */
	int64_t last_ns;		/* arrival of the one before */
	bool lost[NETWORK_PACKETS];	/* as many as it says on the whole */
	unsigned sent;
	int64_t hold_ns, hold_until_ns;	/* when the next spike begins, ends */
	int64_t stall_ns;		/* when the next stall begins */
};

/* false: there is no such trace. */
bool network_init(struct network *, const char *trace, uint64_t seed,
	int64_t length_ns);
/* The name of the i-th trace; NULL after the last. */
const char *network_trace(int i);
/* By how much the talker's clock is fast. */
int network_ppm(const struct network *);

struct fate {
	int times;			/* it arrives: 0, 1, 2 */
	int64_t arrival_ns[2];
};

struct fate network_send(struct network *, int64_t sent_ns);

/* How long the listener stands still from now on; asked at every tick. */
int64_t network_stall_ns(struct network *, int64_t now_ns);

#endif
