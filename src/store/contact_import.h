/* contact_import.h - contacts of a text from elsewhere, among those that are
 * here.  Store thread.
 *
 *	card --> UID of one that is here:	that one becomes as it says
 *	     --> its name and a number:		what is new in it is added
 *	     --> nobody's:			one more
 */
#ifndef STORE_CONTACT_IMPORT_H
#define STORE_CONTACT_IMPORT_H

#include "store/book.h"
#include "store/contact_files.h"

struct contact_import {
	const char *text;
	bool table;			/* CSV, else vCards */
	const struct book *book;	/* of the files, as they are */
	contact_problem_fn *on_problem;	/* "line 3: ..." */
	void *arg;
	int added, updated, skipped;	/* what was done */
	char *path;			/* of the file that failed; the caller
					 * frees it */
};

/* 0, or -errno: a file could not be written.  Those that were done stay. */
int contact_import(struct contact_files *, struct contact_import *);

#endif
