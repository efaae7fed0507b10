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
	char *name;			/* owned; in its folder */
	char *path;			/* owned; where a link leads */
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

/* A card in the place of cards[at] (at n: one more at the end), or, where vcard
 * is NULL, none there any more. */
struct card_edit {
	int at;
	struct vcard *vcard;
};

/* All of them or none, written once; each place at most once, and in their
 * order.  0: they are on the disk, and here; the vcards are taken.  Or -errno,
 * and all is as it was. */
int contact_file_edit(struct contact_file *, const struct card_edit *, int n);

/* Cards of a text that is no file of ours: fn takes each vcard. */
void contact_file_split(const char *text, size_t n, const char *name,
	void (*fn)(void *arg, struct vcard *), contact_problem_fn *, void *arg);

#endif
