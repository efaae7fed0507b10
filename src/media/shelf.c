#include "media/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"
#include "media/codec.h"

#define SEEN 1024		/* sequence numbers; a power of two */
#define SEEN_WORDS (SEEN / 32)

struct place {
	struct list link;	/* by time, or to the other free ones */
	struct shelf_packet packet;
	struct pool *pool;
	uint8_t payload[];
};

/* Places of one size.  Those that were never used are not touched, not even to
 * link them. */
struct pool {
	struct list free;	/* the last that came back is the first */
	size_t size, fresh;	/* bytes of a place; how many were ever used */
	uint8_t *places;	/* of the shelf */
};

struct shelf {
	struct list waiting;	/* by time stamp */
	struct pool small, large;
	uint16_t newest;
	bool any;
	uint32_t seen[SEEN_WORDS];
	_Alignas(struct place) uint8_t places[];
};

static size_t aligned(size_t n)
{
	size_t to = _Alignof(struct place);

	return (n + to - 1) / to * to;
}

static size_t place_size(size_t payload)
{
	return aligned(sizeof(struct place) + payload);
}

static void pool_init(struct pool *p, uint8_t *places, size_t payload)
{
	list_init(&p->free);
	p->size = place_size(payload);
	p->places = places;
}

/* In one piece, of which only what is used costs memory. */
struct shelf *shelf_new(void)
{
	size_t small = SHELF_PLACES * place_size(SHELF_SMALL);
	size_t large = SHELF_PLACES * place_size(CODEC_PAYLOAD_MAX);
	struct shelf *s = mem_grow(NULL, sizeof *s + small + large);

	memset(s, 0, sizeof *s);
	list_init(&s->waiting);
	pool_init(&s->small, s->places, SHELF_SMALL);
	pool_init(&s->large, s->places + small, CODEC_PAYLOAD_MAX);
	return s;
}

void shelf_free(struct shelf *s)
{
	free(s);
}

/* --- places -------------------------------------------------------------- */

static struct place *first_place(const struct list *l)
{
	return list_first(struct place, l, link);
}

static void leave(struct place *p)
{
	list_remove(&p->link);
	list_insert(p->pool->free.next, &p->link);
}

/* NULL: all are taken. */
static struct place *free_place(struct pool *pool)
{
	struct place *p = first_place(&pool->free);

	if (p) {
		list_remove(&p->link);
		return p;
	}
	if (pool->fresh == SHELF_PLACES)
		return NULL;
	p = (struct place *)(pool->places + pool->fresh++ * pool->size);
	list_init(&p->link);
	p->pool = pool;
	return p;
}

static struct place *get_place(struct shelf *s, struct pool *pool)
{
	struct place *p;

	while (!(p = free_place(pool)))
		leave(first_place(&s->waiting));
	return p;
}

/* --- numbers seen -------------------------------------------------------- */

static uint32_t *word_of(struct shelf *s, uint16_t sequence)
{
	return &s->seen[sequence % SEEN / 32];
}

static void see(struct shelf *s, uint16_t sequence)
{
	int ahead = (int16_t)(sequence - s->newest);

	if (!s->any || ahead >= SEEN || ahead <= -SEEN) {
		memset(s->seen, 0, sizeof s->seen);
		s->newest = sequence;
		s->any = true;
	}
	while ((int16_t)(sequence - s->newest) > 0) {
		s->newest++;
		*word_of(s, s->newest) &= ~(1u << s->newest % 32);
	}
	*word_of(s, sequence) |= 1u << sequence % 32;
}

bool shelf_knows(const struct shelf *s, uint16_t sequence)
{
	uint16_t behind = (uint16_t)(s->newest - sequence);

	return s->any && behind < SEEN &&
		s->seen[sequence % SEEN / 32] >> sequence % 32 & 1;
}

/* --- packets ------------------------------------------------------------- */

void shelf_clear(struct shelf *s)
{
	while (!list_empty(&s->waiting))
		leave(first_place(&s->waiting));
	s->any = false;
}

void shelf_forget(struct shelf *s, const struct decoder *d)
{
	list_each(struct place, p, &s->waiting, link)
		if (p->packet.decoder == d)
			leave(p);
}

/* Nearly always the last. */
static struct list *before_which(struct shelf *s, uint32_t timestamp)
{
	struct list *before = &s->waiting;

	while (before->previous != &s->waiting && (int32_t)(timestamp -
	       list_item(struct place, before->previous, link)->
	       packet.timestamp) < 0)
		before = before->previous;
	return before;
}

bool shelf_put(struct shelf *s, const struct shelf_packet *packet)
{
	struct place *p;

	if (packet->n > CODEC_PAYLOAD_MAX)
		return false;
	see(s, packet->sequence);
	p = get_place(s, packet->n <= SHELF_SMALL ? &s->small : &s->large);
	p->packet = *packet;
	p->packet.payload = p->payload;
	memcpy(p->payload, packet->payload, packet->n);
	list_insert(before_which(s, packet->timestamp), &p->link);
	return true;
}

const struct shelf_packet *shelf_first(const struct shelf *s)
{
	const struct place *p = first_place(&s->waiting);

	return p ? &p->packet : NULL;
}

const struct shelf_packet *shelf_second(const struct shelf *s)
{
	const struct list *second = s->waiting.next->next;

	return second == &s->waiting || s->waiting.next == &s->waiting ? NULL :
		&list_item(const struct place, second, link)->packet;
}

uint32_t shelf_end(const struct shelf *s)
{
	const struct shelf_packet *last = &list_item(const struct place,
		s->waiting.previous, link)->packet;

	return last->timestamp + last->ticks;
}

void shelf_take(struct shelf *s)
{
	leave(first_place(&s->waiting));
}
