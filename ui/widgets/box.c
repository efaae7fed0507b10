#include "widgets/box.h"

#include "cells.h"

#define FIRST_ROW 2		/* the status bar and a row of panes stay */

static void draw_top(const struct area *a, const char *title)
{
	screen_rule(a, 0, 0, a->columns);
	screen_mark(a, 0, 0, ROLE_NORMAL, MARK_CORNER_LEFT);
	screen_mark(a, 0, a->columns - 1, ROLE_NORMAL, MARK_CORNER_RIGHT);
	screen_format(a, 0, 2, a->columns - 4, ROLE_BOLD, " %s ", title);
}

struct area box_draw(int bottom, int columns, int rows, const char *title)
{
	struct area a = { bottom - rows - 1, 0, rows + 1, columns };

	if (a.row < FIRST_ROW) {
		a.rows -= FIRST_ROW - a.row;
		a.row = FIRST_ROW;
	}
	draw_top(&a, title);
	for (int row = 1; row < a.rows; row++) {
		screen_fill(&a, row, 0, a.columns, ROLE_NORMAL);
		screen_mark(&a, row, 0, ROLE_NORMAL, MARK_VERTICAL);
		screen_mark(&a, row, a.columns - 1, ROLE_NORMAL, MARK_VERTICAL);
	}
	return (struct area){
		a.row + 1, a.column + 1, a.rows - 1, a.columns - 2 };
}
