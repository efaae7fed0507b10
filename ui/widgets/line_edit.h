/* line_edit.h - one line of text under the cursor, edited as in emacs.  Pure.
 *
 *	c a l l   b|o b		cursor: bytes before it; always between cells
 */
#ifndef UI_WIDGETS_LINE_EDIT_H
#define UI_WIDGETS_LINE_EDIT_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_MAX_BYTES 512

struct line_edit {
	char text[LINE_MAX_BYTES + 1];
	int length, cursor;
	char killed[LINE_MAX_BYTES + 1];
};

/* The cursor is at its end. */
void line_edit_set(struct line_edit *, const char *text);
/* false: no room, or nothing that may stand in a line. */
bool line_edit_insert(struct line_edit *, int32_t character);
void line_edit_insert_text(struct line_edit *, const char *text);

void line_edit_left(struct line_edit *);
void line_edit_right(struct line_edit *);
void line_edit_home(struct line_edit *);
void line_edit_end(struct line_edit *);
void line_edit_word_left(struct line_edit *);
void line_edit_word_right(struct line_edit *);

void line_edit_backspace(struct line_edit *);
void line_edit_delete(struct line_edit *);

/* What these take, line_edit_yank() gives back. */
void line_edit_kill_all(struct line_edit *);
void line_edit_kill_end(struct line_edit *);
void line_edit_kill_word(struct line_edit *);		/* before the cursor */
void line_edit_kill_word_right(struct line_edit *);
void line_edit_yank(struct line_edit *);

#endif
