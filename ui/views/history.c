/* The calls so far. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "times.h"
#include "views/tab.h"

#define TIME_COLUMNS 5
#define RESULT_COLUMNS 6
#define ACCOUNT_COLUMNS 5
#define NUMBER_COLUMNS 17
#define NUMBER_AT 30		/* columns from which the number has its own */

static const char *arrow(const struct record *r)
{
	return r->outgoing ? "->" : r->missed ? "<x" : "<-";
}

static enum role record_role(const struct record *r)
{
	return r->missed ? ROLE_WARNING : ROLE_NORMAL;
}

static void draw_record(const struct ui *ui, int i, const struct area *a,
	int row)
{
	const struct record *r = ui->model->history[i];
	bool chosen = i == ui->history.selected;
	bool focused = chosen && ui->focus == PANE_BROWSER && !ui->typing;
	enum role role = focused ? ROLE_SELECT : ROLE_NORMAL;
	char day[TIMES_TEXT], result[RECORD_RESULT];
	int account = a->columns - ACCOUNT_COLUMNS;
	int at = account - RESULT_COLUMNS - 1, number = at - NUMBER_COLUMNS - 1;

	times_day(r->created, clock_wall_ms(), day);
	record_result(r, result);
	if (focused)
		screen_fill(a, row, 0, a->columns, role);
	screen_text(a, row, 0, 1, role, chosen ? ">" : " ");
	screen_text(a, row, 1, TIME_COLUMNS, role, day);
	screen_text(a, row, 7, 2, focused ? role : record_role(r), arrow(r));
	if (number >= NUMBER_AT) {
		screen_text(a, row, 10, number - 11, role, record_party(r));
		screen_text(a, row, number, NUMBER_COLUMNS, role, r->shown);
	} else {
		screen_text(a, row, 10, at - 11, role, record_party(r));
	}
	screen_number(a, row, at, RESULT_COLUMNS,
		focused ? role : record_role(r), result);
	screen_text(a, row, account, ACCOUNT_COLUMNS - 1, role,
		r->account ? r->account : "-");
}

static void draw_history(struct ui *ui, const struct area *a)
{
	struct area rows = *a;

	if (*ui->filter) {
		screen_format(a, 0, 0, a->columns, ROLE_BOLD, "/%s",
			ui->filter);
		rows.row++;
		rows.rows--;
	}
	list_view_fit(&ui->history, ui->model->n_history, rows.rows);
	if (!ui->model->n_history)
		screen_text(&rows, 0, 1, a->columns, ROLE_DIM,
			*ui->filter ? "no call matches" : "no calls yet");
	for (int i = 0; i < rows.rows; i++)
		if (ui->history.top + i < ui->model->n_history)
			draw_record(ui, ui->history.top + i, &rows, i);
}

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->history, ui->model->n_history,
		rows - (*ui->filter != '\0'), false };
}

static int cursor(const struct ui *ui)
{
	return ui->history.selected - ui->history.top + (*ui->filter != '\0');
}

const struct tab_view history_tab = { .name = "History",
	.draw = draw_history, .list = list, .cursor = cursor };
