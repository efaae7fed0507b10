/* shelf.h - packets that wait for their time to be played.  Media thread.
 *
 *	put in any order --> [ 41 42 __ 44 ] --> the first that is not over yet
 *
 * Bounded: what is too old is overwritten by what is new.  Payloads lie in one
 * ring of bytes, so a packet costs what it holds and nothing is freed.
 */
#ifndef MEDIA_SHELF_H
#define MEDIA_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELF_SLOTS 64		/* packets; a power of two */
#define SHELF_BYTES 16384	/* payloads */

struct decoder;

struct shelf_packet {
	uint32_t timestamp;	/* of the first sample */
	uint32_t ticks;		/* how long it is, on the clock of timestamp */
	uint16_t sequence;
	struct decoder *decoder;
	const uint8_t *payload;
	size_t n;
};

struct shelf {
	struct shelf_slot {
		struct shelf_packet packet;
		uint64_t at;		/* in all bytes ever written */
		bool known, waits;
	} slots[SHELF_SLOTS];
	unsigned waiting;
	uint64_t written;
	uint8_t bytes[SHELF_BYTES];
};

void shelf_clear(struct shelf *);
/* What waits for this decoder leaves. */
void shelf_forget(struct shelf *, const struct decoder *);

/* Whether this very packet was put before; it may have left since. */
bool shelf_knows(const struct shelf *, const struct shelf_packet *);

/* Copies the payload, n <= SHELF_BYTES. */
void shelf_put(struct shelf *, const struct shelf_packet *);

/* The earliest that holds a sample at or after timestamp; those that are over
 * leave.  NULL: none waits. */
const struct shelf_packet *shelf_first(struct shelf *, uint32_t timestamp);
/* It leaves as well; its payload stays good until the next put. */
void shelf_take(struct shelf *, const struct shelf_packet *);

#endif
