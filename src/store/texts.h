/* texts.h - struct texts of config.h: a list of texts that it owns.  Pure. */
#ifndef STORE_TEXTS_H
#define STORE_TEXTS_H

#include "store/config.h"

void texts_add(struct texts *, const char *);		/* a copy */
void texts_take(struct texts *, char *);		/* that very one */
/* Those in place of what it holds; NULL: nothing. */
void texts_copy(struct texts *, const struct texts *from);
void texts_clear(struct texts *);

#endif
