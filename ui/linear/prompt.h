/* prompt.h - the line that is being typed, on a terminal that knows nothing but
 * letters, backspace and the next line.
 *
 *	offhook> call bo_		shown: a window of the text that fits
 *	         '--- shown ---'	beside the prompt, in one row
 *
 * Changes are written as backspaces, letters and blanks over what is gone.  One
 * that is not written (echo off) only keeps the text.
 */
#ifndef UI_LINEAR_PROMPT_H
#define UI_LINEAR_PROMPT_H

#include <stdbool.h>

#include "linear/outlet.h"
#include "widgets/line_edit.h"

#define PROMPT_WINDOW (LINE_MAX_BYTES + 1)

struct prompt {
	struct line_edit edit;
	struct outlet *outlet;		/* of the linear mode */
	const char *label;		/* "offhook> " */
	bool is_out;			/* stands at the end of what was written */
	bool lost;			/* some of it could not be written */
	int columns;			/* of the terminal */
	int start;			/* byte of the text the window starts at */
	char shown[PROMPT_WINDOW];	/* what is written of it */
	int at;				/* column of the cursor behind the label */
};

void prompt_out(struct prompt *);	/* unless it is out */
/* The text has changed: so does what is out. */
void prompt_changed(struct prompt *);

/* Before a line is written: nothing typed, the prompt is written over; else it
 * stays, and the line begins a new row. */
void prompt_make_way(struct prompt *);

/* Enter: the row is over, the text is the caller's to take and clear. */
void prompt_enter(struct prompt *);

#endif
