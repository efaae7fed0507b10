/* cells.h - UTF-8 as cells of a terminal.  Pure, but for the locale's wcwidth.
 *
 * One cell is a base and the marks on it.  Without UTF-8 a letter with an
 * accent loses it and what has no likeness is '?', so that every cell is one
 * column of ASCII.  Nothing that a terminal would obey comes out.
 */
#ifndef UI_CELLS_H
#define UI_CELLS_H

#include <stdbool.h>
#include <wchar.h>

#include "settings.h"

#define CELL_CHARACTERS 5

struct cell {
	wchar_t characters[CELL_CHARACTERS + 1];	/* ends with L'\0' */
	int width;					/* 1 or 2 columns */
};

/* Whether the locale (already set), and so the terminal, knows UTF-8; the
 * settings may force it. */
void cells_start(const struct settings *);
void cells_follow(const struct settings *);	/* they may have changed */
bool cells_utf8(void);

/* The next one of *text, which moves behind it; false at its end. */
bool cells_next(const char **text, struct cell *);

/* A copy as the terminal can show it; the caller frees it. */
char *cells_plain(const char *text);

int cells_width(const char *text);			/* columns */

/* Behind the last cell that fits into so many columns. */
const char *cells_fit(const char *text, int columns);
/* The same as bytes, for "%.*s". */
int cells_bytes(const char *text, int columns);
/* Where the tail that fits into so many columns starts. */
const char *cells_tail(const char *text, int columns);

#endif
