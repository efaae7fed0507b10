/* journal.h - the last events, for a front end that comes back.  Engine thread.
 *
 * Bounded by number and by bytes: the oldest go first.  The texts lie one behind
 * the other in one piece of memory: kept each on its own, they would leave holes
 * between all that comes and goes meanwhile, of many times their size.
 *
 *	| e7 | e8 | e9 |  free  | e4 | e5 | e6 |-|
 *	               next      oldest
 */
#ifndef CONTROL_JOURNAL_H
#define CONTROL_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "control/line.h"
#include "control/topic.h"

#define JOURNAL_EVENTS 10000
#define JOURNAL_BYTES (8 * 1024 * 1024)

struct journal;

struct journal_entry {
	uint64_t seq;
	enum topic topic;
	const char *bytes;	/* n of them, its newline included */
	size_t n;
};

struct journal *journal_new(void);
void journal_free(struct journal *);

/* seq only ever grows.  Keeps a copy. */
void journal_add(struct journal *, uint64_t seq, enum topic,
	const struct line *);

/* The first after seq; NULL: there is none. Good until the next journal_add. */
const struct journal_entry *journal_after(const struct journal *, uint64_t seq);

/* seq of the last one that went; everything after it is here. */
uint64_t journal_forgotten(const struct journal *);

#endif
