/* ring.h - one producer, one consumer, no lock.
 *
 *	put -->  [ . . # # # . ]  --> take		items of one fixed size
 *
 * Either side may be the media thread: neither call blocks or allocates.
 */
#ifndef BASE_RING_H
#define BASE_RING_H

#include <stdbool.h>
#include <stddef.h>

struct ring;

struct ring *ring_new(size_t item_size, size_t capacity); /* rounded up to 2^n */
void ring_free(struct ring *);

/* Producer: up to n items, all or none; false: no room, nothing was put. */
bool ring_put(struct ring *, const void *items, size_t n);
size_t ring_room(const struct ring *);

/* Consumer: up to n items; how many were taken. */
size_t ring_take(struct ring *, void *items, size_t n);
size_t ring_skip(struct ring *, size_t n);
size_t ring_held(const struct ring *);		/* either side */

#endif
