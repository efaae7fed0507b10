/* The address book: a row for each number of each contact.
 *
 *	>Carol Sample    *2014              work    Sample Ltd
 *	 Carol Sample    *+44 7700 900123   mobile  Sample Ltd
 *
 * The engine pages by contacts, so that a place is a contact and which of its
 * numbers; one that is not here yet counts as one row.
 */
#include <stdio.h>
#include <string.h>

#include "contact.h"
#include "views/filter_row.h"
#include "views/tab.h"

#define NUMBER_COLUMNS 17
#define LABEL_COLUMNS 8
#define FAR 100000		/* rows: to the end at once */

static const struct contact *contact_at(const struct ui *ui, int i)
{
	return window_at(&ui->contacts.window, i);
}

static int numbers_of(const struct ui *ui, int i)
{
	const struct contact *c = contact_at(ui, i);

	return c && c->n_numbers ? c->n_numbers : 1;
}

/* --- moving ---------------------------------------------------------------*/

static bool step(struct ui *ui, int by)
{
	struct list_view *v = &ui->contacts.view;
	int number = ui->contact_number + by;

	if (number >= 0 && number < numbers_of(ui, v->selected)) {
		ui->contact_number = number;
		return true;
	}
	if (v->selected + by < 0 || v->selected + by >= ui->contacts.window.total)
		return false;
	v->selected += by;
	ui->contact_number = by > 0 ? 0 : numbers_of(ui, v->selected) - 1;
	return true;
}

static void move(struct ui *ui, int by)
{
	int n = ui->contacts.window.total;

	if (by <= -FAR || by >= FAR) {
		ui->contacts.view.selected = by < 0 || !n ? 0 : n - 1;
		ui->contact_number = by < 0 ? 0 : CONTACT_NUMBERS;
		return;
	}
	while (by && step(ui, by > 0 ? 1 : -1))
		by += by > 0 ? -1 : 1;
}

/* --- what is in sight -----------------------------------------------------*/

/* Rows from the top to the selected one. */
static int rows_to_selected(const struct ui *ui)
{
	const struct list_view *v = &ui->contacts.view;
	int rows = ui->contact_number + 1;

	for (int i = v->top; i < v->selected; i++)
		rows += numbers_of(ui, i);
	return rows;
}

static int rows_to_end(const struct ui *ui, int most)
{
	int rows = 0;

	for (int i = ui->contacts.view.top; rows < most &&
			i < ui->contacts.window.total; i++)
		rows += numbers_of(ui, i);
	return rows;
}

static void fit(struct ui *ui, int rows)
{
	struct list_view *v = &ui->contacts.view;
	int most = numbers_of(ui, v->selected) - 1;

	if (ui->contact_number > most && contact_at(ui, v->selected))
		ui->contact_number = most;
	list_view_fit(v, ui->contacts.window.total, rows);
	while (v->top < v->selected && rows_to_selected(ui) > rows)
		v->top++;
	while (v->top > 0 && rows_to_end(ui, rows) +
			numbers_of(ui, v->top - 1) <= rows)
		v->top--;
}

/* Numbers of the top one that are above the first row. */
static int hidden(const struct ui *ui, int rows)
{
	int more = rows_to_selected(ui) - rows;

	return more > 0 ? more : 0;
}

/* --- drawing --------------------------------------------------------------*/

static void draw_number(const struct contact *c, int number,
	const struct area *a, int row, enum role role)
{
	int left = a->columns - NUMBER_COLUMNS - LABEL_COLUMNS - 2;
	int name = left > 34 ? 24 : left / 2 + 2;
	int column = name + 3;

	if (left < 16) {		/* as much as fits of name and number */
		name = a->columns / 2 - 2;
		column = name + 3;
	}
	screen_text(a, row, 1, name, role, contact_words(c));
	if (c->favourite)
		screen_text(a, row, name + 1, 1, role, "*");
	if (!c->n_numbers)
		return;
	screen_text(a, row, column, NUMBER_COLUMNS, role,
		c->numbers[number].shown);
	column += NUMBER_COLUMNS + 1;
	if (a->columns - column < 4)
		return;
	screen_text(a, row, column, LABEL_COLUMNS - 1, role,
		c->numbers[number].label);
	column += LABEL_COLUMNS;
	if (c->card.organization && c->card.name)
		screen_text(a, row, column, a->columns - column, role,
			c->card.organization);
}

static void draw_row(const struct ui *ui, int i, int number,
	const struct area *a, int row)
{
	const struct contact *c = contact_at(ui, i);
	bool chosen = i == ui->contacts.view.selected &&
		number == ui->contact_number;
	bool focused = chosen && ui->focus == PANE_BROWSER && !ui->typing;
	enum role role = focused ? ROLE_SELECT : ROLE_NORMAL;

	if (focused)
		screen_fill(a, row, 0, a->columns, role);
	screen_text(a, row, 0, 1, role, chosen ? ">" : " ");
	if (c)
		draw_number(c, number, a, row, role);
	else
		screen_text(a, row, 1, 2, ROLE_DIM, "..");
}

static void draw(struct ui *ui, const struct area *a)
{
	const struct listing *l = &ui->contacts;
	struct area rows = filter_row_draw(ui, a, l->filter);
	int row;

	fit(ui, rows.rows);
	if (!l->window.total)
		filter_row_empty(l, &rows, "no contacts yet",
			"no contact matches");
	row = -hidden(ui, rows.rows);
	for (int i = l->view.top; i < l->window.total && row < rows.rows; i++)
		for (int k = 0; k < numbers_of(ui, i); k++, row++)
			if (row >= 0 && row < rows.rows)
				draw_row(ui, i, k, &rows, row);
}

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->contacts.view,
		ui->contacts.window.total,
		rows - filter_row_rows(ui, ui->contacts.filter), false };
}

static int cursor(const struct ui *ui)
{
	int above = filter_row_rows(ui, ui->contacts.filter);
	int rows = ui->layout.panes[PANE_BROWSER].rows - above;

	return rows_to_selected(ui) - hidden(ui, rows) - 1 + above;
}

static void title(const struct ui *ui, char text[TAB_TITLE])
{
	filter_row_title(ui, &ui->contacts, "Contacts", TAB_CONTACTS, text);
}

static bool applies(const struct ui *ui)
{
	return !ui->contacts.absent;
}

const struct tab_view contacts_tab = { .name = "Contacts", .title = title,
	.draw = draw, .list = list, .move = move, .cursor = cursor,
	.applies = applies };
