#include "views/filter_row.h"

#include <stdio.h>
#include <string.h>

int filter_row_rows(const struct ui *ui, const char *filter)
{
	return *filter || (ui->typing && ui->mode == LINE_FILTER);
}

struct area filter_row_draw(const struct ui *ui, const struct area *a,
	const char *filter)
{
	struct area rows = *a;

	if (!filter_row_rows(ui, filter))
		return rows;
	screen_format(a, 0, 0, a->columns, ROLE_BOLD, "/%s", filter);
	rows.row++;
	rows.rows--;
	return rows;
}

void filter_row_empty(const struct listing *l, const struct area *a,
	const char *none, const char *no_match)
{
	if (l->error)
		screen_text(a, 0, 1, a->columns - 1, ROLE_WARNING, l->error);
	else if (!l->loaded || l->old)
		screen_text(a, 0, 1, a->columns - 1, ROLE_DIM, "..");
	else
		screen_text(a, 0, 1, a->columns - 1, ROLE_DIM,
			*l->filter ? no_match : none);
}

void filter_row_title(const struct ui *ui, const struct listing *l,
	const char *name, enum tab tab, char text[TAB_TITLE])
{
	int n = l->window.total;

	if (ui->tab != tab || ui->focus != PANE_BROWSER || !n)
		snprintf(text, TAB_TITLE, "%s", name);
	else if (*l->filter && !l->old && l->all >= n)
		snprintf(text, TAB_TITLE, "%s %d/%d", name, n, l->all);
	else
		snprintf(text, TAB_TITLE, "%s %d/%d", name,
			l->view.selected + 1, n);
}
