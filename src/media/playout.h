/* playout.h - packets in by arrival, sound out by play time.  Media thread.
 *
 *	put --> shelf [ 41 42 __ 44 ] --> get, one frame of 10 ms a tick
 *	                                  __ is lost: conceal.c fills in
 *
 * The clock goes on with every frame, whatever came: a hole is concealed and
 * never becomes delay.  Delay is the slack between a packet's arrival and its
 * turn.  It starts at 20-30 ms.  A packet that comes after its turn, while
 * nothing later has been played, moves the clock back to it (grows by as much
 * as was needed).  When even the slowest packet of the last seconds had slack
 * to spare, a frame is squeezed out where it is quiet, or now and then where it
 * is not (shrinks).  A better buffer may take this one's place behind these
 * calls.
 */
#ifndef MEDIA_PLAYOUT_H
#define MEDIA_PLAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/shelf.h"

#define PLAYOUT_START_MS 20	/* at least, between arrival and play time */
#define PLAYOUT_MAX_MS 500	/* never grows beyond */

struct playout;

struct playout *playout_new(void);	/* the last allocation */
void playout_free(struct playout *);	/* NULL may be given */

/* Another source, or another beginning: forgets what waits. */
void playout_restart(struct playout *);

/* At the start of a tick: the next frame is for now_ns, a multiple of 10 ms
 * after the last one; those between are skipped. */
void playout_time(struct playout *, int64_t now_ns);

/* codec, timestamp, sequence and payload set; samples are told by the codec.
 * arrival_ns: on the clock of playout_time.  false: no such payload. */
bool playout_put(struct playout *, struct shelf_packet *, int64_t arrival_ns);

/* The next frame, of MEDIA_FRAME samples; false: nothing but silence. */
bool playout_get(struct playout *, int16_t *frame);
/* The same for nobody: nothing is decoded. */
void playout_pass(struct playout *);

struct playout_statistics {
	uint64_t late_packets;		/* came after their turn */
	uint64_t duplicate_packets;
	uint64_t concealed_ms;
	int delay_ms;			/* mean slack */
};
const struct playout_statistics *playout_statistics(const struct playout *);

#endif
