/* screen.h - curses on and off, and one frame after the other.
 *
 *	begin, text text text, commit --> changed cells only, in one piece, to
 *	the terminal's buffer
 *
 * curses writes to a file in memory, so that it can never wait for a terminal.
 * Begin a frame only when terminal_waits() is false: then a stalled terminal
 * holds one frame at most and shows the newest state when it comes back.
 */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stdbool.h>

#include "keys.h"
#include "settings.h"
#include "terminal.h"
#include "theme.h"

struct area {
	int row, column, rows, columns;
};

/* Whether that terminal, of TERM, can place the cursor; one line of advice in why
 * where not. */
bool screen_can_draw(int fd, char *why, int size);

/* false: no terminal that curses knows; one line of advice in why. */
bool screen_start(struct terminal *, const struct settings *, char *why,
	int size);
/* After screen_leave(): nothing is drawn any more. */
void screen_stop(void);

/* The terminal is as it was, but for its modes; bytes wait in it.  ^Z and back:
 * between the two the shell has it. */
void screen_leave(void);
void screen_return(void);

void screen_learn_keys(struct keys *);

void screen_resize(int rows, int columns);
void screen_redraw(void);		/* the next frame is a whole one */

void screen_follow(const struct settings *);	/* they may have changed */

/* Frames that could flicker are sent to be shown at once: the terminal has said
 * that it can. */
void screen_synchronise(bool on);

void screen_begin(void);
void screen_commit(int row, int column);	/* where the cursor is parked */

/* Relative to the area and cut to it; beyond columns the text ends in "..".
 * Returns the columns used. */
int screen_text(const struct area *, int row, int column, int columns,
	enum role, const char *text);
int screen_format(const struct area *, int row, int column, int columns,
	enum role, const char *format, ...)
	__attribute__((format(printf, 6, 7)));
/* Right-aligned; a text too long loses its start. */
void screen_number(const struct area *, int row, int column, int columns,
	enum role, const char *text);
/* Blank, or lines. */
void screen_fill(const struct area *, int row, int column, int columns,
	enum role);
void screen_rule(const struct area *, int row, int column, int columns);
void screen_mark(const struct area *, int row, int column, enum role,
	enum mark);

/* Behind the last frame, as it is: no text of others (escape.h). */
void screen_send(const char *bytes);

#endif
