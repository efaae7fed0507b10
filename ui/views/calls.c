/* The list of calls: numbers are stable, rows never jump. */
#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "conference.h"
#include "party.h"
#include "times.h"
#include "views/look.h"
#include "views/view.h"

#define WIDE 60			/* columns from which the number has its own */
#define VERY_WIDE 76		/* and codec and protection */
#define STATE_COLUMNS 6
#define TIME_COLUMNS 5
#define NUMBER_COLUMNS 18
#define SPECIAL_MOST 24		/* bytes of "for 1" */

struct columns {
	int number, mark, state, party, party_columns;
	int address, codec, security;			/* -1 none */
	int time, account, account_columns;
};

static int account_columns(const struct ui *ui)
{
	int most = 4;

	for (int i = 0; i < ui->model->n_accounts; i++) {
		int n = (int)strlen(ui->model->accounts[i]->name);

		most = n > most ? n : most;
	}
	return most < 10 ? most : 10;
}

static struct columns columns_of(const struct ui *ui, int width)
{
	int n = ui->model->n_sessions;
	int digits = n && ui->model->sessions[n - 1]->number > 9 ? 2 : 1;
	struct columns c = { .number = 1, .mark = digits + 2, .address = -1,
		.codec = -1, .security = -1 };

	c.state = c.mark + 2;
	c.party = c.state + STATE_COLUMNS + 1;
	if (width >= VERY_WIDE) {
		c.security = width - 5;
		c.codec = c.security - 7;
		width = c.codec - 1;
	}
	c.account_columns = account_columns(ui);
	c.account = width - c.account_columns;
	c.time = c.account - 1 - TIME_COLUMNS;
	if (width >= WIDE) {
		c.address = c.time - 1 - NUMBER_COLUMNS;
		c.party_columns = c.address - 1 - c.party;
	} else {
		c.party_columns = c.time - 1 - c.party;
	}
	return c;
}

/* The reason takes more room than a time. */
static int time_columns(const struct session *s)
{
	return s->state == SESSION_ENDED && !s->established ? 10 : TIME_COLUMNS;
}

static void draw_time(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct columns *c, enum role role)
{
	char text[TIMES_TEXT], words[64];
	int more = time_columns(s) - TIME_COLUMNS;

	look_short_time(ui, s, text);
	if (more)
		session_end_short(s, words, sizeof words);
	if (more)
		screen_format(a, row, c->time - more, TIME_COLUMNS + more, role,
			"%*s", TIME_COLUMNS + more, words);
	else
		screen_number(a, row, c->time, TIME_COLUMNS, role, text);
}

/* As the others of its conference hear it, and which one that is. */
static void member(const struct ui *ui, const struct session *s,
	char text[SPECIAL_MOST])
{
	if (s->member_muted)
		snprintf(text, SPECIAL_MOST, "not heard");
	else if (s->gain_db)
		snprintf(text, SPECIAL_MOST, "%+d dB", s->gain_db);
	else if (s->state == SESSION_HELD || conference_count(ui->model) > 1)
		snprintf(text, SPECIAL_MOST, "conf %d", s->conference);
}

/* "for 1": of a consultation, and of one that is on its way, "-> 2014". */
static void special(const struct ui *ui, const struct session *s,
	char text[SPECIAL_MOST])
{
	const struct session *waiting = model_session(ui->model, s->consults);

	text[0] = '\0';
	if (s->transferring && s->transfer_to)
		snprintf(text, SPECIAL_MOST, "-> %s", s->transfer_to);
	else if (waiting && session_lives(s))
		snprintf(text, SPECIAL_MOST, "for %d", waiting->number);
	else if (s->conference)
		member(ui, s, text);
}

static void draw_party(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct columns *c, enum role role)
{
	int room = c->party_columns -
		(c->address < 0 ? time_columns(s) - TIME_COLUMNS : 0);
	char text[SPECIAL_MOST];
	int n;

	special(ui, s, text);
	n = cells_width(text);
	if (n > room / 2)
		n = room / 2;
	if (n)
		screen_text(a, row, c->party + room - n, n, role, text);
	screen_text(a, row, c->party, room - (n ? n + 1 : 0), role,
		c->address < 0 ? session_party(s) :
		*session_name(s) ? session_name(s) : "-");
	if (c->address >= 0)
		screen_text(a, row, c->address, NUMBER_COLUMNS, role,
			s->shown);
}

static void draw_media(const struct session *s, const struct area *a, int row,
	const struct columns *c, enum role role)
{
	const char *security = s->security && strcmp(s->security, "none") ?
		s->security : "-";

	if (c->codec < 0 || !s->codec)
		return;
	screen_text(a, row, c->codec, 6, role, s->codec);
	screen_text(a, row, c->security, 5, role, security);
}

/* The selection ends before the time, which changes each second: to reverse its
 * digits costs more bytes than they do. */
