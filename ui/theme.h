/* theme.h - what a thing looks like: roles, not colours, in the views.
 *
 *	role --> the theme's look --> what this terminal has of it
 *
 * A state is a word, a mark and a colour, in that order of importance: without
 * colours, and without UTF-8, nothing is lost.
 */
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stdbool.h>

#include "role.h"
#include "settings.h"

enum mark {
	MARK_RING, MARK_DIAL, MARK_ACTIVE, MARK_HELD, MARK_HELD_BY_THEM,
	MARK_ENDED, MARK_TRANSFER, MARK_UNKNOWN, MARK_HORIZONTAL,
	MARK_VERTICAL, MARK_DOWN, MARK_UP, MARK_CROSS, MARK_CORNER_LEFT,
	MARK_CORNER_RIGHT, MARK_MEMBER, MARK_CONFERENCE, MARK_LOCKED,
	MARK_OPEN, MARKS
};

/* Once curses runs. */
void theme_start(const struct settings *, bool utf8);

/* true: the settings ask for another look than before; draw all of it. */
bool theme_follow(const struct settings *);
bool theme_utf8(void);	/* graphs may be more than ASCII: of braille */

/* UTF-8 or ASCII, one column. */
const char *theme_mark(enum mark);

/* For screen.c: attributes and colour pair of curses. */
unsigned theme_attributes(enum role);
short theme_pair(enum role);

#endif
