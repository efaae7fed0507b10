/* escape.h - what is said to the terminal beside the screen: its title, a
 * notification, a text for its clipboard.  Pure.
 *
 *	text of anybody -> cleaned, cut -> ESC ] 2 ; text BEL
 *
 * Nothing of the text can end the sequence, or begin another.  All results are
 * the caller's to free.
 */
#ifndef UI_ESCAPE_H
#define UI_ESCAPE_H

#include <stdbool.h>

#define ESCAPE_TEXT 100			/* characters of a title, of a notice */
#define ESCAPE_COPY_MAX 4096		/* bytes of a text that is copied */

enum escape_notice { ESCAPE_BELL, ESCAPE_OSC9, ESCAPE_OSC777, ESCAPE_OSC99 };

/* Who stands between us and the terminal. */
enum escape_through { ESCAPE_DIRECT, ESCAPE_TMUX, ESCAPE_SCREEN };

char *escape_title(const char *text);

/* id tells one from the next, where the terminal cares.  text begins with a
 * word: "OSC 9 ; 4" would be something else. */
char *escape_notice(enum escape_notice, int id, const char *text);

/* NULL: the text is longer than ESCAPE_COPY_MAX.  It is written only, and never
 * asked for. */
char *escape_copy(const char *text);

/* The same, for the terminal behind the one in between; takes escape. */
char *escape_pass(enum escape_through, char *escape);

#endif
