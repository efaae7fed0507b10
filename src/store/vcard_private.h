/* vcard_private.h - the lines of a card, for those who read and write them. */
#ifndef STORE_VCARD_PRIVATE_H
#define STORE_VCARD_PRIVATE_H

#include "store/vcard.h"

/* One property: all of its lines in the file. */
struct property {
	char *raw;		/* owned; with its line ends */
	size_t name, name_n;	/* in flat, without a group */
	size_t value;		/* in flat, behind the colon; 0: no property */
	char *flat;		/* owned; unfolded, without its line end */
};

struct vcard {
	struct property *properties;	/* owned */
	int n;
	bool old;			/* 2.1 */
};

/* vcard.c */
bool property_is(const struct property *, const char *name);
const struct property *vcard_find(const struct vcard *, const char *name);
void vcard_insert(struct vcard *, int at, const char *raw);
void vcard_drop(struct vcard *, int at);

/* vcard_read.c.  What it says, decoded and clean; the caller frees it.  first:
 * the first of several components alone. */
char *property_value(const struct property *, bool first);
char *vcard_value(const struct vcard *, const char *name, bool first);
/* What it can be called by; NULL: nothing of that kind. */
char *property_to(const struct property *);
bool vcard_is_sip(const char *to);

#endif
