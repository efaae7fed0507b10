/* What typing is for, said by its label; and the text. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "cells.h"
#include "form_page.h"
#include "tones.h"
#include "views/view.h"

#define LABEL_MAX 512		/* bytes; letters may have marks */
#define NAME 24			/* columns of who it is, of an account */
#define NARROW 30		/* columns of a screen with room for no name */

/* What is typed has the line, and its label what that leaves: columns. */
static int name_columns(const struct ui *ui)
{
	int columns = ui->layout.columns / 4;

	return ui->layout.columns < NARROW ? 0 : columns < NAME ? columns :
		NAME;
}

/* The start of a name with a blank before it; nothing where there is no room:
 * a number says it then. */
static void put_name(const struct ui *ui, char *text, const char *name)
{
	int columns = name_columns(ui);

	if (columns)
		snprintf(text, LABEL_MAX, " %.*s", cells_bytes(name, columns),
			name);
	else
		*text = '\0';
}

static void dial_label(const struct ui *ui, char *text)
{
	const struct account *account = ui_account(ui);

	if (!ui->connected)
		snprintf(text, LABEL_MAX, "(no engine) >");
	else if (ui->read_only)
		snprintf(text, LABEL_MAX, "(read-only) >");
	else if (account)
		snprintf(text, LABEL_MAX, "Dial %.*s >",
			cells_bytes(account->name, 20), account->name);
	else
		snprintf(text, LABEL_MAX, "Dial >");
}

/* "Transfer 1 Bob Example to >" */
static void session_label(const struct ui *ui, char *text)
{
	static const struct {
		const char *before, *behind;
	} words[] = {
		[LINE_TRANSFER] = { "Transfer", " to" },
		[LINE_CONSULT] = { "Consult for", "" },
		[LINE_REJECT] = { "Reject", "" },
	};
	const struct session *s = model_session(ui->model, ui->about);
	char name[LABEL_MAX];
	int n = snprintf(text, LABEL_MAX, "%s", words[ui->mode].before);

	if (s) {
		put_name(ui, name, session_party(s));
		n += snprintf(text + n, LABEL_MAX - n, " %d%s%s", s->number,
			name, *name ? words[ui->mode].behind : "");
	}
	if (n < LABEL_MAX)
		snprintf(text + n, LABEL_MAX - n, " >");
}

static void forward_label(const struct ui *ui, char *text)
{
	const char *name = "";

	for (int i = 0; i < ui->model->n_accounts; i++)
		if (ui->model->accounts[i]->id == ui->about)
			name = ui->model->accounts[i]->name;
	snprintf(text, LABEL_MAX, "Forward %.*s >", cells_bytes(name, 20), name);
}

/* "SIP address >"; where nothing can be typed, only which one it is. */
static void field_label(const struct ui *ui, char *text)
{
	const struct field *f = form_focused(ui->form);

	snprintf(text, LABEL_MAX, "%.40s >", f && *f->label ? f->label :
		"Left and Right choose");
}

static void tones_label(const struct ui *ui, const struct session *s,
	char *text)
{
	char name[LABEL_MAX];

	put_name(ui, name, session_party(s));
	snprintf(text, LABEL_MAX, "DTMF %d%s%s >", s->number, name,
		ui->secret ? " secret" : "");
}

static void label_of(const struct ui *ui, char *text)
{
	const struct session *s = ui_selected(ui);

	if (!ui->typing && ui->tones_session && s)
		tones_label(ui, s, text);
	else if (form_page_is_shown(ui) && (!ui->typing ||
			ui->mode == LINE_FIELD))
		field_label(ui, text);
	else if (!ui->typing || ui->mode == LINE_DIAL)
		dial_label(ui, text);
	else if (ui->mode == LINE_PALETTE)
		snprintf(text, LABEL_MAX, ":");
	else if (ui->mode == LINE_FORWARD)
		forward_label(ui, text);
	else if (ui->mode == LINE_SEARCH)
		snprintf(text, LABEL_MAX, "Search >");
	else if (ui_completes(ui))
		session_label(ui, text);
	else
		snprintf(text, LABEL_MAX, ui->mode == LINE_FILTER ? "Filter >" :
			"Call number >");
}

static void draw_tones(const struct ui *ui, const struct area *a, int column)
{
	const char *t = ui->tones;
	int n = (int)strlen(t), room = (a->columns - column) / 2;

	if (ui->secret || ui->settings.dtmf_echo == ECHO_OFF) {
		column += screen_format(a, 0, column, a->columns - column,
			ROLE_DIM, "(not shown, %d sent) ", n);
		t += n;
	}
	if (ui->settings.dtmf_echo == ECHO_LAST && *t)
		t += n - 1;
	room = room < 0 ? 0 : room;
	if ((int)strlen(t) > room)	/* the newest ones are seen */
		t += (int)strlen(t) - room;
	for (; *t; t++, column += 2)
		screen_format(a, 0, column, 1, ROLE_NORMAL, "%c", *t);
	if (tones_left(ui))
		screen_format(a, 0, column, a->columns - column, ROLE_DIM,
			"(%d to come)", tones_left(ui));
}

/* The cursor stays in sight: text that is too long loses its start. */
static int draw_text(const struct line_edit *e, const struct area *a,
	int column)
{
	char before[LINE_MAX_BYTES + 1];
	const char *start = e->text;
	int room = a->columns - column - 1, at;

	memcpy(before, e->text, e->cursor);
	before[e->cursor] = '\0';
	at = cells_width(before);
	if (at > room) {
		start = e->text + (cells_tail(before, room) - before);
		at = cells_width(cells_tail(before, room));
	}
	screen_text(a, 0, column, a->columns - column, ROLE_NORMAL, start);
	return column + at;
}

static int cells_of(const char *text, int bytes)
{
	char part[LINE_MAX_BYTES + 1];
	int width;

	memcpy(part, text, bytes);
	part[bytes] = '\0';
	width = cells_width(part);
	explicit_bzero(part, bytes);
	return width;
}

/* A star a column, so that the cursor stands where it would. */
static struct line_edit starred(const struct line_edit *e)
{
	struct line_edit stars = { .length = cells_of(e->text, e->length),
		.cursor = cells_of(e->text, e->cursor) };

	memset(stars.text, '*', stars.length);
	return stars;
}

static int draw_field(const struct ui *ui, const struct area *a, int column)
{
	const struct field *f = form_focused(ui->form);
	struct line_edit stars;

	if (!ui->typing)
		return -1;
	if (f->kind != FIELD_SECRET || f->revealed)
		return draw_text(&f->edit, a, column);
	stars = starred(&f->edit);
	return draw_text(&stars, a, column);
}

int input_line_draw(const struct ui *ui, const struct area *a)
{
	char label[LABEL_MAX];
	int column;

	label_of(ui, label);
	column = 2 + screen_text(a, 0, 1, a->columns, ui->typing ||
		ui->tones_session ? ROLE_HEADING : ROLE_NORMAL, label);
	if (!ui->typing && ui->tones_session) {
		draw_tones(ui, a, column);
		return -1;
	}
	if (form_page_is_shown(ui) && (!ui->typing || ui->mode == LINE_FIELD))
		return draw_field(ui, a, column);
	column = draw_text(ui->typing && ui->mode != LINE_DIAL ? &ui->prompt :
		&ui->dial, a, column);
	return ui->typing ? column : -1;
}
