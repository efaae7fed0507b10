#include "media/shelf.h"

#include <string.h>

void shelf_clear(struct shelf *s)
{
	for (int i = 0; i < SHELF_SLOTS; i++)
		s->slots[i].known = s->slots[i].waits = false;
	s->waiting = 0;
}

static struct shelf_slot *slot_of(struct shelf *s, uint16_t sequence)
{
	return &s->slots[sequence % SHELF_SLOTS];
}

bool shelf_knows(const struct shelf *s, const struct shelf_packet *p)
{
	const struct shelf_slot *slot = &s->slots[p->sequence % SHELF_SLOTS];

	return slot->known && slot->packet.sequence == p->sequence &&
		slot->packet.timestamp == p->timestamp;
}

static void leave(struct shelf *s, struct shelf_slot *slot)
{
	slot->waits = false;
	s->waiting--;
}

void shelf_forget(struct shelf *s, const struct decoder *d)
{
	for (int i = 0; i < SHELF_SLOTS; i++)
		if (s->slots[i].waits && s->slots[i].packet.decoder == d)
			leave(s, &s->slots[i]);
}

/* Room for n bytes in one piece: the end of the ring is skipped if need be. */
static uint8_t *room_for(struct shelf *s, size_t n)
{
	size_t at = s->written % SHELF_BYTES;

	if (at + n > SHELF_BYTES) {
		s->written += SHELF_BYTES - at;
		at = 0;
	}
	return s->bytes + at;
}

void shelf_put(struct shelf *s, const struct shelf_packet *p)
{
	struct shelf_slot *slot = slot_of(s, p->sequence);
	uint8_t *bytes = room_for(s, p->n);

	if (slot->waits)
		leave(s, slot);
	memcpy(bytes, p->payload, p->n);
	slot->packet = *p;
	slot->packet.payload = bytes;
	slot->at = s->written;
	slot->known = slot->waits = true;
	s->waiting++;
	s->written += p->n;
}

static bool is_over(const struct shelf *s, const struct shelf_slot *slot,
	uint32_t timestamp)
{
	const struct shelf_packet *p = &slot->packet;

	return s->written - slot->at > SHELF_BYTES ||
		(int32_t)(p->timestamp + p->ticks - timestamp) <= 0;
}

const struct shelf_packet *shelf_first(struct shelf *s, uint32_t timestamp)
{
	struct shelf_packet *first = NULL;

	for (int i = 0; i < SHELF_SLOTS && s->waiting; i++) {
		struct shelf_slot *slot = &s->slots[i];

		if (!slot->waits)
			continue;
		if (is_over(s, slot, timestamp))
			leave(s, slot);
		else if (!first || (int32_t)(slot->packet.timestamp -
			 first->timestamp) < 0)
			first = &slot->packet;
	}
	return first;
}

void shelf_take(struct shelf *s, const struct shelf_packet *p)
{
	leave(s, slot_of(s, p->sequence));
}
