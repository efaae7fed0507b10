/* The pane that tells most: of what rings, else of the selected call, else of
 * the selected entry, else of the phone. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "book.h"
#include "cells.h"
#include "times.h"
#include "views/card.h"
#include "views/look.h"
#include "views/view.h"

#define RINGING_ROWS 8
#define LABEL 8
#define WIDE 40			/* columns for a long heading */

enum shown { SHOW_LOST, SHOW_RINGING, SHOW_BOTH, SHOW_SESSION, SHOW_RECORD,
	SHOW_CONTACT, SHOW_ACCOUNTS };

static const struct record *chosen_record(const struct ui *ui)
{
	return ui->focus == PANE_BROWSER && ui->tab == TAB_HISTORY ?
		listing_chosen(&ui->history) : NULL;
}

/* With room for two, what rings is below the selected call. */
static enum shown ringing_or_both(const struct ui *ui)
{
	const struct session *s = ui_selected(ui);

	return ui->layout.panes[PANE_DETAIL].rows < UI_TALL || !s ||
		s == ui_target(ui) ? SHOW_RINGING : SHOW_BOTH;
}

static enum shown shown_now(const struct ui *ui)
{
	if (!ui->connected)
		return SHOW_LOST;
	if (ui_target(ui))
		return ringing_or_both(ui);
	if (ui_selected(ui))
		return SHOW_SESSION;
	if (book_chosen(ui))
		return SHOW_CONTACT;
	return chosen_record(ui) ? SHOW_RECORD : SHOW_ACCOUNTS;
}

static const char *state_words(const struct session *s)
{
	const char *const words[] = {
		[SESSION_RINGING] = "ringing",
		[SESSION_ANSWERING] = "answering",
		[SESSION_DIALLING] = "calling",
		[SESSION_RINGING_THERE] = s->consults ? "ringing" :
			"ringing there",	/* short, for what follows */
		[SESSION_EARLY] = "calling",
		[SESSION_ACTIVE] = "active", [SESSION_HELD] = "on hold",
		[SESSION_HELD_BY_THEM] = "held by them",
		[SESSION_ENDING] = "ending", [SESSION_ENDED] = "ended",
	};

	return words[s->state];
}

static int session_heading(const struct ui *ui, const struct session *s,
	char *text, int size)
{
	const struct session *waiting = session_lives(s) ?
		model_session(ui->model, s->consults) : NULL;
	int n = snprintf(text, size, "Call %d: %s%s%s", s->number,
		s->transferring ? "transfer" :
		s->conference && s->state == SESSION_ACTIVE ? "in conference" :
		state_words(s),
		s->privacy && session_lives(s) ? ", private" : "",
		s->muted && session_lives(s) ? ", MUTED" : "");

	if (waiting && n < size)
		n += snprintf(text + n, size - n, ", consult for %d",
			waiting->number);
	return n;
}

static void accounts_heading(const struct ui *ui, char *text, int size)
{
	snprintf(text, size, ui->layout.panes[PANE_DETAIL].columns < WIDE ?
		"Accounts" : "Accounts and devices");
}

void detail_heading(const struct ui *ui, char *text, int size)
{
	int n;

	switch (shown_now(ui)) {
	case SHOW_LOST:
		snprintf(text, size, "Engine%s%s", ui->host ? " on " : "",
			ui->host ? ui->host : "");
		break;
	case SHOW_RINGING:
		snprintf(text, size, "Ringing: call %d", ui_target(ui)->number);
		break;
	case SHOW_BOTH:
		n = session_heading(ui, ui_selected(ui), text, size);
		snprintf(text + n, size - n, ", %d ringing",
			ui_target(ui)->number);
		break;
	case SHOW_SESSION:
		session_heading(ui, ui_selected(ui), text, size);
		break;
	case SHOW_RECORD:
		snprintf(text, size, "Call of the history");
		break;
	case SHOW_CONTACT:
		snprintf(text, size, "Contact");
		break;
	default:
		accounts_heading(ui, text, size);
	}
}

/* As much of the path as fits, from its end. */
static void draw_socket(const struct ui *ui, struct card *c)
{
	if (!ui->socket)
		return;
	screen_text(c->area, c->row, 1, LABEL, ROLE_NORMAL, "engine");
	if (cells_width(ui->socket) < c->area->columns - LABEL - 1)
		card_row(c, "engine", ROLE_NORMAL, "%s", ui->socket);
	else
		screen_number(c->area, c->row++, 1 + LABEL,
			c->area->columns - LABEL - 2, ROLE_NORMAL,
			ui->socket);
}

static void draw_last(const struct ui *ui, struct card *c)
{
	char second[TIMES_TEXT], text[300];

	times_second(ui->lost_at, second);
	snprintf(text, sizeof text, "last    %s %s", second, ui->lost_how);
	if (ui->model->loaded)
		card_words(c, ROLE_NORMAL, 2, text);
	else
		card_row(c, "since", ROLE_NORMAL, "%s", second);
}

void lost_card_draw(const struct ui *ui, const struct area *a)
{
	struct card c = card_begin(a, LABEL);
	bool new_reason = ui->lost_why && (!ui->model->loaded ||
		strcmp(ui->lost_why, ui->lost_how));

	if (!ui->lost_why) {
		card_row(&c, NULL, ROLE_PROGRESS, "connecting ..");
		return;
	}
	if (new_reason)
		card_words(&c, ROLE_WARNING, 2, ui->lost_why);
	draw_socket(ui, &c);
	draw_last(ui, &c);
	if (ui->model->loaded)
		card_words(&c, ROLE_NORMAL, 2, "Calls may still be up: sound "
			"runs in the engine, not in this window.");
	c.row = c.row < 6 ? 6 : c.row;
	card_row(&c, NULL, ROLE_BOLD, ui->starting ?
		"starting an engine .." : ui->read_only ? "Enter try now" :
		"Enter try now   S start engine");
	card_row(&c, NULL, ROLE_BOLD, "q leave         g l log");
}

static void draw_both(const struct ui *ui, const struct area *a)
{
	struct area upper = *a, lower = *a;

	upper.rows = a->rows - RINGING_ROWS - 1;
	lower.row += upper.rows + 1;
	lower.rows = RINGING_ROWS;
	session_card_draw(ui, ui_selected(ui), &upper);
	screen_rule(a, upper.rows, 0, a->columns);
	screen_format(a, upper.rows, 2, a->columns - 4, ROLE_BOLD,
		" Ringing: call %d ", ui_target(ui)->number);
	ringing_card_draw(ui, &lower);
}

void detail_draw(const struct ui *ui, const struct area *a)
{
	switch (shown_now(ui)) {
	case SHOW_LOST:
		lost_card_draw(ui, a);
		break;
	case SHOW_RINGING:
		ringing_card_draw(ui, a);
		break;
	case SHOW_BOTH:
		draw_both(ui, a);
		break;
	case SHOW_SESSION:
		session_card_draw(ui, ui_selected(ui), a);
		break;
	case SHOW_RECORD:
		record_card_draw(ui, a);
		break;
	case SHOW_CONTACT:
		contact_detail_draw(ui, a);
		break;
	default:
		accounts_draw(ui, a);
	}
}
