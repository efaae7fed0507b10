/* The last row: keys that do something now, as many as fit. */
#include <stdio.h>
#include <string.h>

#include "action.h"
#include "cells.h"
#include "views/hints.h"
#include "views/view.h"

#define GAP 2

static int draw_one(const struct area *a, int column, const struct hint *hint,
	int end)
{
	int width = cells_width(hint->text);

	if (column + width > end)
		return -1;
	screen_text(a, 0, column, width, ROLE_NORMAL, hint->text);
	return column + width + GAP;
}

static bool is_help(const struct hint *hint)
{
	return hint->action && !strcmp(hint->action->name, "help");
}

/* What the second key may be takes the row of the input line as well: nobody
 * types there meanwhile. */
static void draw_second(const struct ui *ui, const struct area *a)
{
	const struct area *rows[] = { &ui->layout.input, a };
	struct hints hints;
	int column = 1, row = rows[0]->rows ? 0 : 1;

	hints_make(&hints, ui);
	if (!row)
		screen_fill(rows[0], 0, 0, rows[0]->columns, ROLE_NORMAL);
	for (int i = 0; i < hints.n && row < 2; i++) {
		int next = draw_one(rows[row], column, &hints.items[i],
			a->columns - 1);

		if (next < 0 && ++row < 2)
			next = draw_one(rows[row], 1, &hints.items[i],
				a->columns - 1);
		column = next;
	}
}

void hint_bar_draw(const struct ui *ui, const struct area *a)
{
	struct hint more = { .action = NULL };
	struct hints hints;
	int column = 1, end = a->columns - 1;
	bool keep = !ui->typing && ui->model->n_sessions &&
		ui->page != PAGE_FORM;

	if (ui->prefix) {
		draw_second(ui, a);
		return;
	}
	hints_make(&hints, ui);
	hints_key(ui, "help", more.key);
	snprintf(more.text, sizeof more.text, "%.12s more", more.key);
	keep = keep && *more.key;
	if (keep)
		end -= cells_width(more.text) + GAP;
	for (int i = 0; i < hints.n && column >= 0; i++) {
		const struct hint *hint = &hints.items[i];
		int next = keep && is_help(hint) ? column :
			draw_one(a, column, hint, end);

		if (next < 0)
			break;
		column = next;
	}
	if (keep)
		draw_one(a, column, &more, a->columns);
}
