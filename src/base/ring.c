#include "base/ring.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct ring {
	size_t item, mask;		/* fixed at start */
	unsigned char *items;		/* owned */
	_Alignas(64) _Atomic size_t put;	/* producer writes */
	_Alignas(64) _Atomic size_t taken;	/* consumer writes */
};

struct ring *ring_new(size_t item_size, size_t capacity)
{
	struct ring *r = aligned_alloc(64, (sizeof *r + 63) / 64 * 64);
	size_t size = 1;

	if (!r)
		abort();
	memset(r, 0, sizeof *r);
	while (size < capacity)
		size *= 2;
	r->item = item_size;
	r->mask = size - 1;
	r->items = mem_new(size * item_size);
	return r;
}

void ring_free(struct ring *r)
{
	if (r)
		free(r->items);
	free(r);
}

static void copy_in(struct ring *r, size_t at, const void *items, size_t n)
{
	size_t first = at & r->mask, fits = r->mask + 1 - first;

	fits = n < fits ? n : fits;
	memcpy(r->items + first * r->item, items, fits * r->item);
	memcpy(r->items, (const char *)items + fits * r->item,
		(n - fits) * r->item);
}

static void copy_out(struct ring *r, size_t at, void *items, size_t n)
{
	size_t first = at & r->mask, fits = r->mask + 1 - first;

	fits = n < fits ? n : fits;
	memcpy(items, r->items + first * r->item, fits * r->item);
	memcpy((char *)items + fits * r->item, r->items, (n - fits) * r->item);
}

size_t ring_held(const struct ring *r)
{
	size_t taken = atomic_load_explicit(&r->taken, memory_order_acquire);

	return atomic_load_explicit(&r->put, memory_order_acquire) - taken;
}

size_t ring_room(const struct ring *r)
{
	return r->mask + 1 - ring_held(r);
}

bool ring_put(struct ring *r, const void *items, size_t n)
{
	size_t at = atomic_load_explicit(&r->put, memory_order_relaxed);

	if (ring_room(r) < n)
		return false;
	copy_in(r, at, items, n);
	atomic_store_explicit(&r->put, at + n, memory_order_release);
	return true;
}

static size_t take(struct ring *r, void *items, size_t n)
{
	size_t at = atomic_load_explicit(&r->taken, memory_order_relaxed);
	size_t held = ring_held(r);

	n = n < held ? n : held;
	if (items)
		copy_out(r, at, items, n);
	atomic_store_explicit(&r->taken, at + n, memory_order_release);
	return n;
}

size_t ring_take(struct ring *r, void *items, size_t n)
{
	return take(r, items, n);
}

size_t ring_skip(struct ring *r, size_t n)
{
	return take(r, NULL, n);
}
