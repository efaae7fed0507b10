/* The first row: who we are, what we do, the time. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cells.h"
#include "times.h"
#include "views/look.h"
#include "views/view.h"

#define GAP 2
#define COUNT_COLUMNS 11	/* "FAIL:1 of 3" */
#define WIDE 80		/* columns for the program's name, and dnd off */
#define VERY_WIDE 120	/* for the day */

/* --- accounts -------------------------------------------------------------*/

static enum role account_role(const struct account *a)
{
	return a->state == ACCOUNT_FAILED || a->state == ACCOUNT_BLOCKED ?
		ROLE_ERROR : a->state == ACCOUNT_WAITING ? ROLE_PROGRESS :
		a->state == ACCOUNT_OK ? ROLE_OK : ROLE_DIM;
}

static int accounts_width(const struct model *m)
{
	int width = 0;

	for (int i = 0; i < m->n_accounts; i++)
		width += cells_width(m->accounts[i]->name) + 2 +
			(int)strlen(account_word(m->accounts[i]));
	return width;
}

static void accounts_count(const struct model *m, const struct area *a,
	int column, int room)
{
	int troubled = 0;

	for (int i = 0; i < m->n_accounts; i++)
		troubled += account_role(m->accounts[i]) == ROLE_ERROR;
	if (troubled)
		screen_format(a, 0, column, room, ROLE_ERROR, "FAIL:%d of %d",
			troubled, m->n_accounts);
	else
		screen_format(a, 0, column, room, ROLE_NORMAL, "%d account%s",
			m->n_accounts, m->n_accounts == 1 ? "" : "s");
}

static void accounts(const struct ui *ui, const struct area *a, int column,
	int room)
{
	const struct model *m = ui->model;

	if (!m->n_accounts) {
		screen_text(a, 0, column, room, ROLE_DIM, "no account");
		return;
	}
	if (accounts_width(m) > room + 1) {
		if (room >= COUNT_COLUMNS)
			accounts_count(m, a, column, room);
		return;
	}
	for (int i = 0; i < m->n_accounts; i++) {
		const struct account *account = m->accounts[i];

		column += screen_format(a, 0, column, a->columns, ROLE_NORMAL,
			"%s:", account->name);
		column += screen_text(a, 0, column, a->columns,
			account_role(account), account_word(account)) + 1;
	}
}

/* --- what goes on ---------------------------------------------------------*/

struct doing {
	const char *word;
	enum role role;
	char time[TIMES_TEXT];		/* "" none */
	char kept[PROTECTION_TEXT];	/* how it is encrypted; "" not told */
	enum role kept_role;
	const char *more;		/* "" nothing */
};

/* In a word; in more where that takes nobody's room. */
static void protection(const struct ui *ui, const struct session *s,
	bool roomy, struct doing *d)
{
	d->kept_role = look_protection(ui, s);
	if (roomy)
		protection_words(&s->protection, d->kept);
	else if (d->kept_role != ROLE_DIM)
		snprintf(d->kept, sizeof d->kept, "%.16s",
			protection_word(&s->protection));
}

static void talking(const struct ui *ui, const struct session *s, bool roomy,
	struct doing *d)
{
	static const char *const more[2][2] = { { "", " MUTED" },
		{ " REC", " MUTED REC" } };

	look_time(ui, s, d->time);
	protection(ui, s, roomy, d);
	d->word = "TALKING";
	d->role = ROLE_OK;
	d->more = more[s->recording == RECORDING_ON][s->muted];
}

static struct doing doing_now(const struct ui *ui, bool roomy)
{
	const struct session *focused = model_focused(ui->model);
	const struct model *m = ui->model;
	struct doing d = { .word = "READY", .more = "" };

	if (focused && (focused->state == SESSION_ACTIVE ||
			focused->state == SESSION_HELD_BY_THEM))
		talking(ui, focused, roomy, &d);
	else if (ui_target(ui))
		d = (struct doing){ "RINGING", ROLE_ALERT, .more = "" };
	else if (model_count(m, SESSION_DIALLING) ||
			model_count(m, SESSION_RINGING_THERE) ||
			model_count(m, SESSION_EARLY))
		d = (struct doing){ "CALLING", ROLE_PROGRESS, .more = "" };
	else if (model_live(m))
		d = (struct doing){ "HOLD", ROLE_DIM, .more = "" };
	return d;
}

static int doing_width(const struct doing *d)
{
	return (int)(strlen(d->word) + strlen(d->more) + strlen(d->time)) +
		(*d->time != '\0') + (*d->kept ? 1 + cells_width(d->kept) : 0);
}

/* The time has no colour: it changes each second, and a colour costs more bytes
 * than a digit. */
