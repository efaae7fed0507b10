/* shelf.h - packets that wait for their time to be played.  Media thread.
 *
 *	put in any order --> [ 41 42 __ 44 ] --> the earliest, taken
 *
 * Bounded: when all places are taken the earliest packet leaves.  A place that
 * becomes free is the next to be used, so a shelf costs as much memory as ever
 * waited on it at once, however much it has room for.
 */
#ifndef MEDIA_SHELF_H
#define MEDIA_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELF_SMALL 208		/* bytes of a payload in a small place */
#define SHELF_PLACES 256	/* of small ones, and likewise of large ones */

struct decoder;
struct shelf;

struct shelf_packet {
	uint32_t timestamp;	/* of the first sample */
	uint32_t ticks;		/* how long, on the same clock; 0: noise */
	uint16_t sequence;
	struct decoder *decoder;
	const uint8_t *payload;
	size_t n;
};

struct shelf *shelf_new(void);		/* the last allocation */
void shelf_free(struct shelf *);	/* NULL may be given */

void shelf_clear(struct shelf *);
/* What waits for this decoder leaves. */
void shelf_forget(struct shelf *, const struct decoder *);

/* Whether a packet of this number was put before; it may have left since. */
bool shelf_knows(const struct shelf *, uint16_t sequence);

/* Copies the payload, n <= CODEC_PAYLOAD_MAX.  false: it is longer. */
bool shelf_put(struct shelf *, const struct shelf_packet *);

/* The earliest, and the one after it; NULL: none waits. */
const struct shelf_packet *shelf_first(const struct shelf *);
const struct shelf_packet *shelf_second(const struct shelf *);
/* The end of the last one; only while one waits. */
uint32_t shelf_end(const struct shelf *);
/* The earliest leaves; its payload stays good until the next put. */
void shelf_take(struct shelf *);

#endif
