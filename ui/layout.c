#include "layout.h"

#include <string.h>

#define FULL_COLUMNS 80
#define FULL_ROWS 24
#define SINGLE_COLUMNS 40
#define SINGLE_ROWS 8
#define STRIP_COLUMNS 12
#define HEADING_ROWS 10		/* from which a single pane has a heading */

#define CALLS_COLUMNS 43	/* at 80 */
#define CALLS_MOST 62		/* at 118 and more, beside a detail alone */
#define DETAIL_COLUMNS 44	/* between calls and side */
#define SIDE_ROWS 30
#define SIDE_LEAST 24
#define SIDE_MOST 32
#define SIDE_AT (CALLS_MOST + 1 + DETAIL_COLUMNS + 1 + SIDE_LEAST)
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

/* Three columns where the third can say something; what is more is for the
 * names of calls. */
static void upper(struct layout *l, int rows)
{
	int extra = l->columns - FULL_COLUMNS;
	int calls = between(CALLS_COLUMNS + extra / 2, 0, CALLS_MOST);
	int side = 0;

	if (l->columns >= SIDE_AT && l->rows >= SIDE_ROWS) {
		side = between(l->columns - SIDE_AT + SIDE_LEAST, SIDE_LEAST,
			SIDE_MOST);
		calls = l->columns - side - 1 - DETAIL_COLUMNS - 1;
		l->side = (struct area){ 2, l->columns - side, rows, side };
		side++;
	}
	l->panes[PANE_CALLS] = (struct area){ 2, 0, rows, calls };
	l->panes[PANE_DETAIL] = (struct area){
		2, calls + 1, rows, l->columns - side - calls - 1 };
}

static void lower(struct layout *l, int row, int rows, bool with_pad)
{
	int pad = between(l->columns - PAD_WIDE, PAD_COLUMNS, PAD_MOST);
	int browser = with_pad ? l->columns - pad - 1 : l->columns;

	l->panes[PANE_BROWSER] = (struct area){ row, 0, rows, browser };
	if (with_pad)
		l->panes[PANE_PAD] = (struct area){
			row, browser + 1, rows, pad };
}

static void full(struct layout *l, const struct layout_wish *wish)
{
	int above = UPPER_ROWS + (l->rows - FULL_ROWS) * 60 / 100;

	l->upper_heading = 1;
	l->lower_heading = 2 + above;
	upper(l, above);
	lower(l, 3 + above, l->rows - FIXED_ROWS - above,
		!wish->no_pad || wish->shown == PANE_PAD);
}

void layout_compute(struct layout *l, int rows, int columns,
	const struct layout_wish *wish)
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
	if (l->kind == LAYOUT_SINGLE || wish->zoomed)
		single(l, wish->shown);
	else
		full(l, wish);
}