static void draw_doing(const struct doing *d, const struct area *a, int column)
{
	column += screen_text(a, 0, column, a->columns, d->role, d->word);
	if (*d->time)
		column += 1 + screen_text(a, 0, column + 1, a->columns,
			ROLE_NORMAL, d->time);
	if (*d->kept)
		column += 1 + screen_text(a, 0, column + 1, a->columns,
			d->kept_role, d->kept);
	screen_text(a, 0, column, a->columns, ROLE_WARNING, d->more);
}

/* No call rings for some account. */
static bool is_forwarded(const struct model *m)
{
	for (int i = 0; i < m->n_accounts; i++)
		if (m->accounts[i]->forward[FORWARD_ALWAYS])
			return true;
	return false;
}

/* Before what stands at *at already; the room between is its own. */
static void before(const struct area *a, int *at, int gap, enum role role,
	const char *text)
{
	int width = cells_width(text);

	*at -= width + gap;
	screen_text(a, 0, *at, width, role, text);
}

static void draw_clock(const struct area *a, int *at)
{
	char clock[TIMES_TEXT];

	if (a->columns >= VERY_WIDE)
		times_week(clock_wall_ms(), clock);
	else
		times_minute(clock_wall_ms(), clock);
	before(a, at, 0, ROLE_NORMAL, clock);
}

static void draw_today(const struct ui *ui, const struct area *a, int *at)
{
	const struct today *t = &ui->today;
	int n = t->in + t->out + t->missed;
	char text[48];

	snprintf(text, sizeof text, "today %d%s call%s", n,
		t->partial ? "+" : "", n == 1 ? "" : "s");
	before(a, at, 3, ROLE_NORMAL, text);
}

/* Right to left: the time, do not disturb, what is unusual.  Returns where it
 * begins. */
static int draw_right(const struct ui *ui, const struct area *a)
{
	bool wide = a->columns >= WIDE;
	int at = a->columns - 1;

	draw_clock(a, &at);
	if (ui->model->dnd)
		before(a, &at, wide ? 6 : 2, ROLE_WARNING, wide ? "dnd ON " :
			"dnd ON");
	else if (wide)
		before(a, &at, 6, ROLE_DIM, "dnd off");
	if (is_forwarded(ui->model))
		before(a, &at, 2, ROLE_WARNING, "fwd ON");
	if (ui->read_only)
		before(a, &at, 2, ROLE_WARNING, "read-only");
	if (look_is_unverified(ui))
		before(a, &at, 2, ROLE_WARNING, wide ? "tls_verify OFF" :
			"unverified");
	if (a->columns >= VERY_WIDE)
		draw_today(ui, a, &at);
	return at;
}

/* On a small screen what goes on stands first, and accounts if there is room. */
static void connected(const struct ui *ui, const struct area *a, int column)
{
	int at = draw_right(ui, a);
	struct doing d = doing_now(ui, a->columns >= VERY_WIDE);

	if (a->columns < WIDE) {
		draw_doing(&d, a, column);
		column += doing_width(&d) + GAP;
	} else {
		at -= doing_width(&d) + GAP;
		draw_doing(&d, a, at);
	}
	accounts(ui, a, column, at - column - GAP);
}

/* --- no engine ------------------------------------------------------------*/

static void lost(const struct ui *ui, const struct area *a, int column)
{
	char since[TIMES_TEXT], time[TIMES_TEXT], clock[TIMES_TEXT];
	int64_t next = link_next_try(ui->link);
	int n;

	times_minute(clock_wall_ms(), clock);
	screen_text(a, 0, a->columns - 1 - (int)strlen(clock), 5, ROLE_NORMAL,
		clock);
	times_second(ui->lost_at, since);
	times_duration(clock_wall_ms() - ui->lost_at, time);
	if (a->columns < WIDE)
		n = screen_format(a, 0, column, a->columns - column - 7,
			ROLE_ERROR, ui->settings.reader ? "NO ENGINE" :
			"NO ENGINE %s", time);
	else
		n = screen_format(a, 0, column, a->columns - column - 7,
			ROLE_ERROR, ui->settings.reader ?
			"ENGINE NOT CONNECTED since %s" :
			"ENGINE NOT CONNECTED since %s (%s)", since, time);
	if (next >= 0 && !ui->starting && !ui->settings.reader)
		screen_format(a, 0, column + n + 3,
			a->columns - column - n - 10, ROLE_NORMAL,
			"try %d in %d s", link_tries(ui->link) + 1,
			(int)((next - clock_ms() + 999) / 1000));
}

void status_bar_draw(const struct ui *ui, const struct area *a)
{
	int column = 1;

	if (a->columns >= WIDE)
		column += 2 + screen_text(a, 0, column, 10, ROLE_BOLD,
			"offhook");
	if (ui->connected)
		connected(ui, a, column);
	else if (ui->lost_why)
		lost(ui, a, column);
	else
		screen_text(a, 0, column, a->columns, ROLE_PROGRESS,
			"connecting ..");
}
