/* journal.h - the last events, for a front end that comes back.  Engine thread.
 *
 * Bounded by number and by bytes: the oldest go first.
 */
#ifndef CONTROL_JOURNAL_H
#define CONTROL_JOURNAL_H

#include <stdint.h>

#include "control/line.h"
#include "control/topic.h"

#define JOURNAL_EVENTS 10000
#define JOURNAL_BYTES (8 * 1024 * 1024)

struct journal;

struct journal_entry {
	uint64_t seq;
	enum topic topic;
	struct line *line;	/* the journal's */
};

struct journal *journal_new(void);
void journal_free(struct journal *);

/* seq only ever grows.  Keeps a reference of its own. */
void journal_add(struct journal *, uint64_t seq, enum topic, struct line *);

/* The first after seq; NULL: there is none. Good until the next journal_add. */
const struct journal_entry *journal_after(const struct journal *, uint64_t seq);

/* seq of the last one that went; everything after it is here. */
uint64_t journal_forgotten(const struct journal *);

#endif
