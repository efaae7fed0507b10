/* Lists to look through: the history, the log. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "times.h"
#include "views/view.h"

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
		screen_text(a, row, number, NUMBER_COLUMNS, role, r->address);
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

static void draw_log(struct ui *ui, const struct area *a)
{
	static const enum role roles[] = {
		[NOTICE_INFO] = ROLE_NORMAL, [NOTICE_WARNING] = ROLE_WARNING,
		[NOTICE_ERROR] = ROLE_ERROR,
	};
	int n = notice_log_count(ui->notices);

	if (ui->log.top > 0)		/* new lines do not move what is read */
		ui->log.top += notice_log_total(ui->notices) - ui->log_seen;
	ui->log_seen = notice_log_total(ui->notices);
	if (ui->log.top > n - a->rows)
		ui->log.top = n > a->rows ? n - a->rows : 0;
	if (!n)
		screen_text(a, 0, 1, a->columns, ROLE_DIM,
			"nothing happened yet");
	for (int i = 0; i < a->rows && ui->log.top + i < n; i++) {
		const struct notice *l = notice_log_at(ui->notices,
			ui->log.top + i);
		char second[TIMES_TEXT];

		times_second(l->wall, second);
		screen_text(a, i, 1, 8, ROLE_DIM, second);
		screen_text(a, i, 10, a->columns - 11, roles[l->level],
			l->text);
	}
}

void browser_draw(struct ui *ui, const struct area *a)
{
	if (ui->tab == TAB_LOG)
		draw_log(ui, a);
	else if (ui->tab == TAB_TRACE)
		trace_draw(ui, a);
	else
		draw_history(ui, a);
}

void browser_heading(const struct ui *ui, char *text, int size)
{
	char trace[32] = "Trace";

	if (ui->tab == TAB_TRACE && ui->layout.one_pane && ui->trace.n) {
		snprintf(text, size, "Trace: call %d %s  %d messages",
			ui->trace_number, ui->trace_party,
			ui->trace.n + ui->trace.dropped);
		return;
	}
	if (ui->tab == TAB_TRACE && ui->trace_number)
		snprintf(trace, sizeof trace, "[Trace %d]", ui->trace_number);
	else if (ui->tab == TAB_TRACE)
		snprintf(trace, sizeof trace, "[Trace]");
	snprintf(text, size, "%s  %s  %s",
		ui->tab == TAB_HISTORY ? "[History]" : "History", trace,
		ui->tab == TAB_LOG ? "[Log]" : "Log");
}
