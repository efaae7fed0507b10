/* wrapped.h - a sentence over several rows, broken at its blanks. */
#ifndef UI_WIDGETS_WRAPPED_H
#define UI_WIDGETS_WRAPPED_H

#include "screen.h"

/* Where the part that fits ends: behind its last whole word. */
const char *wrapped_break(const char *text, int columns);

int wrapped_rows(const char *text, int columns);	/* all of it */
/* At most so many rows; returns how many it took. */
int wrapped_draw(const struct area *, int row, int column, int rows, enum role,
	const char *text);

#endif
