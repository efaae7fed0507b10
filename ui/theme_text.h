/* theme_text.h - a theme as text, a line a role.  Pure.
 *
 *	# attributes, a colour, what it stands on; each may be missing
 *	ok = bold green
 *	alert = reverse yellow
 *	error = bold #ffffff on red
 *
 * What stands nowhere looks as in the theme before it was read.
 */
#ifndef UI_THEME_TEXT_H
#define UI_THEME_TEXT_H

#include <stddef.h>

#include "role.h"

/* on_mistake: a line's number, and what is wrong with it; the line is lost. */
void theme_text_read(struct look looks[ROLES], const char *text,
	void (*on_mistake)(void *arg, int line, const char *what), void *arg);

#endif
