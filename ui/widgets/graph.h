/* graph.h - values as a row of characters.  Pure.
 *
 *	UTF-8: braille, two values a character, four levels each
 *	ASCII: one character for the higher of two values, eight levels
 */
#ifndef UI_WIDGETS_GRAPH_H
#define UI_WIDGETS_GRAPH_H

#include <stdbool.h>

#define GRAPH_COLUMNS 160
#define GRAPH_TEXT (3 * GRAPH_COLUMNS + 1)

/* n values, two a column, at most 2 * GRAPH_COLUMNS; NAN is blank, what is at
 * `lowest` the lowest mark, at `highest` and beyond the highest. */
void graph_text(const float *values, int n, double lowest, double highest,
	bool utf8, char text[GRAPH_TEXT]);

#endif
