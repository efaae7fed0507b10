/* All views in their places, and the lines between them. */
#include <string.h>

#include "cells.h"
#include "views/page.h"
#include "views/view.h"

#define HEADING_MAX 128

struct titled {
	void (*heading)(const struct ui *, char *text, int size);
	bool upper;
};

static const struct titled panes[PANES] = {
	[PANE_CALLS] = { calls_heading, true },
	[PANE_DETAIL] = { detail_heading, true },
	[PANE_BROWSER] = { browser_heading, false },
	[PANE_PAD] = { pad_heading, false },
};

static void draw_pane(struct ui *ui, enum pane pane)
{
	const struct area *a = &ui->layout.panes[pane];

	if (pane == PANE_CALLS)
		calls_draw(ui, a);
	else if (pane == PANE_DETAIL)
		detail_draw(ui, a);
	else if (pane == PANE_BROWSER)
		browser_draw(ui, a);
	else
		pad_draw(ui, a);
}

/* "-- Calls (2) -----": bold where the keys go. */
static void draw_title(const struct area *pane, int row, bool focused,
	const char *text, const char *how_back)
{
	struct area a = { row, pane->column, 1, pane->columns };

	screen_format(&a, 0, 2, a.columns - 4,
		focused ? ROLE_HEADING : ROLE_NORMAL, " %s %s", text, how_back);
}

static void draw_heading(const struct ui *ui, enum pane pane, int row)
{
	char text[HEADING_MAX];

	panes[pane].heading(ui, text, sizeof text);
	draw_title(&ui->layout.panes[pane], row,
		pane == ui->focus && !ui->typing, text,
		ui->zoomed ? " (z: back) " : "");
}

static void draw_rules(const struct layout *l)
{
	struct area whole = { 0, 0, l->rows, l->columns };

	if (l->upper_heading >= 0)
		screen_rule(&whole, l->upper_heading, 0, l->columns);
	if (l->lower_heading >= 0)
		screen_rule(&whole, l->lower_heading, 0, l->columns);
}

static void draw_headings(const struct ui *ui)
{
	const struct layout *l = &ui->layout;

	for (int i = 0; i < PANES; i++)
		if (l->panes[i].rows > 0 && l->upper_heading >= 0)
			draw_heading(ui, i, panes[i].upper || l->one_pane ?
				l->upper_heading : l->lower_heading);
}

static void draw_line(const struct area *whole, const struct area *right,
	int top)
{
	for (int row = 0; row < right->rows; row++)
		screen_mark(whole, right->row + row, right->column - 1,
			ROLE_NORMAL, MARK_VERTICAL);
	screen_mark(whole, top, right->column - 1, ROLE_NORMAL, MARK_DOWN);
}

static void end_line(const struct area *whole, const struct area *right,
	int bottom)
{
	screen_mark(whole, bottom, right->column - 1, ROLE_NORMAL, MARK_UP);
}

/* A line above ends where one below begins. */
static bool crosses(const struct layout *l, int column)
{
	return column == l->panes[PANE_DETAIL].column ||
		(l->side.rows > 0 && column == l->side.column);
}

static void draw_lines(const struct layout *l)
{
	const struct area *detail = &l->panes[PANE_DETAIL];
	const struct area *pad = &l->panes[PANE_PAD];
	struct area whole = { 0, 0, l->rows, l->columns };

	if (l->one_pane || l->kind != LAYOUT_FULL)
		return;
	draw_line(&whole, detail, l->upper_heading);
	end_line(&whole, detail, l->lower_heading);
	if (l->side.rows > 0) {
		draw_line(&whole, &l->side, l->upper_heading);
		end_line(&whole, &l->side, l->lower_heading);
	}
	if (pad->rows > 0)
		draw_line(&whole, pad, l->lower_heading);
	if (pad->rows > 0 && crosses(l, pad->column))
		screen_mark(&whole, l->lower_heading, pad->column - 1,
			ROLE_NORMAL, MARK_CROSS);
}

static void draw_side(const struct ui *ui)
{
	const struct layout *l = &ui->layout;
	char text[HEADING_MAX];

	if (l->side.rows <= 0)
		return;
	side_heading(ui, text, sizeof text);
	draw_title(&l->side, l->upper_heading, false, text, "");
	side_draw(ui, &l->side);
}

static void draw_panes(struct ui *ui)
{
	draw_rules(&ui->layout);
	draw_lines(&ui->layout);
	draw_headings(ui);
	for (int i = 0; i < PANES; i++)
		if (ui->layout.panes[i].rows > 0)
			draw_pane(ui, i);
	draw_side(ui);
}

struct cursor frame_cursor(const struct ui *ui)
{
	const struct area *a = &ui->layout.panes[ui->focus];
	int row = 0;

	if (ui->page)
		return page_cursor(ui);
	if (a->rows <= 0)
		return (struct cursor){ ui->layout.status.row, 0 };
	if (ui->focus == PANE_CALLS)
		row = calls_cursor(ui);
	if (ui->focus == PANE_BROWSER)
		row = browser_cursor(ui);
	if (row < 0 || row >= a->rows)
		row = 0;
	return (struct cursor){ a->row + row, a->column };
}

struct cursor frame_draw(struct ui *ui)
{
	const struct layout *l = &ui->layout;
	int column;

	if (l->kind == LAYOUT_NOTHING)
		return (struct cursor){ 0, 0 };
	if (l->kind == LAYOUT_STRIP)
		strip_draw(ui, &l->status);
	else
		status_bar_draw(ui, &l->status);
	if (l->kind >= LAYOUT_SINGLE && ui->page)
		page_draw(ui, &l->body);
	else if (l->kind >= LAYOUT_SINGLE)
		draw_panes(ui);
	if (l->notice.rows)
		notice_line_draw(ui, &l->notice);
	column = l->input.rows ? input_line_draw(ui, &l->input) : -1;
	if (l->hints.rows)
		hint_bar_draw(ui, &l->hints);
	completion_draw(ui);
	palette_draw(ui);
	if (column >= 0)
		return (struct cursor){ l->input.row, column };
	return frame_cursor(ui);
}
