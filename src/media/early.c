#include "media/early.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct early {
	unsigned first, end;		/* counts */
	struct packet {
		struct sockaddr_storage from;
		int64_t arrival_ns;
		size_t n;
		uint8_t bytes[EARLY_BYTES];
	} packets[EARLY_PACKETS];
};

struct early *early_new(void)
{
	return mem_new_of(struct early);
}

void early_free(struct early *e)
{
	free(e);
}

bool early_put(struct early *e, const struct datagram *d)
{
	struct packet *p = &e->packets[e->end % EARLY_PACKETS];
	bool full = e->end - e->first == EARLY_PACKETS;

	if (d->n > EARLY_BYTES)
		return false;
	p->from = d->from;
	p->arrival_ns = d->arrival_ns;
	p->n = d->n;
	memcpy(p->bytes, d->bytes, d->n);
	e->end++;
	e->first += full;
	return !full;
}

bool early_take(struct early *e, struct datagram *d)
{
	struct packet *p = &e->packets[e->first % EARLY_PACKETS];

	if (e->first == e->end)
		return false;
	e->first++;
	*d = (struct datagram){ .bytes = p->bytes, .n = p->n, .from = p->from,
		.arrival_ns = p->arrival_ns };
	return true;
}
