/* config_text.h - offhook.conf before libconfuse sees it.  Engine thread.
 *
 * libconfuse miscounts lines after comments and takes a missing brace for the
 * end; so the file is read whole, comments become blanks (line breaks stay),
 * and quotes and braces are paired here.
 */
#ifndef STORE_CONFIG_TEXT_H
#define STORE_CONFIG_TEXT_H

#include <stdbool.h>

#include "store/problems.h"

#define CONFIG_TEXT_MAX (1 << 20)	/* bytes */

struct config_text {
	char *text;			/* owned; holds secrets */
	bool exposed;			/* not its owner's alone */
	int *accounts;			/* lines of account sections, owned */
	int n_accounts;
};

/* 0; -ENOENT: no such file (no problem is added); -EINVAL: a problem is added.
 * To be cleared in any case. */
int config_text_read(struct config_text *, const char *file, struct problems *);

/* Blanks the comments; false: a problem is added. */
bool config_text_prepare(struct config_text *, struct problems *);
void config_text_clear(struct config_text *);	/* wipes */

#endif
