/* The pane that tells most: of what rings, else of the selected call, else of
 * the selected entry, else of the phone. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "book.h"
#include "times.h"
#include "views/look.h"
#include "views/view.h"
#include "widgets/wrapped.h"

#define CARD_ROWS 8

enum card { CARD_LOST, CARD_RINGING, CARD_SESSION, CARD_RECORD, CARD_CONTACT,
	CARD_ACCOUNTS };

static const struct record *chosen_record(const struct ui *ui)
{
	return ui->focus == PANE_BROWSER && ui->tab == TAB_HISTORY ?
		listing_chosen(&ui->history) : NULL;
}

static enum card card_of(const struct ui *ui)
{
	if (!ui->connected)
		return CARD_LOST;
	if (ui_target(ui))
		return CARD_RINGING;
	if (ui_selected(ui))
		return CARD_SESSION;
	if (book_chosen(ui))
		return CARD_CONTACT;
	return chosen_record(ui) ? CARD_RECORD : CARD_ACCOUNTS;
}

static const char *state_words(const struct session *s)
{
	static const char *const words[] = {
		[SESSION_RINGING] = "ringing",
		[SESSION_ANSWERING] = "answering",
		[SESSION_DIALLING] = "calling",
		[SESSION_RINGING_THERE] = "ringing there",
		[SESSION_EARLY] = "calling",
		[SESSION_ACTIVE] = "active", [SESSION_HELD] = "on hold",
		[SESSION_HELD_BY_THEM] = "held by them",
		[SESSION_ENDING] = "ending", [SESSION_ENDED] = "ended",
	};

	return words[s->state];
}

static void session_heading(const struct ui *ui, const struct session *s,
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
		snprintf(text + n, size - n, ", consult for %d",
			waiting->number);
}

void detail_heading(const struct ui *ui, char *text, int size)
{
	const struct session *s = ui_selected(ui);

	switch (card_of(ui)) {
	case CARD_LOST:
		snprintf(text, size, "Engine%s%s", ui->host ? " on " : "",
			ui->host ? ui->host : "");
		break;
	case CARD_RINGING:
		snprintf(text, size, "Ringing: call %d", ui_target(ui)->number);
		break;
	case CARD_SESSION:
		session_heading(ui, s, text, size);
		break;
	case CARD_RECORD:
		snprintf(text, size, "Call of the history");
		break;
	case CARD_CONTACT:
		snprintf(text, size, "Contact");
		break;
	default:
		snprintf(text, size, "Accounts");
	}
}

void record_card_draw(const struct ui *ui, const struct area *a)
{
	const struct record *r = chosen_record(ui);
	char day[TIMES_TEXT], second[TIMES_TEXT], result[RECORD_RESULT];

	times_day(r->created, clock_wall_ms(), day);
	times_second(r->created, second);
	record_result(r, result);
	screen_text(a, 0, 1, a->columns - 1, ROLE_BOLD, record_party(r));
	screen_text(a, 1, 1, a->columns - 1, ROLE_NORMAL, r->uri);
	screen_format(a, 2, 1, a->columns - 1, ROLE_NORMAL, "%s %s %s%s%s",
		r->outgoing ? "out" : "in", strchr(day, ':') ? "today" : day,
		second, r->account ? ", " : "", r->account ? r->account : "");
	screen_format(a, 3, 1, a->columns - 1, ROLE_NORMAL, "%s  %s", result,
		r->reason ? r->reason : "");
	if (*r->target && !ui->read_only)
		screen_text(a, 5, 1, a->columns - 1, ROLE_BOLD, "Enter call");
}

void lost_card_draw(const struct ui *ui, const struct area *a)
{
	char second[TIMES_TEXT];
	int row;

	if (!ui->lost_why) {
		screen_text(a, 0, 1, a->columns, ROLE_PROGRESS,
			"connecting ..");
		return;
	}
	times_second(ui->lost_at, second);
	row = wrapped_draw(a, 0, 1, 3, ROLE_WARNING, ui->lost_why);
	screen_format(a, row++, 1, a->columns - 1, ROLE_NORMAL, "since %s",
		second);
	if (ui->model->loaded)
		wrapped_draw(a, row, 1, 2, ROLE_NORMAL, "Calls may still be "
			"up: sound runs in the engine, not in this window.");
	screen_text(a, 6, 1, a->columns - 1, ROLE_BOLD, ui->starting ?
		"starting an engine .." : ui->read_only ? "Enter try now" :
		"Enter try now   S start engine");
	screen_text(a, 7, 1, a->columns - 1, ROLE_BOLD,
		"q leave         g l log");
}

/* With room for two, what rings is below the selected call. */
static void draw_ringing(const struct ui *ui, const struct area *a)
{
	const struct session *s = ui_selected(ui);
	struct area upper = *a, lower = *a;

	if (a->rows < UI_TALL || !s || s == ui_target(ui)) {
		ringing_card_draw(ui, a);
		return;
	}
	upper.rows = a->rows - CARD_ROWS - 1;
	lower.row += upper.rows + 1;
	lower.rows = CARD_ROWS;
	session_card_draw(ui, s, &upper);
	screen_rule(a, upper.rows, 0, a->columns);
	screen_format(a, upper.rows, 2, a->columns - 4, ROLE_BOLD,
		" Ringing: call %d ", ui_target(ui)->number);
	ringing_card_draw(ui, &lower);
}

void detail_draw(const struct ui *ui, const struct area *a)
{
	switch (card_of(ui)) {
	case CARD_LOST:
		lost_card_draw(ui, a);
		break;
	case CARD_RINGING:
		draw_ringing(ui, a);
		break;
	case CARD_SESSION:
		session_card_draw(ui, ui_selected(ui), a);
		break;
	case CARD_RECORD:
		record_card_draw(ui, a);
		break;
	case CARD_CONTACT:
		contact_detail_draw(ui, a);
		break;
	default:
		accounts_draw(ui, a);
	}
}
