/* contact_store.h - the contacts' files: read, watched, edited in place.
 * Engine thread; the work is done on the store thread (history.h).
 *
 *	engine: contact_store_put --queue--> store: file, book --> handlers
 *
 * A folder has a file for each new contact; a single .vcf file has them all.
 */
#ifndef STORE_CONTACT_STORE_H
#define STORE_CONTACT_STORE_H

#include "store/book.h"
#include "store/directory.h"
#include "store/history.h"

#define CONTACTS_FOUND 50		/* matches of a search at most */

struct contact_store;

struct contact_imported {
	int added, updated, skipped;
	const char *problems;		/* lines */
};

struct contact_store_handlers {
	/* The book as it is from now on; to be used by who keeps it. */
	void (*on_book)(void *arg, struct book *);
	/* One of them came or is another than before; NULL: many are. */
	void (*on_changed)(void *arg, const struct contact *);
	void (*on_removed)(void *arg, const char *id);
	/* error NULL: done; contact: as it is now, NULL where it is gone. */
	void (*on_done)(void *arg, void *request, const struct contact *,
		const char *error);
	void (*on_found)(void *arg, void *request,
		const struct directory_match *, int n, int total);
	void (*on_imported)(void *arg, void *request,
		const struct contact_imported *);
	/* vCards from one of them on; next: where to go on, -1 the end. */
	void (*on_exported)(void *arg, void *request, const char *text,
		int next);
	void (*on_trouble)(void *arg, const char *text);
	void *arg;
};

/* path: a folder, or a file that ends in .vcf; it need not be there.  Reads it
 * soon.  The history outlives it. */
struct contact_store *contact_store_new(struct history *, const char *path,
	const struct contact_store_handlers *);
/* No handler is called any more. */
void contact_store_free(struct contact_store *);

/* What has changed on the disk is read; so it is before each change of ours. */
void contact_store_look(struct contact_store *);

/* Id NULL: a new one; else as it is to be.  Copied. */
void contact_store_put(struct contact_store *, const struct contact *,
	void *request);
void contact_store_remove(struct contact_store *, const char *id,
	void *request);
void contact_store_search(struct contact_store *, const char *typed, int limit,
	void *request);
/* Cards of a text, or the rows of a table (contact_csv.h); who has the same
 * UID, or the same name and one number, is the same. */
void contact_store_import(struct contact_store *, const char *text, bool table,
	void *request);
void contact_store_export(struct contact_store *, int from, void *request);

/* There was a call: for the order of matches. */
void contact_store_called(struct contact_store *, const struct history_call *);

#endif
