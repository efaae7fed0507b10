/* Every notice with its time, or those that hold the letters of the filter. */
#include <string.h>

#include "times.h"
#include "views/filter_row.h"
#include "views/tab.h"

static bool matches(const struct ui *ui, const struct notice *l)
{
	return !*ui->log_filter || strcasestr(l->text, ui->log_filter);
}

static int count(const struct ui *ui)
{
	int all = notice_log_count(ui->notices), n = 0;

	for (int i = 0; i < all; i++)
		n += matches(ui, notice_log_at(ui->notices, i));
	return n;
}

static void draw_line(const struct notice *l, const struct area *a, int row)
{
	static const enum role roles[] = {
		[NOTICE_INFO] = ROLE_NORMAL, [NOTICE_WARNING] = ROLE_WARNING,
		[NOTICE_ERROR] = ROLE_ERROR,
	};
	char second[TIMES_TEXT];

	times_second(l->wall, second);
	screen_text(a, row, 1, 8, ROLE_DIM, second);
	screen_text(a, row, 10, a->columns - 11, roles[l->level], l->text);
}

/* New lines do not move what is read. */
static void fit(struct ui *ui, int n, int rows)
{
	long fresh = notice_log_total(ui->notices) - ui->log_seen;

	for (long i = 0; ui->log.top > 0 && i < fresh &&
			i < notice_log_count(ui->notices); i++)
		ui->log.top += matches(ui, notice_log_at(ui->notices, (int)i));
	ui->log_seen = notice_log_total(ui->notices);
	if (ui->log.top > n - rows)
		ui->log.top = n > rows ? n - rows : 0;
}

static void draw_log(struct ui *ui, const struct area *a)
{
	struct area rows = filter_row_draw(ui, a, ui->log_filter);
	int all = notice_log_count(ui->notices), n = count(ui), at = 0;

	fit(ui, n, rows.rows);
	if (!n)
		screen_text(&rows, 0, 1, rows.columns, ROLE_DIM, all ?
			"no line matches" : "nothing happened yet");
	for (int i = 0; i < all && at - ui->log.top < rows.rows; i++) {
		const struct notice *l = notice_log_at(ui->notices, i);

		if (!matches(ui, l))
			continue;
		if (at >= ui->log.top)
			draw_line(l, &rows, at - ui->log.top);
		at++;
	}
}

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->log, count(ui),
		rows - filter_row_rows(ui, ui->log_filter), true };
}

const struct tab_view log_tab = { .name = "Log", .draw = draw_log,
	.list = list };
