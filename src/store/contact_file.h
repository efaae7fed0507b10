/* contact_file.h - one .vcf file: its cards, and what stands between them.
 * Store thread.
 *
 *	file --read--> [junk] [card] [card] --written as a whole--> temp, rename
 */
#ifndef STORE_CONTACT_FILE_H
#define STORE_CONTACT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "store/vcard.h"

#define CONTACT_FILE_MAX (64 << 20)	/* bytes */

struct card {
	struct vcard *vcard;		/* owned; NULL: only text */
	char *junk;			/* owned; what it is then */
	struct contact contact;		/* owned; of a vcard */
};

struct contact_file {
	char *path;			/* owned */
	struct card *cards;		/* owned */
	int n;
	bool there;			/* it was, when last read or written */
	struct timespec modified;
	off_t size;
};

typedef void contact_problem_fn(void *arg, const char *text);

void contact_file_init(struct contact_file *, const char *path);
void contact_file_clear(struct contact_file *);

/* Another program has written it since. */
bool contact_file_changed(const struct contact_file *);

/* What is wrong with it is told, a line each, "FILE:3: ..."; the rest is read.
 * 0 or -errno: then it is as it was. */
int contact_file_read(struct contact_file *, contact_problem_fn *, void *arg);

/* The file with another card in the place of cards[at] (at n: one more); vcard
 * NULL: without it.  0: it is on the disk, and here; the vcard is taken.  Or
 * -errno, and all is as it was. */
int contact_file_put(struct contact_file *, int at, struct vcard *);

/* So many more at its end, in one go; all or none, as above. */
int contact_file_add(struct contact_file *, struct vcard **, int n);

/* Cards of a text that is no file of ours: fn takes each vcard. */
void contact_file_split(const char *text, size_t n, const char *name,
	void (*fn)(void *arg, struct vcard *), contact_problem_fn *, void *arg);

#endif
