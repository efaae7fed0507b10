/* layout.h - which part of the screen shows what.  Pure.
 *
 *	status				full: 80x24 and up
 *	calls      | detail | side	side: 132x30 and up
 *	browser             | pad
 *	notice, input, hints
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include <stdbool.h>

#include "screen.h"

enum pane { PANE_CALLS, PANE_DETAIL, PANE_BROWSER, PANE_PAD, PANES };

enum layout_kind {
	LAYOUT_NOTHING,		/* below 12x1: keys still work */
	LAYOUT_STRIP,		/* one row tells of the selected call */
	LAYOUT_SINGLE,		/* one pane at a time */
	LAYOUT_FULL
};

struct layout {
	enum layout_kind kind;
	int rows, columns;
	bool one_pane;			/* single, or zoomed */
	struct area status;		/* one row each, or no rows */
	struct area notice, input, hints;
	int upper_heading, lower_heading;	/* rows; -1 none */
	struct area panes[PANES];	/* below headings; rows 0: hidden */
	struct area side;		/* has no focus; rows 0: hidden */
	struct area body;		/* all of them, with headings */
};

struct layout_wish {
	enum pane shown;		/* where there is room for one pane */
	bool zoomed;			/* make it so */
	bool no_pad;			/* only while it is the one shown */
};

void layout_compute(struct layout *, int rows, int columns,
	const struct layout_wish *);

#endif