static void draw_row(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct columns *c)
{
	bool selected = s->id == ui->selected;
	bool focused = selected && ui->focus == PANE_CALLS && !ui->typing;
	enum role beside = ui->connected ? ROLE_NORMAL : ROLE_DIM;
	enum role role = focused ? ROLE_SELECT : beside;
	enum role state = focused ? ROLE_SELECT : look_role(ui, s);

	if (focused)
		screen_fill(a, row, 0, c->time, ROLE_SELECT);
	screen_format(a, row, 0, c->mark, role, "%c%*d", selected ? '>' : ' ',
		c->mark - 2, s->number);
	if (s->marked)
		screen_text(a, row, c->mark - 1, 1, role, "+");
	screen_mark(a, row, c->mark, state, look_mark(ui, s));
	screen_text(a, row, c->state, STATE_COLUMNS, state, session_word(s));
	draw_party(ui, s, a, row, c, role);
	draw_media(s, a, row, c, role);
	draw_time(ui, s, a, row, c, beside);
	screen_text(a, row, c->account, c->account_columns, beside,
		s->account ? s->account : "-");
}

/* --- which rows -----------------------------------------------------------*/

/* Ringing ones stand on top where not all fit: they are never out of sight. */
static int draw_pinned(const struct ui *ui, const struct area *a,
	const struct columns *c)
{
	int row = 0;

	if (ui->model->n_sessions <= a->rows)
		return 0;
	for (int i = 0; i < ui->model->n_sessions && row < a->rows / 2; i++)
		if (ui->model->sessions[i]->state == SESSION_RINGING)
			draw_row(ui, ui->model->sessions[i], a, row++, c);
	return row;
}

static int pinned_rows(const struct ui *ui, int rows)
{
	int ringing = model_count(ui->model, SESSION_RINGING);

	if (ui->model->n_sessions <= rows)
		return 0;
	return ringing < rows / 2 ? ringing : rows / 2;
}

int calls_session_at(const struct ui *ui, int row)
{
	int rows = ui->layout.panes[PANE_CALLS].rows;
	int pinned = pinned_rows(ui, rows), at = row;

	if (row >= pinned)
		at = row - pinned + ui->calls.top;
	for (int i = 0; i < ui->model->n_sessions; i++) {
		const struct session *s = ui->model->sessions[i];
		bool rings = s->state == SESSION_RINGING;

		if ((!pinned || rings == (row < pinned)) && at-- == 0)
			return s->id;
	}
	return 0;
}

int calls_cursor(const struct ui *ui)
{
	int rows = ui->layout.panes[PANE_CALLS].rows;

	for (int row = 0; row < rows; row++)
		if (ui->selected && calls_session_at(ui, row) == ui->selected)
			return row;
	return 0;
}

static bool listed(const struct session *s, bool pinned)
{
	return !pinned || s->state != SESSION_RINGING;
}

/* How many are in the list below the pinned ones; *selected: which of them. */
static int count_listed(const struct ui *ui, bool pinned, int *selected)
{
	int n = 0;

	*selected = 0;
	for (int i = 0; i < ui->model->n_sessions; i++) {
		const struct session *s = ui->model->sessions[i];

		if (!listed(s, pinned))
			continue;
		if (s->id == ui->selected)
			*selected = n;
		n++;
	}
	return n;
}

static void draw_more(const struct area *a, int below)
{
	char text[16];

	snprintf(text, sizeof text, "+%d v", below);
	screen_fill(a, a->rows - 1, a->columns - 7, 7, ROLE_NORMAL);
	screen_number(a, a->rows - 1, a->columns - 7, 7, ROLE_BOLD, text);
}

static void draw_rows(struct ui *ui, const struct area *a)
{
	struct columns c = columns_of(ui, a->columns);
	int pinned = draw_pinned(ui, a, &c), room = a->rows - pinned;
	int n = count_listed(ui, pinned > 0, &ui->calls.selected), at = 0;

	list_view_fit(&ui->calls, n, room);
	for (int i = 0; i < ui->model->n_sessions; i++) {
		const struct session *s = ui->model->sessions[i];
		int row = at - ui->calls.top;

		if (!listed(s, pinned > 0))
			continue;
		if (row >= 0 && row < room)
			draw_row(ui, s, a, pinned + row, &c);
		at++;
	}
	if (n - ui->calls.top > room)
		draw_more(a, n - ui->calls.top - room);
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

	screen_text(a, 0, 3, a->columns, ROLE_DIM, "no calls");
	if (!ui->connected || ui->read_only)
		return;
	screen_text(a, 2, 3, a->columns - 3, ROLE_DIM,
		"type a number to dial, d to dial a name,");
	if (last)
		screen_format(a, 3, 3, a->columns - 3, ROLE_DIM,
			"r to redial %s", last);
	else
		screen_text(a, 3, 3, a->columns - 3, ROLE_DIM,
			"d echo Enter to hear yourself");
}

void calls_draw(struct ui *ui, const struct area *a)
{
	if (ui->model->n_sessions)
		draw_rows(ui, a);
	else
		draw_empty(ui, a);
}

static int conference_heading(const struct ui *ui, char *text, int size)
{
	const struct session *s = model_focused(ui->model);
	int id = s ? s->conference : 0;
	int n = conference_members(ui->model, id);

	return n ? snprintf(text, size, "  conference of %d and you", n) : 0;
}

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
		used += snprintf(text + used, size - used, "  %d ringing",
			ringing);
	used += conference_heading(ui, text + used, size - used);
	if (n > 4)
		snprintf(text + used, size - used, " %d active %d hold",
			model_count(ui->model, SESSION_ACTIVE),
			model_count(ui->model, SESSION_HELD));
}
