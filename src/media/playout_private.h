/* playout_private.h - what playout is made of.  Media thread.
 *
 *	playout.c	its life, its clock
 *	playout_put.c	a packet comes: has it a turn, and when
 *	playout_get.c	a frame goes: sound, and what stands in for it
 *	playout_pace.c	its delay moves to where it should be
 *
 * One equation ties all of it: the sound of time stamp t is due at
 *
 *	due(t) = due_ns + what waits on the strip + (t - end)
 *
 * for the strip is what is played until `end` is reached.  Who changes what
 * waits there, or `end`, without the other, moves the whole clock.
 */
#ifndef MEDIA_PLAYOUT_PRIVATE_H
#define MEDIA_PLAYOUT_PRIVATE_H

#include "media/playout.h"

#include "media/conceal.h"
#include "media/delay.h"
#include "media/noise.h"
#include "media/shelf.h"
#include "media/strip.h"

#define PLAYOUT_TICK_NS (MEDIA_TICK_MS * INT64_C(1000000))
#define SECOND_NS INT64_C(1000000000)

struct codec;

struct playout {
	struct shelf *shelf;		/* owned */
	struct strip *strip;		/* behind it, in one piece: of most of
					 * its memory nobody makes use */
	struct conceal conceal;
	struct noise noise;
	struct delay delay;
	struct playout_statistics statistics;

	int least_ms;
	bool ultra_low;

	struct decoder *decoder;	/* the last one at work; or NULL */
	int clock_hz;			/* of time stamps */

	bool started;
	uint32_t end;			/* time stamp where the strip ends */
	int64_t due_ns;			/* when the next frame is due */
	uint32_t origin;		/* transits are measured from here: */
	int64_t origin_ns;		/* as if it had arrived then */

	bool has_played;
	uint32_t played_to;		/* the end of the last packet decoded */
	uint16_t played_sequence;
	bool made_up;			/* what waits is: no packet was there */
	size_t by_decoder;		/* samples that it made up in one go */
	uint64_t guessed_us;		/* of a hole that may yet be a pause */
	unsigned vain;			/* recoveries that failed, in a row */

	bool odd;			/* the last packet was far away */
	uint32_t odd_timestamp;
	int delay_16;			/* mean slack, ms in sixteenths */

	/* of a frame */
	size_t phase;			/* samples left of the one before */
	float power;			/* of a sample in the last one */
	int rest;			/* frames until the next change */
	int64_t late_ns;		/* when a packet was late */
	int64_t look_ns;		/* until then the next packet should be
					 * there when one is lost */
	uint64_t concealed_us, recovered_us, stretched_us, squeezed_us;
};

/* --- playout.c: the clock --- */

int64_t playout_ticks_ns(const struct playout *, int32_t ticks);
uint32_t playout_ticks(const struct playout *, size_t samples);
size_t playout_samples(const struct playout *, uint32_t ticks);
uint64_t playout_us(const struct playout *, size_t samples);

/* due(timestamp) - arrival */
int64_t playout_slack_ns(const struct playout *, uint32_t timestamp,
	int64_t arrival_ns);
int64_t playout_transit_us(const struct playout *, uint32_t timestamp,
	int64_t arrival_ns);
/* The transit of a packet that arrives as late as may be, by now. */
int64_t playout_reach_us(const struct playout *);
/* Moves the clock so that this is so, and a little more: so that the sound of
 * timestamp, which is to come, begins with a frame, the next one at the
 * soonest.  Nothing waits on the strip. */
void playout_set_reach(struct playout *, int64_t transit_us,
	uint32_t timestamp);

/* Time stamps of another beginning. */
void playout_begin(struct playout *, uint32_t timestamp, int64_t arrival_ns);
void playout_set_clock(struct playout *, int clock_hz);

/* --- playout_pace.c --- */

/* The reach that we want. */
int64_t playout_target_us(const struct playout *);
/* What waits is more than a frame: changes it, if there is cause. */
void playout_pace(struct playout *);

/* --- playout_get.c --- */

/* One packet more onto the strip; false: none is there whose turn it is. */
bool playout_decode_next(struct playout *);

#endif
