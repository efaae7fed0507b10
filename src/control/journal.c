#include "control/journal.h"

#include <stdlib.h>

#include "base/mem.h"

struct journal {
	struct journal_entry *entries;	/* owned, a ring of JOURNAL_EVENTS */
	size_t first, count;
	size_t bytes;
	uint64_t forgotten;		/* seq of the last one that went */
};

struct journal *journal_new(void)
{
	struct journal *j = mem_new_of(struct journal);

	j->entries = mem_new(JOURNAL_EVENTS * sizeof *j->entries);
	return j;
}

static struct journal_entry *at(const struct journal *j, size_t i)
{
	return &j->entries[(j->first + i) % JOURNAL_EVENTS];
}

static void forget_oldest(struct journal *j)
{
	struct journal_entry *e = at(j, 0);

	j->bytes -= e->line->n;
	j->forgotten = e->seq;
	line_drop(e->line);
	j->first = (j->first + 1) % JOURNAL_EVENTS;
	j->count--;
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	while (j->count)
		forget_oldest(j);
	free(j->entries);
	free(j);
}

void journal_add(struct journal *j, uint64_t seq, enum topic topic,
	struct line *line)
{
	while (j->count && (j->count == JOURNAL_EVENTS ||
			j->bytes + line->n > JOURNAL_BYTES))
		forget_oldest(j);
	*at(j, j->count++) = (struct journal_entry){
		seq, topic, line_keep(line) };
	j->bytes += line->n;
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
