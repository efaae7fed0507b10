/* directory.h - everybody who could be meant by what somebody types: contacts,
 * and all with whom there was a call.  Store thread.
 *
 *	"bo"  -->  exact number, favourite, recent and frequent, start of a
 *		   word, part of a word, letters in order
 */
#ifndef STORE_DIRECTORY_H
#define STORE_DIRECTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/book.h"

struct directory;

struct directory_match {
	char *name, *to, *label;	/* owned */
	char *account;			/* owned; NULL: any */
	char *contact;			/* owned, its id; NULL: of the history */
	bool favourite;
	int calls;
	int64_t last_ms;		/* wall; 0 never */
};

void directory_match_clear(struct directory_match *);

struct directory *directory_new(void);
void directory_free(struct directory *);	/* NULL may be given */

/* The contacts as they are now; it uses the book for itself. */
void directory_contacts(struct directory *, struct book *);

/* There was a call, or there were so many, the last one then. */
struct directory_party {
	const char *uri, *name, *account;	/* name, account may be NULL */
	int calls;
	int64_t last_ms;
};
void directory_called(struct directory *, const struct directory_party *);

/* The best ones, best first; how many.  *total: that match at all.  now: wall
 * ms. */
int directory_search(struct directory *, const char *typed, int64_t now,
	struct directory_match *found, int room, int *total);

#endif
