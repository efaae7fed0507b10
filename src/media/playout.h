/* playout.h - packets in by arrival, sound out by play time.  Media thread.
 *
 *	put --> shelf [ 41 42 __ 44 ] --> decoder --> strip --> get, one frame
 *	   \                         \                 ^  ^      of 10 ms a tick
 *	    delay: how long to wait   conceal: __     squeeze, stretch
 *
 * The sound has the rate of the decoder of the packets that come; when that
 * changes, what is given has another rate from then on.
 *
 * Every packet has its turn, as long after its time stamp as the delay that
 * delay.h found best; sound is squeezed or stretched to get there.  A hole is
 * filled and the clock goes on; where nothing at all is there any more, the
 * next packet that comes has its turn at once, however late it is.
 */
#ifndef MEDIA_PLAYOUT_H
#define MEDIA_PLAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAYOUT_START_MS 20	/* the first packet waits so long, until the
				 * next tick after */
#define PLAYOUT_MAX_MS 500	/* it never waits longer, unless told to by
				 * playout_latency: then as much longer */

struct decoder;
struct playout;

struct playout *playout_new(void);	/* the last allocation */
void playout_free(struct playout *);	/* NULL may be given */

/* How much delay is worth while: at least so many ms (0: as little as serves;
 * up to 2000); ultra_low: rather lose a late packet now and then. */
void playout_latency(struct playout *, int least_ms, bool ultra_low);

/* Another source, or another beginning: forgets what waits. */
void playout_restart(struct playout *);
/* This decoder is about to go: what waits for it goes, too. */
void playout_forget(struct playout *, const struct decoder *);

/* At the start of a tick: the next frame is for now_ns, a multiple of 10 ms
 * after the last one; those between are skipped. */
void playout_time(struct playout *, int64_t now_ns);

struct playout_packet {
	uint32_t timestamp;		/* on the codec's clock */
	uint16_t sequence;
	bool marker;
	struct decoder *decoder;	/* lives until forgotten; NULL: comfort
					 * noise, RFC 3389 */
	const uint8_t *payload;		/* copied */
	size_t n;
};

/* arrival_ns: on the clock of playout_time.  false: no such payload. */
bool playout_put(struct playout *, const struct playout_packet *,
	int64_t arrival_ns);
/* A packet of the same source that is no sound (a key): no loss. */
void playout_other(struct playout *, uint16_t sequence);

/* The next frame is there, whatever packets may have come meanwhile. */
bool playout_in_hand(const struct playout *);

/* The next frame, room for MEDIA_FRAME_MAX; its rate in Hz, or 0: nothing but
 * silence, frame is as it was. */
int playout_get(struct playout *, int16_t *frame);
/* The same for nobody: nothing is decoded. */
void playout_pass(struct playout *);

struct playout_statistics {
	uint64_t late_packets;		/* came after their turn */
	uint64_t discarded_packets;	/* of all, were not heard */
	uint64_t duplicate_packets;
	uint64_t concealed_ms;		/* made up in place of packets */
	uint64_t recovered_ms;		/* by what the next packet repeats */
	uint64_t stretched_ms, squeezed_ms;
	int delay_ms;			/* mean slack: from arrival to turn */
	int target_ms;			/* that the quickest is to wait */
};
const struct playout_statistics *playout_statistics(const struct playout *);

#endif
