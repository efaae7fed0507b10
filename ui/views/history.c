/* The calls so far; on a wide screen by day, with how they sounded.
 *
 *	/bob				the filter
 *	today				wide only
 *	>14:20 <- Bob Example  ..
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "times.h"
#include "views/filter_row.h"
#include "views/tab.h"

#define WIDE 120		/* columns of the screen: days have headings */
#define TIME_COLUMNS 5
#define RESULT_COLUMNS 6
#define ACCOUNT_COLUMNS 5
#define NUMBER_COLUMNS 17
#define NUMBER_MOST 32		/* a SIP address, where names leave room */
#define NAME_COLUMNS 26		/* which these have first */
#define NUMBER_AT 30		/* columns from which the number has its own */
#define CODEC_COLUMNS 6
#define SOUND_COLUMNS 26	/* codec, mos or the reason of the end */

static bool is_wide(const struct ui *ui)
{
	return ui->layout.columns >= WIDE;
}

static const struct record *record_at(const struct ui *ui, int i)
{
	return window_at(&ui->history.window, i);
}

/* --- a row ----------------------------------------------------------------*/

static const char *arrow(const struct record *r)
{
	return r->outgoing ? "->" : r->missed ? "<x" : "<-";
}

static enum role record_role(const struct record *r)
{
	return r->missed ? ROLE_WARNING : ROLE_NORMAL;
}

static void draw_sound(const struct ui *ui, const struct record *r,
	const struct area *a, int row, int column, enum role role)
{
	bool poor = r->mos < ui->settings.threshold_mos;

	if (!r->codec) {
		screen_text(a, row, column, SOUND_COLUMNS - 1, role,
			r->established || !r->reason ? "" : r->reason);
		return;
	}
	screen_text(a, row, column, CODEC_COLUMNS, role, r->codec);
	if (r->mos >= 0)
		screen_format(a, row, column + CODEC_COLUMNS + 1, 10, role,
			"mos %.1f%s", r->mos, poor ? "!" : "");
}

static void draw_when(const struct ui *ui, const struct record *r,
	const struct area *a, int row, enum role role)
{
	char text[TIMES_TEXT];

	if (is_wide(ui))
		times_minute(r->created, text);
	else
		times_day(r->created, clock_wall_ms(), text);
	screen_text(a, row, 1, TIME_COLUMNS, role, text);
}

static void draw_who(const struct record *r, const struct area *a, int row,
	int end, enum role role)
{
	int spare = end - 12 - NUMBER_COLUMNS - NAME_COLUMNS;
	int more = NUMBER_MOST - NUMBER_COLUMNS;
	int columns = NUMBER_COLUMNS +
		(spare < 0 ? 0 : spare < more ? spare : more);
	int number = end - columns - 1;

	if (number < NUMBER_AT) {
		screen_text(a, row, 10, end - 11, role, record_party(r));
		return;
	}
	screen_text(a, row, 10, number - 11, role, record_party(r));
	screen_text(a, row, number, columns, role, r->shown);
}

static void draw_record(const struct ui *ui, int i, const struct area *a,
	int row)
{
	const struct record *r = record_at(ui, i);
	bool chosen = i == ui->history.view.selected;
	bool focused = chosen && ui->focus == PANE_BROWSER && !ui->typing;
	enum role role = focused ? ROLE_SELECT : ROLE_NORMAL;
	int account = a->columns - ACCOUNT_COLUMNS -
		(is_wide(ui) ? SOUND_COLUMNS : 0);
	int at = account - RESULT_COLUMNS - 1;
	char result[RECORD_RESULT];

	if (focused)
		screen_fill(a, row, 0, a->columns, role);
	screen_text(a, row, 0, 1, role, chosen ? ">" : " ");
	if (!r) {
		screen_text(a, row, 1, TIME_COLUMNS, ROLE_DIM, "..");
		return;
	}
	record_result(r, result);
	draw_when(ui, r, a, row, role);
	screen_text(a, row, 7, 2, focused ? role : record_role(r), arrow(r));
	draw_who(r, a, row, at, role);
	screen_number(a, row, at, RESULT_COLUMNS,
		focused ? role : record_role(r), result);
	screen_text(a, row, account, ACCOUNT_COLUMNS - 1, role,
		r->account ? r->account : "-");
	if (is_wide(ui))
		draw_sound(ui, r, a, row, account + ACCOUNT_COLUMNS + 1, role);
}

/* --- which rows -----------------------------------------------------------*/

/* The day has a heading above this one. */
static bool has_heading(const struct ui *ui, int i)
{
	const struct record *r = record_at(ui, i), *newer = record_at(ui, i - 1);

	if (!is_wide(ui) || !r)
		return false;
	return i == ui->history.view.top || (newer &&
		!times_same_day(r->created, newer->created));
}

/* Rows from the top to the selected one, with the headings between. */
static int rows_to_selected(const struct ui *ui)
{
	const struct list_view *v = &ui->history.view;
	int rows = v->selected - v->top + 1;

	for (int i = v->top; is_wide(ui) && i <= v->selected; i++)
		rows += has_heading(ui, i);
	return rows;
}

static void fit(struct ui *ui, int rows)
{
	struct list_view *v = &ui->history.view;

	list_view_fit(v, ui->history.window.total, rows);
	while (v->top < v->selected && rows_to_selected(ui) > rows)
		v->top++;
}

static void draw_heading(const struct record *r, const struct area *a, int row)
{
	char day[TIMES_TEXT];

	times_date(r->created, clock_wall_ms(), day);
	screen_text(a, row, 1, a->columns - 1, ROLE_BOLD, day);
}

static void draw_history(struct ui *ui, const struct area *a)
{
	const struct listing *l = &ui->history;
	struct area rows = filter_row_draw(ui, a, l->filter);
	int row = 0;

	fit(ui, rows.rows);
	if (!l->window.total)
		filter_row_empty(l, &rows, "no calls yet", "no call matches");
	for (int i = l->view.top; i < l->window.total && row < rows.rows; i++) {
		if (has_heading(ui, i))
			draw_heading(record_at(ui, i), &rows, row++);
		if (row < rows.rows)
			draw_record(ui, i, &rows, row++);
	}
}

static struct shown_list list(struct ui *ui, int rows)
{
	return (struct shown_list){ &ui->history.view, ui->history.window.total,
		rows - filter_row_rows(ui, ui->history.filter), false };
}

static int cursor(const struct ui *ui)
{
	return rows_to_selected(ui) - 1 +
		filter_row_rows(ui, ui->history.filter);
}

/* "History 12/100000": how many the filter leaves, else which one. */
static void title(const struct ui *ui, char text[TAB_TITLE])
{
	filter_row_title(ui, &ui->history, "History", TAB_HISTORY, text);
}

const struct tab_view history_tab = { .name = "History", .title = title,
	.draw = draw_history, .list = list, .cursor = cursor };
