/* vcard.h - one card of a vCard file (RFC 6350, 2426, and 2.1 of old phones).
 * Pure.
 *
 *	BEGIN:VCARD
 *	item1.TEL;TYPE=work:+44 20 7946 0958	group, name, parameters, value
 *	NOTE:a line that
 *	  goes on				folded
 *	END:VCARD
 *
 * What we do not know stays as it is when something else of the card changes:
 * a card is its lines, and only those that we set anew are written anew.
 */
#ifndef STORE_VCARD_H
#define STORE_VCARD_H

#include <stdbool.h>
#include <stddef.h>

#include "store/contact.h"

#define VCARD_LINES 1000		/* of a card; more is refused */

struct vcard;

/* n bytes from BEGIN to END, both included.  NULL: no card, and why. */
struct vcard *vcard_parse(const char *text, size_t n, const char **why);
/* An empty one, version 3.0. */
struct vcard *vcard_new(void);
void vcard_free(struct vcard *);		/* NULL may be given */

/* What a phone needs of it; to be cleared.  A card without a UID gets one that
 * depends on its text only. */
void vcard_read(const struct vcard *, struct contact *);

/* Where the contact says otherwise than the card, the card is changed. */
void vcard_write(struct vcard *, const struct contact *);

/* As it stands in a file; the caller frees it. */
char *vcard_text(const struct vcard *);

#endif
