#include "layout.h"

#include <string.h>

#define FULL_COLUMNS 80
#define FULL_ROWS 24
#define SINGLE_COLUMNS 40
#define SINGLE_ROWS 8
#define STRIP_COLUMNS 12
#define HEADING_ROWS 10		/* from which a single pane has a heading */

#define CALLS_COLUMNS 43	/* at 80 */
#define CALLS_MOST 62		/* at 118 and more */
#define PAD_COLUMNS 19
#define PAD_MOST 32
#define PAD_WIDE 108		/* columns from which the pad takes the rest */
#define UPPER_ROWS 8		/* at 24, without headings */
#define FIXED_ROWS 6		/* status, two headings, last three */

static int between(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

static enum layout_kind kind_of(int rows, int columns)
{
	if (rows >= FULL_ROWS && columns >= FULL_COLUMNS)
		return LAYOUT_FULL;
	if (rows >= SINGLE_ROWS && columns >= SINGLE_COLUMNS)
		return LAYOUT_SINGLE;
	if (rows >= 1 && columns >= STRIP_COLUMNS)
		return LAYOUT_STRIP;
	return LAYOUT_NOTHING;
}

static struct area row_of(const struct layout *l, int row)
{
	return (struct area){ row, 0, 1, l->columns };
}

static void last_rows(struct layout *l)
{
	l->status = row_of(l, 0);
	l->notice = row_of(l, l->rows - 3);
	l->input = row_of(l, l->rows - 2);
	l->hints = row_of(l, l->rows - 1);
	l->body = (struct area){ 1, 0, l->rows - 4, l->columns };
}

/* As many of: what is typed, what happened. */
static void strip(struct layout *l)
{
	l->status = row_of(l, 0);
	if (l->rows >= 2)
		l->input = row_of(l, l->rows - 1);
	if (l->rows >= 3)
		l->notice = row_of(l, l->rows - 2);
}

static void single(struct layout *l, enum pane shown)
{
	int heading = l->rows >= HEADING_ROWS;

	l->one_pane = true;
	l->upper_heading = heading ? 1 : -1;
	l->panes[shown] = l->body;
	l->panes[shown].row += heading;
	l->panes[shown].rows -= heading;
}

static void full(struct layout *l)
{
	int extra = l->columns - FULL_COLUMNS;
	int calls = between(CALLS_COLUMNS + extra / 2, 0, CALLS_MOST);
	int pad = between(l->columns - PAD_WIDE, PAD_COLUMNS, PAD_MOST);
	int browser = l->columns - pad - 1;
	int upper = UPPER_ROWS + (l->rows - FULL_ROWS) * 60 / 100;
	int lower = l->rows - FIXED_ROWS - upper;

	l->upper_heading = 1;
	l->lower_heading = 2 + upper;
	l->panes[PANE_CALLS] = (struct area){ 2, 0, upper, calls };
	l->panes[PANE_DETAIL] = (struct area){
		2, calls + 1, upper, l->columns - calls - 1 };
	l->panes[PANE_BROWSER] = (struct area){ 3 + upper, 0, lower, browser };
	l->panes[PANE_PAD] = (struct area){
		3 + upper, browser + 1, lower, pad };
}

void layout_compute(struct layout *l, int rows, int columns, enum pane shown,
	bool zoomed)
{
	memset(l, 0, sizeof *l);
	l->rows = rows;
	l->columns = columns;
	l->kind = kind_of(rows, columns);
	l->upper_heading = l->lower_heading = -1;
	if (l->kind == LAYOUT_STRIP)
		strip(l);
	if (l->kind < LAYOUT_SINGLE)
		return;
	last_rows(l);
	if (l->kind == LAYOUT_SINGLE || zoomed)
		single(l, shown);
	else
		full(l);
}
