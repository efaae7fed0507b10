#include "views/call_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "conference.h"
#include "times.h"
#include "views/look.h"

#define WIDE 60			/* columns from which the number has its own */
#define VERY_WIDE 76		/* and codec, protection, quality */
#define STATE_COLUMNS 6
#define TIME_COLUMNS 5
#define REASON_COLUMNS 10	/* in place of a time */
#define NUMBER_COLUMNS 18
#define NUMBER_MOST 32		/* a SIP address, where names leave room */
#define NAME_COLUMNS 30		/* which these have first */
#define CODEC_COLUMNS 6
#define SECURITY_COLUMNS 4
#define MOS_COLUMNS 4
#define SPECIAL_MOST 24		/* bytes of "for 1" */

/* --- columns --------------------------------------------------------------*/

static int account_columns(const struct ui *ui)
{
	int most = 4;

	for (int i = 0; i < ui->model->n_accounts; i++) {
		int n = cells_width(ui->model->accounts[i]->name);

		most = n > most ? n : most;
	}
	return most < 10 ? most : 10;
}

static int number_digits(const struct model *m)
{
	int n = m->n_sessions, last = n ? m->sessions[n - 1]->number : 0;

	return last > 999 ? 4 : last > 99 ? 3 : last > 9 ? 2 : 1;
}

/* Where a row has no column for how it is encrypted, a mark has two. */
static int end_of_party(const struct call_columns *c)
{
	return (c->lock >= 0 ? c->lock : c->time) - 1;
}

static void place_address(struct call_columns *c)
{
	int spare = c->party_columns - 1 - NUMBER_COLUMNS - NAME_COLUMNS;
	int more = NUMBER_MOST - NUMBER_COLUMNS;

	c->address_columns = NUMBER_COLUMNS +
		(spare < 0 ? 0 : spare < more ? spare : more);
	c->address = end_of_party(c) - c->address_columns;
	c->party_columns = c->address - 1 - c->party;
}

struct call_columns call_columns(const struct ui *ui, int width)
{
	struct call_columns c = { .mark = number_digits(ui->model) + 2,
		.address = -1, .codec = -1, .security = -1, .mos = -1 };

	c.state = c.mark + 2;
	c.party = c.state + STATE_COLUMNS + 1;
	if (width >= VERY_WIDE) {
		c.mos = width - MOS_COLUMNS - 1;
		c.security = c.mos - SECURITY_COLUMNS - 1;
		c.codec = c.security - CODEC_COLUMNS - 1;
		width = c.codec - 1;
	}
	c.account_columns = account_columns(ui);
	c.account = width - c.account_columns;
	c.time = c.account - 1 - TIME_COLUMNS;
	c.lock = c.codec < 0 && !ui->settings.reader ? c.time - 2 : -1;
	c.party_columns = end_of_party(&c) - c.party;
	if (width < WIDE)
		return c;
	place_address(&c);
	return c;
}

bool call_columns_are_named(const struct call_columns *c)
{
	return c->codec >= 0;
}

