/* Who sent what to whom, a row a message, and what it says beside it.
 *
 *	time       you              127.0.0.1:5060 | INVITE sip:bob@127.0.0.1
 *	 +0.000     |-- INVITE sdp ------->|       | Via: SIP/2.0/UDP ...
 *	>+0.021     |<---------- 200 OK ---|       | ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cells.h"
#include "tracing.h"
#include "views/tab.h"

#define TIME_COLUMNS 10
#define YOU 11			/* column of our own line */
#define LANE 25			/* columns from one line to the next */
#define LADDER 49		/* columns of two parties with their names */
#define BESIDE 76		/* columns that hold a message too */

static void relative(const struct trace *t, int i, char text[16])
{
	long long ms = t->messages[i].time - t->messages[0].time;

	if (ms < 0)
		ms = 0;
	if (ms < 1000000)
		snprintf(text, 16, "+%lld.%03lld", ms / 1000, ms % 1000);
	else
		snprintf(text, 16, "+%lld:%02lld", ms / 60000 % 100000,
			ms / 1000 % 60);
}

/* --- the ladder -----------------------------------------------------------*/

static int lanes(const struct ui *ui, const struct area *a)
{
	int room = (a->columns - YOU - 2) / LANE;
	int left = ui->trace.n_parties - ui->trace_pan;

	return room < left ? room : left;
}

/* Over its line, or as near as there is room. */
static void draw_name(const struct area *a, int column, const char *name)
{
	int width = cells_width(name), at = column - width / 2;

	if (width > LANE - 4)
		width = LANE - 4;
	if (at < YOU + 4)
		at = YOU + 4;
	if (at + width > a->columns)
		at = a->columns - width;
	screen_text(a, 0, at, width, ROLE_BOLD, name);
}

static void draw_names(const struct ui *ui, const struct area *a, int n)
{
	screen_text(a, 0, 1, TIME_COLUMNS, ROLE_DIM, "time");
	screen_text(a, 0, YOU - 1, 3, ROLE_BOLD, "you");
	for (int i = 0; i < n; i++)
		draw_name(a, YOU + (i + 1) * LANE,
			ui->trace.parties[ui->trace_pan + i]);
}

/* "==== RTP opus ====" */
static void draw_sound(const struct trace_message *m, const struct area *a,
	int row, int columns)
{
	char line[LANE * TRACE_PARTIES + 1];
	int width = cells_width(m->label) + 2;

	memset(line, '=', columns);
	line[columns] = '\0';
	screen_text(a, row, YOU + 1, columns, ROLE_OK, line);
	screen_format(a, row, YOU + 1 + (columns - width) / 2, width, ROLE_OK,
		" %s ", m->label);
}

/* "-- INVITE sdp ---->", "<-------- 200 OK --" */
static void draw_arrow(const struct trace_message *m, const struct area *a,
	int row, int columns)
{
	enum role role = m->again ? ROLE_DIM : ROLE_NORMAL;
	char label[TRACE_LABEL + 16], line[LANE * TRACE_PARTIES + 1];
	int width;

	memset(line, '-', columns);
	line[columns] = '\0';
	line[m->sent ? columns - 1 : 0] = m->sent ? '>' : '<';
	screen_text(a, row, YOU + 1, columns, role, line);
	snprintf(label, sizeof label, " %s%s ", m->label,
		m->again ? " again" : "");
	width = cells_width(label);
	if (width > columns - 4)
		width = columns - 4;
	screen_text(a, row, YOU + 1 + (m->sent ? 2 : columns - 2 - width),
		width, role, label);
}

static void draw_message(const struct ui *ui, int i, const struct area *a,
	int row, int n)
{
	const struct trace_message *m = &ui->trace.messages[i];
	int lane = m->party - ui->trace_pan;

	for (int k = 0; k <= n; k++)
		screen_mark(a, row, YOU + k * LANE, ROLE_DIM, MARK_VERTICAL);
	if (lane >= 0 && lane < n) {
		(m->raw ? draw_arrow : draw_sound)(m, a, row,
			(lane + 1) * LANE - 1);
		return;
	}
	screen_format(a, row, YOU + 2, a->columns - YOU - 2, ROLE_DIM,
		"%s %s %s", m->label, m->sent ? "to" : "from",
		ui->trace.parties[m->party]);
}

static void draw_row(const struct ui *ui, int i, const struct area *a, int row,
	int n)
{
	bool chosen = i == ui->trace_rows.selected;
	bool focused = chosen && ui->focus == PANE_BROWSER && !ui->typing;
	char time[16];

	relative(&ui->trace, i, time);
	draw_message(ui, i, a, row, n);
	screen_format(a, row, 0, TIME_COLUMNS, focused ? ROLE_SELECT :
		ROLE_NORMAL, "%c%-9s", chosen ? '>' : ' ', time);
}

