#include "views/sheet.h"

#include <string.h>

#include "widgets/wrapped.h"

#define LEFT_COLUMNS 18

static bool in_sight(const struct sheet *p, int row)
{
	return p->area && row >= 0 && row < p->area->rows;
}

static void heading_row(struct sheet *p, const char *text)
{
	int row = p->row++ - p->top;

	if (in_sight(p, row))
		screen_text(p->area, row, 1, p->area->columns - 1,
			ROLE_HEADING, text);
}

/* What is found stands without the headings that it was found under. */
void sheet_heading(struct sheet *p, const char *text)
{
	if (*p->search)
		return;
	if (p->row)
		heading_row(p, "");
	heading_row(p, text);
}

/* What is longer than its column goes on below. */
static void right_rows(struct sheet *p, const char *text)
{
	int columns = p->columns - LEFT_COLUMNS;

	do {
		const char *end = wrapped_break(text, columns);
		int row = p->row++ - p->top;

		if (in_sight(p, row))
			screen_format(p->area, row, LEFT_COLUMNS, columns,
				ROLE_NORMAL, "%.*s", (int)(end - text), text);
		text = end + strspn(end, " ");
	} while (*text);
}

void sheet_row(struct sheet *p, const char *left, const char *right)
{
	int row = p->row - p->top;

	if (*p->search && !strcasestr(left, p->search) &&
			!strcasestr(right, p->search))
		return;
	if (in_sight(p, row))
		screen_text(p->area, row, 1, LEFT_COLUMNS - 2, ROLE_NORMAL,
			left);
	right_rows(p, right);
}

static int sheet_columns(const struct ui *ui)
{
	int columns = ui->layout.body.columns;

	return columns > 2 * LEFT_COLUMNS ? columns : 2 * LEFT_COLUMNS;
}

int sheet_rows(const struct ui *ui, sheet_fill fill)
{
	struct sheet p = { NULL, sheet_columns(ui), 0, 0, ui->search };

	fill(&p, ui);
	return p.row;
}

void sheet_draw(struct ui *ui, const struct area *a, sheet_fill fill)
{
	struct sheet p = { a, sheet_columns(ui), 0, 0, ui->search };
	int n = sheet_rows(ui, fill);

	if (ui->help_rows.top > n - a->rows)
		ui->help_rows.top = n > a->rows ? n - a->rows : 0;
	p.top = ui->help_rows.top;
	fill(&p, ui);
	if (!n)
		screen_text(a, 0, 1, a->columns - 1, ROLE_DIM,
			"nothing holds that");
}
