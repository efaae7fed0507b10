/* ascii.h - what a character looks or sounds like in ASCII: one for one, so that
 * columns stay.  Pure.
 *
 *	é -> e   Ж -> Z   “ -> "   日 -> ?
 */
#ifndef UI_ASCII_H
#define UI_ASCII_H

#include <stdint.h>

/* ' ' to '~'; '?' where there is no likeness. */
char ascii_like(int32_t c);

#endif
