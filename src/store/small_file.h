/* small_file.h - a file that is written anew as a whole, by the store thread.
 * Engine thread.
 *
 * It is 0600.  Whatever happens meanwhile, the old or the new one is there,
 * whole; a disk that refuses is told by the history's on_trouble.
 */
#ifndef STORE_SMALL_FILE_H
#define STORE_SMALL_FILE_H

#include "store/history.h"

struct small_file {
	const char *folder, *name;	/* the folder is made where it is not */
	const char *text;		/* wiped after use; NULL: erase it */
	const char *what;		/* for people: "account work" */
};

void small_file_write(struct history *, const struct small_file *); /* copied */

#endif