static void draw_ladder(struct ui *ui, const struct area *a)
{
	struct area rows = { a->row + 1, a->column, a->rows - 1, a->columns };
	int n = lanes(ui, a);

	list_view_fit(&ui->trace_rows, ui->trace.n, rows.rows);
	draw_names(ui, a, n);
	for (int i = 0; i < rows.rows; i++)
		if (ui->trace_rows.top + i < ui->trace.n)
			draw_row(ui, ui->trace_rows.top + i, &rows, i, n);
}

/* --- the message ----------------------------------------------------------*/

static const struct trace_message *chosen(const struct ui *ui)
{
	return &ui->trace.messages[ui->trace_rows.selected];
}

/* In the body every line counts. */
static bool is_shown(const struct ui *ui, const struct trace_message *m, int i,
	bool in_body)
{
	return ui->trace_all || in_body || !trace_is_routine(m->lines[i]);
}

static int text_rows(const struct ui *ui)
{
	const struct trace_message *m = chosen(ui);
	bool in_body = false;
	int n = 0;

	for (int i = 0; i < m->n_lines; i++) {
		in_body |= !*m->lines[i];
		n += is_shown(ui, m, i, in_body);
	}
	return n;
}

/* From its row top on; says what is left out where there is room for it. */
static void draw_text(const struct ui *ui, const struct area *a, int top)
{
	const struct trace_message *m = chosen(ui);
	bool in_body = false;
	int row = -top, hidden = 0;

	for (int i = 0; i < m->n_lines; i++) {
		in_body |= !*m->lines[i];
		if (!is_shown(ui, m, i, in_body)) {
			hidden++;
			continue;
		}
		if (row >= 0 && row < a->rows)
			screen_text(a, row, 1, a->columns - 1, i ?
				ROLE_NORMAL : ROLE_BOLD, m->lines[i]);
		row++;
	}
	if (hidden && row < a->rows)
		screen_format(a, a->rows - 1, 1, a->columns - 1, ROLE_DIM,
			"(%d header%s hidden, x shows)", hidden,
			hidden == 1 ? "" : "s");
}

static void draw_beside(struct ui *ui, const struct area *a)
{
	struct area left = *a, right = *a;

	left.columns = a->columns >= BESIDE + LANE && ui->trace.n_parties > 1 ?
		LADDER + LANE : LADDER;
	right.column += left.columns + 1;
	right.columns -= left.columns + 1;
	draw_ladder(ui, &left);
	for (int row = 0; row < a->rows; row++)
		screen_mark(a, row, left.columns, ROLE_NORMAL, MARK_VERTICAL);
	draw_text(ui, &right, 0);
}

static void draw_trace(struct ui *ui, const struct area *a)
{
	if (!ui->trace.n) {
		screen_text(a, 0, 1, a->columns - 1, ROLE_DIM,
			!tracing_session(ui) ? "select a call to see its messages" :
			ui->trace_error ? ui->trace_error :
			ui->trace_asked ? "fetching .." : "no messages");
		return;
	}
	if (ui->trace_whole) {
		list_view_fit(&ui->trace_rows, ui->trace.n, a->rows);
		draw_text(ui, a, ui->trace_text.top);
	} else if (a->columns >= BESIDE) {
		draw_beside(ui, a);
	} else {
		draw_ladder(ui, a);
	}
}

static void title(const struct ui *ui, char text[TAB_TITLE])
{
	if (ui->tab == TAB_TRACE && ui->trace_number)
		snprintf(text, TAB_TITLE, "Trace %d", ui->trace_number);
}

static bool heading(const struct ui *ui, char *text, int size)
{
	if (!ui->trace.n)
		return false;
	text_format(text, size, "Trace: call %d %s  %d messages",
		ui->trace_number, ui->trace_party,
		ui->trace.n - ui->trace.sounds + ui->trace.dropped);
	return true;
}

static struct shown_list list(struct ui *ui, int rows)
{
	if (ui->trace.n && ui->trace_whole)
		return (struct shown_list){ &ui->trace_text, text_rows(ui),
			rows, true };
	return (struct shown_list){ &ui->trace_rows, ui->trace.n, rows - 1,
		false };
}

static int cursor(const struct ui *ui)
{
	return ui->trace_whole ? 0 :
		1 + ui->trace_rows.selected - ui->trace_rows.top;
}

const struct tab_view trace_tab = { .name = "Trace", .title = title,
	.heading = heading, .draw = draw_trace, .list = list,
	.cursor = cursor };
