/* keys_file.h - the person's own keys, offhook-keys(5).
 *
 *	preset vi			# default, vi, emacs, baresip, agent
 *	bind   any    Alt-a  answer
 *	bind   calls  x    exec "transfer 8001"
 *	unbind calls  A
 *
 * A mistake costs its line only.
 */
#ifndef UI_KEYS_FILE_H
#define UI_KEYS_FILE_H

#include "keymap.h"

#define KEYS_FILE_WHY 200		/* of a sentence on a mistake */

struct keys_file {
	struct keymap *to;
	const char *file;		/* to be read */
	const char *shown;		/* its name in what is said */
	/* "FILE:3: there is no key .."; NULL: nobody wants to know */
	void (*on_mistake)(void *arg, const char *text);
	void *arg;
	int mistakes, bindings;		/* counted */
	int preset;			/* line that named one; 0 none */
};

/* The lines of a whole file; what the table has must be in the keymap. */
void keys_file_take(struct keys_file *, const char *text);

/* The same of the file itself; one that is not there is none.  Reads the disk. */
void keys_file_read(struct keys_file *);

/* Tells the file's bindings that never count, as mistakes. */
void keys_file_check(struct keys_file *);

/* What the file calls a place, "" where it has no word for it. */
const char *keys_file_place(int contexts);

#endif
