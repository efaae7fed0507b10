/* themes.h - all themes there are: ours, the system's, this person's.
 *
 *	~/.config/offhook/themes/NAME, /usr/share/offhook/themes/NAME, built in
 *
 * The first of a name counts.
 */
#ifndef UI_THEMES_H
#define UI_THEMES_H

#include "role.h"

#define THEME_NAME 32			/* bytes, with its '\0' */

/* Reads the files; before the first frame.  on_mistake: "FILE:3: ..". */
void themes_read(void (*on_mistake)(void *arg, const char *text), void *arg);
void themes_free(void);

/* NULL after the last. */
const char *themes_name(int i);

/* ROLES of them; NULL: there is none of that name. */
const struct look *themes_find(const char *name);

/* For the setting: NULL, or what was expected.  Before themes_read() any name
 * will do. */
const char *themes_check(const char *name);

#endif
