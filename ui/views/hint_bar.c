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

/* In so many rows, of which area has the first; how many it takes. */
static int flow(const struct hints *hints, const struct area *a, bool draw)
{
	int row = 0, column = 1;

	for (int i = 0; i < hints->n; i++) {
		const char *text = hints->items[i].text;
		int width = cells_width(text);

		if (column > 1 && column + width >= a->columns) {
			row++;
			column = 1;
		}
		if (draw && row < a->rows)
			screen_text(a, row, column, width, ROLE_NORMAL, text);
		column += width + GAP;
	}
	return row + 1;
}

/* What the second key may be takes the rows above as well, as many as it needs:
 * nobody types there meanwhile. */
static void draw_second(const struct ui *ui, const struct area *a)
{
	struct area over = *a;
	struct hints hints;
	int most = ui->layout.rows / 2;

	hints_make(&hints, ui);
	over.rows = flow(&hints, a, false);
	if (over.rows > most)
		over.rows = most;
	over.row = a->row - over.rows + 1;
	for (int row = 0; row < over.rows; row++)
		screen_fill(&over, row, 0, over.columns, ROLE_NORMAL);
	flow(&hints, &over, true);
}

void hint_bar_draw(const struct ui *ui, const struct area *a)
{
	struct hint more = { .action = NULL };
	struct hints hints;
	int column = 1, end = a->columns - 1;
	bool keep = !ui->typing && ui->model->n_sessions &&
		ui->page != PAGE_FORM && ui->page != PAGE_LEARN;

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
