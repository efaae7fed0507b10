/* colour.h - colours as people write them, and what a terminal makes of them.
 * Pure.
 *
 *	"red"  "bright-red"  "167"  "#d75f5f"  "default"
 *	                      |
 *	      8, 16, 88, 256 colours, or any mixture
 */
#ifndef UI_COLOUR_H
#define UI_COLOUR_H

#include <stdbool.h>

#define COLOUR_DEFAULT (-1)		/* the terminal's own */
#define COLOUR_MIXED 0x1000000		/* | 0xrrggbb; less: of the 256 */

/* false: this is no colour. */
bool colour_read(const char *word, int *colour);

/* The nearest number for curses that a terminal of so many colours has; more
 * than 256: it mixes any. */
int colour_nearest(int colour, int colours);

/* Bright, where the terminal has only the eight: bold helps. */
bool colour_needs_bold(int colour, int colours);

#endif
