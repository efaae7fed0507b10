/* contact_export.h - the cards as they are on the disk.  Store thread. */
#ifndef STORE_CONTACT_EXPORT_H
#define STORE_CONTACT_EXPORT_H

#include "store/contact_files.h"

#define EXPORT_BYTES (256 << 10)	/* about so many at once */

/* From that card on, counted from 0; *next: where to go on, -1: those were all.
 * The caller frees the text. */
char *contact_export(const struct contact_files *, int from, int *next);

#endif
