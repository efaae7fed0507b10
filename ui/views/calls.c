/* The list of calls: numbers are stable, rows never jump. */
#include <stdio.h>

#include "conference.h"
#include "times.h"
#include "views/call_row.h"
#include "views/hints.h"
#include "views/view.h"

static int room_for_rows(const struct ui *ui, const struct area *a)
{
	struct call_columns c = call_columns(ui, a->columns);

	return a->rows - call_columns_are_named(&c);
}

int calls_room(const struct ui *ui)
{
	return room_for_rows(ui, &ui->layout.panes[PANE_CALLS]);
}

/* The selected one in sight, and its conference above it. */
static void fit(struct ui *ui, const struct call_rows *r, int room)
{
	struct list_view *l = &ui->calls;
	int at = call_rows_find(r, ui->selected) - r->pinned;
	int n = r->n - r->pinned;

	room -= r->pinned;
	l->selected = at < 0 ? l->top : at;
	if (at > 0 && !r->items[r->pinned + at - 1].session) {
		struct list_view above = { at - 1, l->top };

		list_view_fit(&above, n, room);
		l->top = above.top;
	}
	list_view_fit(l, n, room);
}

/* Which row of all stands there. */
static int at_row(const struct ui *ui, const struct call_rows *r, int row)
{
	return row < r->pinned ? row : row + ui->calls.top;
}

/* Calls below the last row are counted in it. */
static void draw_rows(struct ui *ui, const struct area *a)
{
	struct call_columns c = call_columns(ui, a->columns);
	int first = call_columns_are_named(&c), room = a->rows - first;
	struct call_rows r = call_rows_make(ui->model, room);

	fit(ui, &r, room);
	if (first)
		call_row_names(a, 0, &c);
	for (int row = 0; row < room; row++) {
		int at = at_row(ui, &r, row);

		if (at >= r.n)
			break;
		call_row_draw(ui, &r.items[at], a, first + row, &c,
			row == room - 1 ? call_rows_count(&r, at + 1) : 0);
	}
	call_rows_clear(&r);
}

int calls_session_at(const struct ui *ui, int row)
{
	int room = calls_room(ui), id = 0, at;
	struct call_rows r = call_rows_make(ui->model, room);

	row -= ui->layout.panes[PANE_CALLS].rows - room;
	at = at_row(ui, &r, row);
	if (row >= 0 && row < room && at < r.n && r.items[at].session)
		id = r.items[at].session->id;
	call_rows_clear(&r);
	return id;
}

int calls_cursor(const struct ui *ui)
{
	int room = calls_room(ui);
	struct call_rows r = call_rows_make(ui->model, room);
	int at = call_rows_find(&r, ui->selected), row = 0;

	if (at >= 0)
		row = ui->layout.panes[PANE_CALLS].rows - room + at -
			(at < r.pinned ? 0 : ui->calls.top);
	call_rows_clear(&r);
	return row;
}

static const char *last_dialled(const struct ui *ui)
{
	for (int i = 0; i < ui->model->n_history; i++)
		if (ui->model->history[i]->outgoing)
			return record_party(ui->model->history[i]);
	return NULL;
}

static void draw_empty(const struct ui *ui, const struct area *a)
{
	const char *last = last_dialled(ui);
	char dial[KEY_NAMES], redial[KEY_NAMES];

	screen_text(a, 0, 3, a->columns, ROLE_DIM, "no calls");
	if (!ui->connected || ui->read_only)
		return;
	hints_key(ui, "dial", dial);
	hints_key(ui, "redial", redial);
	screen_format(a, 2, 3, a->columns - 3, ROLE_DIM, *dial ?
		"type a number to dial, %s to dial a name," :
		"type a number to dial%s", dial);
	if (last && *redial)
		screen_format(a, 3, 3, a->columns - 3, ROLE_DIM,
			"%s to redial %s", redial, last);
	else if (!last && *dial)
		screen_format(a, 3, 3, a->columns - 3, ROLE_DIM,
			"%s echo Enter to hear yourself", dial);
}

void calls_draw(struct ui *ui, const struct area *a)
{
	if (ui->model->n_sessions)
		draw_rows(ui, a);
	else
		draw_empty(ui, a);
}

static int count(const struct ui *ui, bool held)
{
	int n = 0;

	for (int i = 0; i < ui->model->n_sessions; i++) {
		const struct session *s = ui->model->sessions[i];

		n += session_talks(s) && s->held_by_us == held;
	}
	return n;
}

/* What does not fit is left out, the less urgent first. */
void calls_heading(const struct ui *ui, char *text, int size)
{
	int n = ui->model->n_sessions;
	int ringing = model_count(ui->model, SESSION_RINGING);
	char as_of[TIMES_TEXT];
	int used = snprintf(text, size, "Calls (%d)", n);

	if (!ui->connected && n) {
		times_second(ui->lost_at, as_of);
		snprintf(text + used, size - used, "  as of %s", as_of);
		return;
	}
	if (ringing && n > 1)
		used += snprintf(text + used, size - used, " %d ringing",
			ringing);
	if (n > 4)
		snprintf(text + used, size - used, " %d active %d hold",
			count(ui, false), count(ui, true));
}
