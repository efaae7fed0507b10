#include "mouse.h"

#include "input.h"
#include "moving.h"
#include "views/page.h"
#include "views/tab.h"

#define TITLE_AT 3		/* columns of the heading before its text */

static struct {
	int row, column;
	int64_t at;			/* -1: no press yet */
} last = { .at = -1 };

static bool is_in(const struct area *a, int row, int column)
{
	return row >= a->row && row < a->row + a->rows &&
		column >= a->column && column < a->column + a->columns;
}

/* -1: none */
static int pane_at(const struct ui *ui, int row, int column)
{
	for (int i = 0; i < PANES; i++)
		if (is_in(&ui->layout.panes[i], row, column))
			return i;
	return -1;
}

/* Its heading stands on the row above it. */
static bool press_tab(struct ui *ui, int row, int column)
{
	const struct area *a = &ui->layout.panes[PANE_BROWSER];
	int tab;

	if (a->rows <= 0 || row != a->row - 1 || column < a->column)
		return false;
	tab = browser_tab_at(ui, column - a->column - TITLE_AT);
	if (tab < 0)
		return false;
	ui->tab = tab;
	ui_focus(ui, PANE_BROWSER);
	return true;
}

static void press_call(struct ui *ui, int row)
{
	int id = calls_session_at(ui, row);

	if (id)
		ui_select(ui, id);
}

static void press_pad(struct ui *ui, int row, int column)
{
	int code = pad_key_at(&ui->layout.panes[PANE_PAD], row, column);

	if (code && ui->connected && !ui->read_only)
		input_key(ui, (struct key){ code, false });
}

static void press_pane(struct ui *ui, enum pane pane, int row, int column)
{
	const struct area *a = &ui->layout.panes[pane];

	if (pane != ui->focus || ui->typing)
		ui_focus(ui, pane);
	if (pane == PANE_CALLS)
		press_call(ui, row - a->row);
	else if (pane == PANE_PAD)
		press_pad(ui, row - a->row, column - a->column);
	else if (pane == PANE_BROWSER)
		moving_by(ui, row - frame_cursor(ui).row);
}

static bool is_second(const struct ui *ui, const struct report *r, int64_t now)
{
	bool second = last.at >= 0 && now - last.at < MOUSE_TWICE_MS &&
		last.row == r->row && last.column == r->column &&
		(ui->page || ui->focus != PANE_PAD);

	last.row = r->row;
	last.column = r->column;
	last.at = second ? -1 : now;
	return second;
}

static void press(struct ui *ui, const struct report *r, int64_t now)
{
	int pane = pane_at(ui, r->row, r->column);

	if (is_second(ui, r, now))
		input_key(ui, (struct key){ KEYS_ENTER, false });
	else if (ui->page)
		moving_by(ui, r->row - page_cursor(ui).row);
	else if (pane >= 0)
		press_pane(ui, pane, r->row, r->column);
	else
		press_tab(ui, r->row, r->column);
}

static void wheel(struct ui *ui, const struct report *r, int by)
{
	int pane = pane_at(ui, r->row, r->column);

	if (!ui->page && pane >= 0 && pane != (int)ui->focus)
		ui_focus(ui, pane);
	if (ui->page || pane >= 0)
		moving_scroll(ui, by);
}

void mouse_report(struct ui *ui, const struct report *r, int64_t now)
{
	if (!ui->settings.mouse || ui->layout.kind < LAYOUT_SINGLE)
		return;
	notice_key(ui->notices);
	if (r->kind == REPORT_PRESS)
		press(ui, r, now);
	else
		wheel(ui, r, r->kind == REPORT_WHEEL_UP ? -MOUSE_WHEEL :
			MOUSE_WHEEL);
	ui_settle_key(ui);
}
