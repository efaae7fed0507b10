/* outgoing.h - frames of a tick in, packets out.  Media thread.
 *
 *	tick    0    1    2    3    4    5
 *	frame   a    b    c    d    e    f
 *	packet       ab        cd        ef      20 ms, phase 1
 *
 * The time stamp is the tick's, on the codec's clock, so a tick that was skipped
 * is a gap in time and nothing else; the packet after it carries the marker.
 * The phase says at which ticks packets leave, so that many streams share the
 * load.
 */
#ifndef MEDIA_OUTGOING_H
#define MEDIA_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/codec.h"
#include "media/media.h"
#include "media/rtp.h"
#include "media/pauses.h"
#include "media/telephone_event.h"

#define OUTGOING_FRAMES 6	/* 60 ms, the longest packet */
#define OUTGOING_SIZE (RTP_HEADER + CODEC_PAYLOAD_MAX)

struct setup;

struct outgoing {
	uint32_t ssrc;
	uint32_t base;			/* time stamp of base_tick */
	int64_t base_tick;
	int clock_hz;			/* since then; 0: nothing was sent */
	uint16_t sequence;
	bool wrapped;			/* it has, with this SSRC */
	int phase;
	int ptime_ms;			/* in place of the plan's; 0: that */
	int length;			/* frames of a packet; 0: to be set */
	const struct codec *codec;	/* of the last plan, and its ptime */
	int plan_ms;
	bool marker;			/* of the next packet */
	int64_t tick;			/* the last one */
	int frames;			/* of the packet in the making */
	struct key_sender keys;
	struct pauses pauses;	/* where comfort noise is agreed on */
};

/* random: 10 bytes for SSRC, first time stamp and sequence (RFC 3550 5.1). */
void outgoing_init(struct outgoing *, const uint8_t random[10]);

/* Goes on as another source: 6 bytes for SSRC and sequence. */
void outgoing_renew(struct outgoing *, const uint8_t random[6]);

/* Another plan: with another codec or ptime what is in the making is dropped,
 * and time goes on on its clock (RFC 7160 4). */
void outgoing_plan(struct outgoing *, const struct setup *);

/* Longer or shorter packets whatever the plan says, as soon as one ends where
 * they begin, so that nothing is left out; 0: as it says. */
void outgoing_ptime(struct outgoing *, int ptime_ms);

/* The frame of a tick, at the codec's rate; the length of the packet that is
 * due, or 0. */
size_t outgoing_frame(struct outgoing *, const struct setup *, int64_t tick,
	const int16_t *frame, uint8_t packet[OUTGOING_SIZE]);

/* A word without sound, of a type that was not agreed on (RFC 6263 4.6). */
void outgoing_word(struct outgoing *, const struct setup *, int64_t tick,
	uint8_t packet[RTP_HEADER]);

uint32_t outgoing_timestamp(const struct outgoing *, int64_t tick);

#endif
