/* Every notice with its time. */
#include "times.h"
#include "views/tab.h"

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

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->log, notice_log_count(ui->notices),
		rows, true };
}

const struct tab_view log_tab = { .name = "Log", .draw = draw_log,
	.list = list };
