/* outward.h - what leaves the screen: a text for the clipboard, the title of the
 * window, a notification of a call that rings.
 *
 *	wish in struct ui --> cleaned (escape.h) --> behind the last frame
 *
 * Each can be switched off, and is only sent to a terminal that is known to
 * swallow what it does not understand.
 */
#ifndef UI_OUTWARD_H
#define UI_OUTWARD_H

#include "ui.h"

/* Looks at the terminal; once, when it is known (screen_start()).  command:
 * offhook for this engine, or NULL; it outlives this. */
void outward_start(const char *command);

/* The setting notify_command alone, for a call that rings, where there is no
 * screen.  offhook: as of outward_start(). */
void outward_command(struct ui *, const struct session *, const char *offhook);

/* The screen was left: its title is ours no more. */
void outward_leave(void);

/* Between two frames: what was wished for goes out. */
void outward_send(struct ui *);

#endif
