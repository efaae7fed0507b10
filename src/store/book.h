/* book.h - all contacts as they are at one moment.  Never changes once made, so
 * that the engine thread looks into the same one that the store thread made:
 * any thread, counted.
 *
 *	store: load, edit --> book --> engine: lists, names of callers
 */
#ifndef STORE_BOOK_H
#define STORE_BOOK_H

#include "store/contact.h"

struct book;

/* Copies them.  Used once, by who calls. */
struct book *book_new(const struct contact *contacts, int n);
struct book *book_use(struct book *);		/* NULL stays NULL */
void book_leave(struct book *);			/* NULL may be given */

int book_count(const struct book *);
/* By name. */
const struct contact *book_at(const struct book *, int i);
const struct contact *book_find(const struct book *, const char *id);

/* Whose number or address it is; by its last digits where only one contact's
 * number ends with them.  NULL: nobody's. */
const struct contact *book_whose(const struct book *, const char *to);

/* Those of that name (ignoring case), at most room; how many there are. */
int book_named(const struct book *, const char *name,
	const struct contact **found, int room);

/* Every word of a text (text_fold) is the start of a word of the i-th one, or in
 * its numbers. */
bool book_matches(const struct book *, int i, const char *folded);

/* What is in the one that is not so in the other: fn gets each contact that is
 * new or another one, and the id of each that has gone.  was may be NULL. */
void book_compare(const struct book *was, const struct book *now,
	void (*on_changed)(void *arg, const struct contact *),
	void (*on_removed)(void *arg, const char *id), void *arg);

#endif
