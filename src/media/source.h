/* source.h - one remote SSRC: sequence, loss, jitter (RFC 3550 A.1, A.3, A.8).
 * Media thread.
 *
 * A source that takes the place of another must show two packets in sequence
 * first (A.1's probation), so that one stray packet does not end a call's
 * sound; the very first source of a stream is believed at once.
 */
#ifndef MEDIA_SOURCE_H
#define MEDIA_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "media/rtp.h"

struct source {
	uint32_t ssrc;
	bool known;
	/* A.1 */
	uint16_t max_sequence;
	uint32_t cycles;		/* shifted count of wraps */
	uint32_t base_sequence, bad_sequence;
	uint32_t received;		/* of this SSRC, with duplicates */
	/* A.3 */
	uint32_t expected_prior, received_prior;
	uint8_t fraction;		/* of the last interval, in 256ths */
	/* A.8 */
	uint32_t transit, jitter_16;	/* samples; jitter in sixteenths */
	bool in_transit;
	/* the next one, on probation */
	uint32_t next_ssrc;
	uint16_t next_sequence;
	bool next_known;
	/* of the sources before this one */
	uint64_t lost_before;
};

enum source_verdict {
	SOURCE_TAKEN,		/* count it, play it */
	SOURCE_NEW,		/* the same, and all before it is over */
	SOURCE_RESTARTED,	/* its sequence began anew: play it afresh */
	SOURCE_REFUSED,		/* on probation, or far out of sequence */
};

enum source_verdict source_packet(struct source *, const struct rtp_packet *);

/* Interarrival jitter; arrival in ticks of the packet's RTP clock. */
void source_arrival(struct source *, uint32_t timestamp, uint32_t arrival);

/* It said BYE: another may take its place without probation. */
void source_gone(struct source *, uint32_t ssrc);

uint32_t source_highest(const struct source *);	/* extended */
int32_t source_lost(const struct source *);	/* 24 bits, as reported */
uint64_t source_lost_in_all(const struct source *);
uint32_t source_jitter(const struct source *);	/* RTP clock ticks */

/* A.3: closes the report interval; the fraction lost in it, in 256ths. */
uint8_t source_interval(struct source *);

#endif
