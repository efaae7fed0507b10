/* outgoing.h - frames of a tick in, packets out.  Media thread.
 *
 *	tick    0    1    2    3    4    5
 *	frame   a    b    c    d    e    f
 *	packet       ab        cd        ef      20 ms, phase 1
 *
 * The time stamp is the tick's, so a tick that was skipped is a gap in time and
 * nothing else; the packet after it carries the marker.  The phase says at
 * which ticks packets leave, so that many streams share the load.
 */
#ifndef MEDIA_OUTGOING_H
#define MEDIA_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/media.h"
#include "media/rtp.h"
#include "media/telephone_event.h"

#define OUTGOING_FRAMES 6	/* 60 ms, the longest packet */
#define OUTGOING_SIZE (RTP_HEADER + 2 * OUTGOING_FRAMES * MEDIA_FRAME)

struct outgoing {
	uint32_t ssrc, base;		/* time stamp of tick 0 */
	uint16_t sequence;
	int phase;
	bool marker;			/* of the next packet */
	int64_t tick;			/* the last one */
	int frames;			/* of the packet in the making */
	struct key_sender keys;
	int16_t samples[OUTGOING_FRAMES * MEDIA_FRAME];
};

/* random: 10 bytes for SSRC, first time stamp and sequence (RFC 3550 5.1). */
void outgoing_init(struct outgoing *, const uint8_t random[10]);

/* Another plan: what is in the making is dropped. */
void outgoing_plan(struct outgoing *);

/* The frame of a tick; the length of the packet that is due, or 0. */
size_t outgoing_frame(struct outgoing *, const struct stream_plan *,
	int64_t tick, const int16_t *frame, uint8_t packet[OUTGOING_SIZE]);

uint32_t outgoing_timestamp(const struct outgoing *, int64_t tick);

#endif
