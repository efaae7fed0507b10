/* contact_files.h - the files of the contacts: which there are, and which card
 * is whose.  Store thread.
 *
 *	people/		a folder: a file for each new contact
 *	people.vcf	or one file with all of them
 */
#ifndef STORE_CONTACT_FILES_H
#define STORE_CONTACT_FILES_H

#include "store/contact_file.h"

struct contact_files;

/* A folder, or a file that ends in .vcf; it need not be there. */
struct contact_files *contact_files_new(const char *path);
void contact_files_free(struct contact_files *);	/* NULL may be given */

bool contact_files_is_one(const char *path);	/* such a file */

/* What another program has written is read; is there something new? */
bool contact_files_look(struct contact_files *, contact_problem_fn *,
	void *arg);

/* Every card in its order. */
int contact_files_count(const struct contact_files *);
void contact_files_each(const struct contact_files *,
	void (*fn)(void *arg, const struct card *), void *arg);

/* NULL: nobody's. */
const struct card *contact_files_find(const struct contact_files *,
	const char *id);

/* The card of id becomes this one; vcard NULL: there is none any more. */
struct contact_edit {
	const char *id;			/* NULL: one more */
	struct vcard *vcard;
};

/* *done of them are on the disk, and taken; of one file, all or none.  0, or
 * -errno with the path of the file that could not be written, which the caller
 * frees.  The vcards that were not taken stay the caller's. */
int contact_files_edit(struct contact_files *, const struct contact_edit *,
	int n, int *done, char **path);

#endif
