/* contact_job.h - work of the contacts on the store thread, and the way back.
 * Private to contact_*.c.
 *
 *	engine thread		store thread		engine thread
 *	new, put	--->	look, work	--->	news, tell, free
 */
#ifndef STORE_CONTACT_JOB_H
#define STORE_CONTACT_JOB_H

#include "store/contact_files.h"
#include "store/contact_store.h"
#include "store/directory.h"
#include "store/store_thread.h"

struct contact_job;

struct contact_store {
	struct history *history;
	struct contact_store_handlers handlers;	/* engine thread */
	int jobs;			/* engine thread: not done yet */
	bool gone;			/* engine thread: freed with the last */
	/* store thread */
	struct contact_files *files;	/* owned */
	struct directory *directory;	/* owned; NULL: not read yet */
	struct book *book;		/* used; of the files as they are */
	struct book *former;		/* used, so that nobody else has to free
					 * what is large */
};

typedef void contact_step(struct contact_store *, struct contact_job *);

struct contact_job {
	struct job job;
	struct contact_store *contacts;
	bool looks;			/* at the disk, before the work */
	contact_step *look, *work;	/* store thread; work NULL: none */
	contact_step *tell;		/* engine thread; NULL: nothing */
	void *request;
	/* what is asked */
	struct contact contact;		/* owned */
	char *text;			/* owned */
	bool table;			/* it is one, and no vCards */
	int limit;
	struct history_call call;	/* owned */
	/* what came of it */
	struct book *was, *book;	/* used; book NULL: as it was */
	const struct contact **changed;	/* owned; they are the book's */
	const char **removed;		/* owned; they are was's */
	int n_changed, n_removed;
	struct contact answer;		/* owned */
	char *error;			/* owned */
	char *trouble;			/* owned, lines */
	bool tells_trouble;		/* its answer does: it is no news */
	int n_trouble;
	struct directory_match found[CONTACTS_FOUND];	/* owned */
	int n_found, total, added, updated, skipped, next;
};

/* One that looks, and tells nothing but the news.  Engine thread, as all
 * here. */
struct contact_job *contact_job_new(struct contact_store *, contact_step *look,
	contact_step *work, void *request);
void contact_job_put(struct contact_job *);	/* takes it */
void contact_job_free(struct contact_job *);	/* that was not put */

/* The last of all: no job is left. */
void contact_store_let_go(struct contact_store *);

#endif
