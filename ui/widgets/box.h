/* box.h - a list over what is below it, above the last rows.
 *
 *	+- 4 matches ----+
 *	|>Bob  2031      |
 */
#ifndef UI_WIDGETS_BOX_H
#define UI_WIDGETS_BOX_H

#include "screen.h"

/* Draws the frame for so many rows (fewer where there is no room) whose bottom
 * is above row bottom; returns what is inside. */
struct area box_draw(int bottom, int columns, int rows, const char *title);

#endif
