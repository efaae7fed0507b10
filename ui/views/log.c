/* Every notice with its time, or those that hold the letters of the filter: whole,
 * over several rows where it is long. */
#include "filter.h"
#include "times.h"
#include "views/filter_row.h"
#include "views/tab.h"
#include "widgets/wrapped.h"

#define TEXT_COLUMN 10

static int count(const struct ui *ui)
{
	int all = notice_log_count(ui->notices), n = 0;

	for (int i = 0; i < all; i++)
		n += filter_takes(ui, notice_log_at(ui->notices, i));
	return n;
}

/* How many of the oldest ones fill so many rows. */
static int last_ones(const struct ui *ui, int rows)
{
	int columns = ui->log_columns, n = 0;

	for (int i = notice_log_count(ui->notices) - 1; i >= 0; i--) {
		const struct notice *l = notice_log_at(ui->notices, i);

		if (!filter_takes(ui, l))
			continue;
		rows -= columns > 0 ? wrapped_rows(l->text, columns) : 1;
		if (rows < 0)
			break;
		n++;
	}
	return n ? n : 1;
}

/* Returns the row below. */
static int draw_line(const struct notice *l, const struct area *a, int row)
{
	static const enum role roles[] = {
		[NOTICE_INFO] = ROLE_NORMAL, [NOTICE_WARNING] = ROLE_WARNING,
		[NOTICE_ERROR] = ROLE_ERROR,
	};
	struct area text = *a;
	char second[TIMES_TEXT];

	text.columns--;
	times_second(l->wall, second);
	screen_text(a, row, 1, 8, ROLE_DIM, second);
	return row + wrapped_draw(&text, row, TEXT_COLUMN, a->rows - row,
		roles[l->level], l->text);
}

/* New lines do not move what is read. */
static void fit(struct ui *ui, int n, int rows)
{
	int last = last_ones(ui, rows);

	for (long i = 0; ui->log.top > 0 &&
			i < notice_log_total(ui->notices) - ui->log_seen &&
			i < notice_log_count(ui->notices); i++)
		ui->log.top += filter_takes(ui,
			notice_log_at(ui->notices, (int)i));
	ui->log_seen = notice_log_total(ui->notices);
	if (ui->log.top > n - last)
		ui->log.top = n > last ? n - last : 0;
}

static void draw_log(struct ui *ui, const struct area *a)
{
	struct area rows = filter_row_draw(ui, a, ui->log_filter);
	int all = notice_log_count(ui->notices), n = count(ui), row = 0;
	int above;

	ui->log_columns = a->columns - 1 - TEXT_COLUMN;
	fit(ui, n, rows.rows);
	above = ui->log.top;
	if (!n)
		screen_text(&rows, 0, 1, rows.columns, ROLE_DIM, all ?
			"no line matches" : "nothing happened yet");
	for (int i = 0; i < all && row < rows.rows; i++) {
		const struct notice *l = notice_log_at(ui->notices, i);

		if (filter_takes(ui, l) && --above < 0)
			row = draw_line(l, &rows, row);
	}
}

static struct shown_list list(struct ui *ui, int rows)
{
	rows -= filter_row_rows(ui, ui->log_filter);
	return (struct shown_list){ &ui->log, count(ui), last_ones(ui, rows),
		true };
}

const struct tab_view log_tab = { .name = "Log", .draw = draw_log,
	.list = list };
