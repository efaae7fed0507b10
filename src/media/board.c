#include "media/board.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct board {
	size_t size, words;
	_Atomic uint64_t written;	/* its last bit: the half to read */
	_Atomic uint64_t halves[];
};

struct board *board_new(size_t size)
{
	size_t words = (size + 7) / 8;
	struct board *b = mem_new(sizeof *b + 2 * words * sizeof *b->halves);

	b->size = size;
	b->words = words;
	return b;
}

void board_free(struct board *b)
{
	free(b);
}

static size_t part(const struct board *b, size_t word)
{
	size_t left = b->size - 8 * word;

	return left < 8 ? left : 8;
}

void board_write(struct board *b, const void *value)
{
	uint64_t n = 1 + atomic_load_explicit(&b->written,
		memory_order_relaxed);
	_Atomic uint64_t *half = b->halves + (n & 1) * b->words;

	/* whoever sees one of the words below sees the last n at least */
	atomic_thread_fence(memory_order_release);
	for (size_t i = 0; i < b->words; i++) {
		uint64_t word = 0;

		memcpy(&word, (const char *)value + 8 * i, part(b, i));
		atomic_store_explicit(&half[i], word, memory_order_relaxed);
	}
	atomic_store_explicit(&b->written, n, memory_order_release);
}

static uint64_t read_half(const struct board *b, void *value)
{
	uint64_t n = atomic_load_explicit(&b->written, memory_order_acquire);
	const _Atomic uint64_t *half = b->halves + (n & 1) * b->words;

	for (size_t i = 0; i < b->words; i++) {
		uint64_t word = atomic_load_explicit(&half[i],
			memory_order_relaxed);

		memcpy((char *)value + 8 * i, &word, part(b, i));
	}
	return n;
}

void board_read(const struct board *b, void *value)
{
	uint64_t before, after;

	/* Again only if a whole write and another fell into the reading. */
	do {
		before = read_half(b, value);
		atomic_thread_fence(memory_order_acquire);
		after = atomic_load_explicit(&b->written, memory_order_relaxed);
	} while (after != before);
}
