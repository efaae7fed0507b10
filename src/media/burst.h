/* burst.h - losses one by one or together: bursts and gaps (RFC 3611 4.7.2).
 * Media thread.
 *
 *	received . . . x . . . . (16 and more) . . . x x . x . . . (16 and more)
 *	         |----------- gap ---------------|---burst--|------ gap ----
 *
 * A packet is lost when so many have come after it that it will not come any
 * more, and discarded when it came too late to be played.  One alone among 16
 * good ones on either side belongs to a gap.
 */
#ifndef MEDIA_BURST_H
#define MEDIA_BURST_H

#include <stdbool.h>
#include <stdint.h>

#define BURST_GMIN 16		/* good packets that end a burst */

struct burst {
	/* the last 64 sequence numbers, bit 0 the highest */
	uint64_t came, discarded;
	uint16_t highest;
	int known;			/* bits that mean something; 0-64 */
	/* what is decided: all of it, and that which is over */
	uint64_t packets, lost_packets, discarded_packets, runs;
	uint64_t bursts, burst_packets, burst_losses;
	uint64_t gap_losses;
	/* from the last loss that may begin a burst */
	uint64_t open_packets, open_losses, good;
	bool bad;			/* the last one was lost */
};

/* All zeros is a new one.  Another source, or its numbers began anew: what
 * waits for a decision is forgotten, what was counted stays. */
void burst_restart(struct burst *);
/* One of the source's packets; twice does no harm.  discarded: it came too
 * late. */
void burst_packet(struct burst *, uint16_t sequence, bool discarded);

struct burst_figures {
	double loss, discard;		/* of all, 0-1 */
	double burst_density, gap_density;	/* losses in them, 0-1 */
	double burst_packets, gap_packets;	/* mean length; 0: none */
	double ratio;			/* G.107: mean run of losses to that of
					 * as many at random; >= 1 */
};
void burst_figures(const struct burst *, struct burst_figures *);

#endif