void call_row_names(const struct area *a, int row, const struct call_columns *c)
{
	struct {
		int column;
		const char *name;
	} names[] = {
		{ c->mark - 2, "#" }, { c->mark, "state" },
		{ c->party, "party" }, { c->address, "number" },
		{ c->time + TIME_COLUMNS - 4, "time" }, { c->account, "acct" },
		{ c->codec, "codec" }, { c->security, "enc" },
		{ c->mos, "mos" },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		screen_text(a, row, names[i].column, a->columns, ROLE_DIM,
			names[i].name);
}

/* --- parts ----------------------------------------------------------------*/

/* Ended without a talk: why, in place of how long. */
static bool has_reason(const struct session *s)
{
	return s->state == SESSION_ENDED && (!s->established || !s->ended);
}

/* Where the reason has the columns of the codec, it has its own. */
static int time_columns(const struct session *s, const struct call_columns *c)
{
	return has_reason(s) && c->codec < 0 ? REASON_COLUMNS : TIME_COLUMNS;
}

static void draw_time(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct call_columns *c,
	enum role role)
{
	char text[TIMES_TEXT], words[64];
	int columns = time_columns(s, c);

	if (!has_reason(s)) {
		look_short_time(ui, s, text);
		screen_number(a, row, c->time, TIME_COLUMNS, role, text);
	} else if (c->codec < 0) {
		session_end_short(s, words, sizeof words);
		screen_format(a, row, c->time + TIME_COLUMNS - columns,
			columns, role, "%*s", columns, words);
	}
}

/* As the others of its conference hear it. */
static void member(const struct session *s, char text[SPECIAL_MOST])
{
	if (s->member_muted)
		snprintf(text, SPECIAL_MOST, "muted");
	else if (s->gain_db)
		snprintf(text, SPECIAL_MOST, "%+d dB", s->gain_db);
}

/* "for 1": of a consultation, and of one that is on its way, "-> 2014". */
static void special(const struct ui *ui, const struct session *s,
	const struct call_columns *c, char text[SPECIAL_MOST])
{
	const struct session *waiting = model_session(ui->model, s->consults);

	text[0] = '\0';
	if (s->transferring && s->transfer_to && c->address < 0)
		snprintf(text, SPECIAL_MOST, "-> %s", s->transfer_to);
	else if (waiting && session_lives(s))
		snprintf(text, SPECIAL_MOST, "for %d", waiting->number);
	else if (s->conference)
		member(s, text);
}

static void draw_address(const struct session *s, const struct area *a,
	int row, const struct call_columns *c, enum role role)
{
	int columns = c->address_columns + TIME_COLUMNS - time_columns(s, c);

	if (s->transferring && s->transfer_to)
		screen_format(a, row, c->address, columns, role, "%s -> %s",
			s->shown, s->transfer_to);
	else
		screen_text(a, row, c->address, columns, role, s->shown);
}

static const char *party_words(const struct session *s,
	const struct call_columns *c)
{
	if (c->address < 0 || !*s->shown)
		return session_party(s);
	return *session_name(s) ? session_name(s) : "-";
}

static void draw_party(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct call_columns *c,
	enum role role)
{
	int room = c->party_columns - (c->address < 0 ?
		time_columns(s, c) - TIME_COLUMNS : 0);
	char text[SPECIAL_MOST];
	int n;

	special(ui, s, c, text);
	n = cells_width(text);
	if (n > room / 2)
		n = room / 2;
	if (n)
		screen_text(a, row, c->party + room - n, n, role, text);
	screen_text(a, row, c->party, room - (n ? n + 1 : 0), role,
		party_words(s, c));
	if (c->address >= 0)
		draw_address(s, a, row, c, role);
}

/* A word where there is a column for it, else a mark before the time. */
static void draw_security(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct call_columns *c)
{
	enum role role = ui->connected ? look_protection(ui, s) : ROLE_DIM;
	enum mark mark;

	if (c->security >= 0)
		screen_text(a, row, c->security, SECURITY_COLUMNS, role,
			protection_word(&s->protection));
	else if (c->lock >= 0 && look_protection_mark(s, &mark))
		screen_mark(a, row, c->lock, role, mark);
}

static void draw_mos(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct call_columns *c,
	enum role role)
{
	char text[LOOK_MOS];
	bool poor = look_mos(ui, s, text);

	screen_text(a, row, c->mos, MOS_COLUMNS, poor && role != ROLE_SELECT ?
		ROLE_WARNING : role, text);
}

static void draw_end(const struct session *s, const struct area *a, int row,
	const struct call_columns *c, enum role role)
{
	char words[120];

	session_end_words(s, words, sizeof words);
	if (s->end_status >= 300 && s->end_status != atoi(words))
		screen_format(a, row, c->codec, a->columns - c->codec, role,
			"%d %s", s->end_status, words);
	else
		screen_text(a, row, c->codec, a->columns - c->codec, role,
			words);
}

static void draw_media(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct call_columns *c,
	enum role role)
{
	if (has_reason(s)) {
		draw_end(s, a, row, c, role);
		return;
	}
	if (s->codec || s->state == SESSION_EARLY)
		screen_text(a, row, c->codec, CODEC_COLUMNS, role,
			s->codec ? s->codec : "early");
	if (!session_talks(s) && s->state != SESSION_ENDED)
		return;
	draw_security(ui, s, a, row, c);
	draw_mos(ui, s, a, row, c, role);
}

/* "|-CONF", "|=HOLD": the mark of a member stands behind its branch. */
static void draw_mark(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct call_columns *c,
	enum role role)
{
	enum mark mark = look_mark(ui, s);

	screen_mark(a, row, c->mark, role, mark);
	if (mark != MARK_MEMBER)
		return;
	screen_mark(a, row, c->mark + 1, role, look_member_mark(s));
}

/* --- rows -----------------------------------------------------------------*/

static void draw_account(const struct session *s, const struct area *a,
	int row, const struct call_columns *c, enum role role, int more)
{
	char text[16];

	if (!more) {
		screen_text(a, row, c->account, c->account_columns, role,
			s->account ? s->account : "-");
		return;
	}
	snprintf(text, sizeof text, " +%d v", more);
	screen_number(a, row, c->account - 1, c->account_columns + 1,
		ROLE_BOLD, text);
}

/* The selection ends before the time, which changes each second: to reverse its
 * digits costs more bytes than they do; and before the lock, whose colour says
 * more. */
static void draw_call(const struct ui *ui, const struct session *s,
	const struct area *a, int row, const struct call_columns *c, int more)
{
	bool selected = s->id == ui->selected;
	bool focused = selected && ui->focus == PANE_CALLS && !ui->typing;
	enum role beside = ui->connected ? ROLE_NORMAL : ROLE_DIM;
	enum role role = focused ? ROLE_SELECT : beside;
	enum role state = focused ? ROLE_SELECT : look_role(ui, s);

	if (focused)
		screen_fill(a, row, 0, end_of_party(c) + 1, ROLE_SELECT);
	screen_format(a, row, 0, c->mark, role, "%c%*d", selected ? '>' : ' ',
		c->mark - 2, s->number);
	if (s->marked)
		screen_text(a, row, c->mark - 1, 1, role, "+");
	draw_mark(ui, s, a, row, c, state);
	screen_text(a, row, c->state, STATE_COLUMNS, state, session_word(s));
	draw_party(ui, s, a, row, c, role);
	draw_time(ui, s, a, row, c, beside);
	draw_account(s, a, row, c, beside, more);
	if (c->codec >= 0)
		draw_media(ui, s, a, row, c, beside);
	else
		draw_security(ui, s, a, row, c);
}

static void draw_conference(const struct ui *ui, int conference,
	const struct area *a, int row, const struct call_columns *c)
{
	bool you = conference_has_you(ui->model, conference);
	enum role role = ui->connected && you ? ROLE_OK : ROLE_DIM;

	screen_mark(a, row, c->mark, role, ui->connected ? MARK_CONFERENCE :
		MARK_UNKNOWN);
	screen_text(a, row, c->state, STATE_COLUMNS, role, "CONF");
	screen_format(a, row, c->party, a->columns - c->party, role,
		"conference, %d%s", conference_members(ui->model, conference),
		you ? " and you" : " without you");
}

void call_row_draw(const struct ui *ui, const struct call_row *r,
	const struct area *a, int row, const struct call_columns *c, int more)
{
	if (r->session)
		draw_call(ui, r->session, a, row, c, more);
	else
		draw_conference(ui, r->conference, a, row, c);
}
