/* meanwhile.h - what changed while there was no engine to tell of it. */
#ifndef UI_MEANWHILE_H
#define UI_MEANWHILE_H

#include "model.h"

struct meanwhile;

/* As it was known last. */
struct meanwhile *meanwhile_new(const struct model *);
void meanwhile_free(struct meanwhile *);

/* "call 2 Carol ended, 1 new call", against what is known now; "": nothing. */
#define MEANWHILE_TEXT 300
void meanwhile_words(const struct meanwhile *, const struct model *,
	char text[MEANWHILE_TEXT]);

#endif
