/* report.h - what a terminal says that is no key: where the mouse is, answers
 * to questions.  Pure.
 *
 *	ESC [ < 0;12;5 M	button 0 pressed in column 12, row 5
 *	ESC [ 0 n		"I have drawn all that you sent"
 *	ESC [ ? 2026;2 $ y	mode 2026 is known, and off
 */
#ifndef UI_REPORT_H
#define UI_REPORT_H

#include <stdbool.h>

enum report_kind {
	REPORT_PRESS,			/* left button, at row, column */
	REPORT_WHEEL_UP, REPORT_WHEEL_DOWN,	/* at row, column */
	REPORT_READY,			/* has drawn what was sent */
	REPORT_MODE			/* known is about mode */
};

struct report {
	enum report_kind kind;
	int row, column;		/* from 0 */
	int mode;
	bool known;			/* the terminal can be told to */
};

/* sequence: behind the ESC, "[0n".  false: it is none of these. */
bool report_read(const char *sequence, struct report *);

#endif
