/* A page of fields: they scroll where there is no room for all; what the one
 * with the focus is for stands beside them on a wide screen. */
#include <stdio.h>
#include <string.h>

#include "form_page.h"
#include "views/form_field.h"
#include "views/page.h"
#include "widgets/wrapped.h"

#define WIDE 120		/* columns, from which it is explained beside */
#define FIELDS_COLUMNS 78	/* of a wide screen */
#define MORE_COLUMNS 8	/* on the right: what is out of sight */
#define LITTLE_ROOM 10	/* rows of the page */
#define EXPLAINED_ROWS 4	/* below the fields */

/* Where there is little room nothing is left empty. */
static bool takes_row(const struct ui *ui, const struct field *f)
{
	bool empty = f->kind == FIELD_NOTE && !*f->label && !*f->edit.text;

	return !f->beside && !(empty && ui->layout.body.rows < LITTLE_ROOM);
}

/* Rows of fields above that one, the buttons of a row counted once. */
static int row_of(const struct ui *ui, int field)
{
	int row = -1;

	for (int i = 0; i <= field && i < ui->form->n; i++)
		row += takes_row(ui, ui->form->fields[i]);
	return row < 0 ? 0 : row;
}

static int rows_of(const struct ui *ui)
{
	return ui->form->n ? row_of(ui, ui->form->n - 1) + 1 : 0;
}

static void scroll(struct ui *ui, int rows)
{
	int focus = row_of(ui, ui->form->focus);

	if (ui->form_top > focus)
		ui->form_top = focus;
	if (rows > 0 && focus >= ui->form_top + rows)
		ui->form_top = focus - rows + 1;
	if (ui->form_top > rows_of(ui) - rows)
		ui->form_top = rows_of(ui) - rows;
	if (ui->form_top < 0)
		ui->form_top = 0;
}

static void draw_fields(struct ui *ui, const struct area *a)
{
	int label = form_field_label(ui->form, a), column = 0;

	for (int i = 0; i < ui->form->n; i++) {
		const struct field *f = ui->form->fields[i];
		int row = row_of(ui, i) - ui->form_top;

		if (row < 0 || row >= a->rows || (!f->beside &&
				!takes_row(ui, f)))
			continue;
		column = f->beside ? column + 2 : 0;
		column = form_field_draw(f, i == ui->form->focus,
			!ui->settings.reader, a, row, column, label);
	}
}

/* "+5 v": there is more above or below. */
static void draw_more(const struct ui *ui, const struct area *a)
{
	int below = rows_of(ui) - ui->form_top - a->rows;
	int column = a->columns - MORE_COLUMNS;
	char text[24];

	if (ui->form_top) {
		snprintf(text, sizeof text, "+%d ^", ui->form_top);
		screen_number(a, 0, column, 7, ROLE_DIM, text);
	}
	if (below > 0) {
		snprintf(text, sizeof text, "+%d v", below);
		screen_number(a, a->rows - 1, column, 7, ROLE_DIM, text);
	}
}

static void draw_scrolled(struct ui *ui, const struct area *a)
{
	struct area fields = *a;

	if (rows_of(ui) > a->rows)
		fields.columns -= MORE_COLUMNS;
	draw_fields(ui, &fields);
	draw_more(ui, a);
}

/* Of the rows that are left, so many. */
static int explained_rows(const struct ui *ui, const struct area *a)
{
	const struct field *f = form_focused(ui->form);

	if (!ui->form_explains || !f || !f->help || a->columns >= WIDE)
		return 0;
	return a->rows > 2 * EXPLAINED_ROWS ? EXPLAINED_ROWS : a->rows / 2;
}

static void explain_below(struct ui *ui, const struct area *a, int rows)
{
	if (rows)
		wrapped_draw(a, a->rows - rows, 2, rows, ROLE_PROGRESS,
			form_focused(ui->form)->help);
}

static void explain_beside(struct ui *ui, const struct area *a)
{
	const struct field *f = form_focused(ui->form);
	struct area beside = { a->row, a->column + FIELDS_COLUMNS + 2, a->rows,
		a->columns - FIELDS_COLUMNS - 3 };

	if (!f || !f->help || a->columns < WIDE)
		return;
	screen_text(&beside, 0, 0, beside.columns, ROLE_HEADING, f->label);
	wrapped_draw(&beside, 1, 0, beside.rows - 1, ROLE_NORMAL, f->help);
}

static void take_rows(struct area *a, int rows)
{
	a->row += rows;
	a->rows -= rows;
}

static void draw(struct ui *ui, const struct area *body)
{
	const struct form_owner *o = ui->form_owner;
	struct area a = *body;
	int explained, rows;

	if (o->above)
		take_rows(&a, o->above(ui, &a));
	explained = explained_rows(ui, &a);
	explain_beside(ui, &a);
	explain_below(ui, &a, explained);
	if (a.columns >= WIDE)
		a.columns = FIELDS_COLUMNS;
	a.rows -= explained;
	scroll(ui, a.rows);
	ui->form_drawn_at = a.row - body->row;
	draw_scrolled(ui, &a);
	rows = rows_of(ui) - ui->form_top;
	take_rows(&a, rows < a.rows ? rows : a.rows);
	if (o->below && a.rows > 0)
		o->below(ui, &a);
}

static void heading(const struct ui *ui, char *text, int size)
{
	ui->form_owner->heading(ui, text, size);
}

/* On the row of the focus; what is above the fields counts. */
static struct cursor cursor(const struct ui *ui)
{
	return (struct cursor){ ui->form_drawn_at +
		row_of(ui, ui->form->focus) - ui->form_top, 1 };
}

const struct page_view form_page_view = { .heading = heading, .draw = draw,
	.cursor = cursor };
