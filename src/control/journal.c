#include "control/journal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct journal {
	struct journal_entry *entries;	/* owned, a ring of JOURNAL_EVENTS */
	size_t first, count;
	char *bytes;			/* owned, JOURNAL_BYTES */
	size_t next;			/* where the next one goes */
	uint64_t forgotten;		/* seq of the last one that went */
};

struct journal *journal_new(void)
{
	struct journal *j = mem_new_of(struct journal);

	j->entries = mem_new(JOURNAL_EVENTS * sizeof *j->entries);
	j->bytes = mem_new(JOURNAL_BYTES);
	return j;
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	free(j->entries);
	free(j->bytes);
	free(j);
}

static struct journal_entry *at(const struct journal *j, size_t i)
{
	return &j->entries[(j->first + i) % JOURNAL_EVENTS];
}

static void forget_oldest(struct journal *j)
{
	j->forgotten = at(j, 0)->seq;
	j->first = (j->first + 1) % JOURNAL_EVENTS;
	j->count--;
}

static size_t place_of(const struct journal *j, const struct journal_entry *e)
{
	return (size_t)(e->bytes - j->bytes);
}

/* Those behind the present place are the oldest of all. */
static void turn_round(struct journal *j)
{
	while (j->count && place_of(j, at(j, 0)) >= j->next)
		forget_oldest(j);
	j->next = 0;
}

static bool is_in_the_way(const struct journal *j, size_t n)
{
	size_t place = place_of(j, at(j, 0));

	return j->count == JOURNAL_EVENTS ||
		(place >= j->next && place < j->next + n);
}

void journal_add(struct journal *j, uint64_t seq, enum topic topic,
	const struct line *line)
{
	char *place;

	if (j->next + line->n > JOURNAL_BYTES)
		turn_round(j);
	while (j->count && is_in_the_way(j, line->n))
		forget_oldest(j);
	if (line->n > JOURNAL_BYTES) {
		j->forgotten = seq;
		return;
	}
	place = j->bytes + j->next;
	memcpy(place, line->bytes, line->n);
	*at(j, j->count++) = (struct journal_entry){
		seq, topic, place, line->n };
	j->next += line->n;
}

const struct journal_entry *journal_after(const struct journal *j, uint64_t seq)
{
	size_t low = 0, high = j->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (at(j, middle)->seq > seq)
			high = middle;
		else
			low = middle + 1;
	}
	return low < j->count ? at(j, low) : NULL;
}

uint64_t journal_forgotten(const struct journal *j)
{
	return j->forgotten;
}
