/* The card of a contact: all its numbers, what is noted, when it was called.
 *
 *	Carol Sample		favourite
 *	Sample Ltd
 *	>work    2014
 *	 mobile  +44 7700 900123
 *	note     prefers e-mail
 *	last     12:02 out 0:41
 *	Enter call  e edit ..
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "book.h"
#include "times.h"
#include "views/view.h"
#include "widgets/wrapped.h"

#define LABEL_COLUMNS 8
#define BESIDE_NUMBERS 4	/* rows: name, note, last, keys */

static void draw_name(const struct contact *c, const struct area *a)
{
	int n = screen_text(a, 0, 1, a->columns - 2, ROLE_BOLD,
		contact_words(c));

	if (c->favourite && n + 12 < a->columns)
		screen_number(a, 0, n + 2, a->columns - n - 3, ROLE_NORMAL,
			"favourite");
}

/* The chosen one is among those that have room. */
static int draw_numbers(const struct ui *ui, const struct contact *c,
	const struct area *a, int row)
{
	int room = a->rows - row - BESIDE_NUMBERS + 1;
	int from = 0;

	if (room < 1)
		room = 1;
	if (ui->contact_number >= room)
		from = ui->contact_number - room + 1;
	for (int i = from; i < c->n_numbers && i < from + room; i++, row++) {
		const struct contact_number *n = &c->numbers[i];
		enum role role = i == ui->contact_number ? ROLE_BOLD :
			ROLE_NORMAL;

		screen_text(a, row, 0, 1, role,
			i == ui->contact_number ? ">" : " ");
		screen_text(a, row, 1, LABEL_COLUMNS - 1, role,
			*n->label ? n->label : "number");
		screen_text(a, row, 1 + LABEL_COLUMNS,
			a->columns - LABEL_COLUMNS - 1, role, n->shown);
	}
	return row;
}

static int draw_last(const struct ui *ui, const struct contact *c,
	const struct area *a, int row)
{
	const struct record *r = book_last_call(ui, c);
	char day[TIMES_TEXT], minute[TIMES_TEXT], result[RECORD_RESULT];

	if (!r)
		return row;
	times_day(r->created, clock_wall_ms(), day);
	times_minute(r->created, minute);
	record_result(r, result);
	screen_text(a, row, 1, LABEL_COLUMNS, ROLE_DIM, "last");
	screen_format(a, row, 1 + LABEL_COLUMNS, a->columns - LABEL_COLUMNS - 1,
		ROLE_NORMAL, "%s%s%s %s %s", strcmp(day, minute) ? day : "",
		strcmp(day, minute) ? " " : "", minute,
		r->outgoing ? "out" : "in", result);
	return row + 1;
}

static int draw_note(const struct contact *c, const struct area *a, int row)
{
	struct area beside = *a;

	if (!c->card.note || !*c->card.note)
		return row;
	screen_text(a, row, 1, LABEL_COLUMNS, ROLE_DIM, "note");
	beside.column += LABEL_COLUMNS;
	beside.columns -= LABEL_COLUMNS;
	return row + wrapped_draw(&beside, row, 1,
		a->rows - row > 4 ? 2 : 1, ROLE_NORMAL, c->card.note);
}

void contact_detail_draw(const struct ui *ui, const struct area *a)
{
	const struct contact *c = book_chosen(ui);
	int row = 1;

	draw_name(c, a);
	if (c->card.organization && c->card.name)
		screen_text(a, row++, 1, a->columns - 1, ROLE_NORMAL,
			c->card.organization);
	row = draw_numbers(ui, c, a, row);
	row = draw_note(c, a, row);
	row = draw_last(ui, c, a, row);
	if (row + 1 < a->rows)
		row++;
	screen_text(a, row, 1, a->columns - 1, ROLE_BOLD, ui->read_only ?
		"y copy" : c->n_numbers ? "Enter call  e edit  y copy" :
		"e edit  D delete");
}
