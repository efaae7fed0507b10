/* Accounts with their state, and the sound devices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cells.h"
#include "party.h"
#include "times.h"
#include "views/view.h"
#include "widgets/wrapped.h"

#define NAME_COLUMNS 4
#define TROUBLE_ROWS 4
#define NET_ROWS 4		/* three devices, the address */
#define NONE_ROWS 4		/* what is said where there is no account */
#define BESIDE_ROWS 8		/* three devices, the engine, blank rows */

static int name_columns(const struct ui *ui)
{
	int most = NAME_COLUMNS;

	for (int i = 0; i < ui->model->n_accounts; i++) {
		int n = (int)strlen(ui->model->accounts[i]->name);

		most = n > most ? n : most;
	}
	return most < 12 ? most : 12;
}

static enum role word_role(const struct account *x)
{
	switch (x->state) {
	case ACCOUNT_OK:
		return ROLE_OK;
	case ACCOUNT_FAILED:
	case ACCOUNT_BLOCKED:
		return ROLE_ERROR;
	case ACCOUNT_WAITING:
		return ROLE_PROGRESS;
	default:
		return ROLE_DIM;
	}
}

/* The cause, and when it is tried again: a time of day, which does not tick.
 * whole: all of it, which may be long. */
static int draw_trouble(const struct account *x, const struct area *a, int row,
	bool whole)
{
	char trouble[400], time[TIMES_TEXT], when[48] = "";
	int n;

	account_trouble(x, trouble, sizeof trouble - sizeof when);
	if (!*trouble)
		return row;
	times_second(x->next_attempt, time);
	if (x->next_attempt)
		snprintf(when, sizeof when, ", retry %s", time);
	if (whole && cells_width(trouble) + (int)strlen(when) >
			a->columns - 6) {
		strcat(trouble, when);
		return row + wrapped_draw(a, row, 6, TROUBLE_ROWS,
			ROLE_WARNING, trouble);
	}
	n = screen_text(a, row, 6, a->columns - 6 - (int)strlen(when),
		ROLE_WARNING, trouble);
	screen_text(a, row, 6 + n, a->columns, ROLE_WARNING, when);
	return row + 1;
}

static int draw_forwards(const struct account *x, const struct area *a, int row)
{
	char text[300];

	account_forwards(x, text, sizeof text);
	if (!*text)
		return row;
	screen_format(a, row, 6, a->columns - 6, x->forward[FORWARD_ALWAYS] ?
		ROLE_WARNING : ROLE_NORMAL, "forward %s", text);
	return row + 1;
}

/* Of the server: what is wrong always, else where there is room. */
static int draw_trust(const struct account *x, const struct area *a, int row,
	bool tall, bool roomy)
{
	const struct trust *t = &x->trust;
	bool off = trust_is_off(t), soon = trust_ends_soon(t);
	char text[TRUST_TEXT];

	if (x->state != ACCOUNT_OK || !t->by_tls)
		return row;
	trust_words(t, text);
	if (roomy || off)
		screen_text(a, row++, 6, a->columns - 6, off ? ROLE_WARNING :
			ROLE_DIM, text);
	trust_end_words(t, text);
	if (tall || soon)
		screen_text(a, row++, 6, a->columns - 6, soon ? ROLE_WARNING :
			ROLE_DIM, text);
	return row;
}

static int draw_outside(const struct account *x, const struct area *a, int row)
{
	char text[160];

	if (*account_outside(x, text, sizeof text))
		screen_format(a, row++, 6, a->columns - 6, x->stun_is_silent ?
			ROLE_WARNING : ROLE_DIM, x->public_address ?
			"outside %s" : "%s", text);
	return row;
}

/* The second row of an account, where there is room for one. */
static int draw_way(const struct account *x, const struct area *a, int row)
{
	char until[TIMES_TEXT];

	if (!x->way)
		return row;
	times_minute(x->expires, until);
	screen_format(a, row, 6, a->columns - 6, ROLE_DIM, x->expires ?
		"%s   until %s" : "%s", x->way, until);
	return row + 1;
}

/* Each account may have two rows, more by TLS; the devices and the engine have
 * theirs. */
static int tall_rows(const struct ui *ui)
{
	int n = ui->model->n_accounts, rows = n ? 2 * n : NONE_ROWS;

	for (int i = 0; i < n; i++) {
		const struct account *x = ui->model->accounts[i];

		rows += (x->public_address || x->stun_is_silent) +
			2 * x->trust.by_tls;
	}
	return rows + BESIDE_ROWS;
}

static bool is_tall(const struct ui *ui, const struct area *a)
{
	return a->rows >= tall_rows(ui);
}

/* What is wrong may be said whole of each of them. */
static bool is_wordy(const struct ui *ui, const struct area *a)
{
	return a->rows >= tall_rows(ui) +
		(TROUBLE_ROWS - 1) * ui->model->n_accounts;
}

static int draw_account(const struct ui *ui, int i, const struct area *a,
	int row, bool tall, bool roomy)
{
	const struct account *x = ui->model->accounts[i];
	const char *word = account_word(x);
	bool chosen = i == ui->accounts.selected;
	bool focused = chosen && ui->focus == PANE_DETAIL && !ui->typing;
	enum role role = focused ? ROLE_SELECT : ROLE_NORMAL;
	int name = name_columns(ui), end = a->columns - (int)strlen(word) - 1;

	char *aor = party_bare(x->aor);

	if (focused)
		screen_fill(a, row, 0, a->columns, role);
	screen_text(a, row, 0, 1, role, chosen ? ">" : " ");
	screen_text(a, row, 1, name, role, x->name);
	screen_text(a, row, name + 2, end - name - 3, role, aor);
	screen_text(a, row, end, a->columns, focused ? role : word_role(x),
		word);
	free(aor);
	row = draw_trouble(x, a, row + 1, chosen || is_wordy(ui, a));
	if (tall)
		row = draw_outside(x, a, draw_way(x, a, row));
	row = draw_trust(x, a, row, tall, tall || roomy);
	return draw_forwards(x, a, row);
}

static int draw_device(const struct audio_end *e, const char *what,
	const struct area *a, int row)
{
	bool failed = e->state && !strcmp(e->state, "failed");
	char volume[16] = "";

	if (!e->name && !e->reason)
		return row;
	screen_text(a, row, 1, 5, ROLE_NORMAL, what);
	if (failed) {
		screen_format(a, row, 6, a->columns - 6, ROLE_WARNING, "%s",
			e->reason ? e->reason : "not usable");
		return row + 1;
	}
	if (e->volume_percent >= 0)
		snprintf(volume, sizeof volume, "vol %d%%", e->volume_percent);
	screen_text(a, row, 6, a->columns - 16, ROLE_NORMAL, e->name);
	screen_number(a, row, a->columns - 10, 9, ROLE_NORMAL, volume);
	return row + 1;
}

static int draw_none(const struct area *a)
{
	screen_text(a, 0, 1, a->columns - 1, ROLE_DIM,
		"no account: calls by address work,");
	screen_text(a, 1, 1, a->columns - 1, ROLE_DIM,
		"and d echo, d tone, d music");
	screen_text(a, 2, 1, a->columns - 1, ROLE_DIM,
		"accounts: g w, or man offhook.conf");
	return NONE_ROWS;
}

/* So that the selected one is in sight. */
static int first_shown(const struct ui *ui, const struct area *a)
{
	int half = a->rows / 2;

	return ui->accounts.selected > half ? ui->accounts.selected - half : 0;
}

/* One more row for each of them that has a server by TLS. */
static bool is_roomy(const struct ui *ui, const struct area *a)
{
	int rows = NET_ROWS;

	for (int i = 0; i < ui->model->n_accounts; i++) {
		const struct account *x = ui->model->accounts[i];
		char text[400];

		rows += 1 + x->trust.by_tls;
		account_trouble(x, text, sizeof text);
		rows += *text != '\0';
		account_forwards(x, text, sizeof text);
		rows += *text != '\0';
	}
	return a->rows >= rows;
}

static const char *local_address(const struct model *m)
{
	for (int i = 0; i < m->n_accounts; i++)
		if (m->accounts[i]->way)
			return m->accounts[i]->way;
	return NULL;
}

static int draw_devices(const struct ui *ui, const struct area *a, int row)
{
	const struct model *m = ui->model;

	row = draw_device(&m->capture, "mic", a, row);
	row = draw_device(&m->playback, "spk", a, row);
	return draw_device(&m->ring, "ring", a, row);
}

static void draw_engine(const struct ui *ui, const struct area *a, int row)
{
	const struct model *m = ui->model;
	char up[TIMES_TEXT];

	if (ui->host)
		screen_format(a, row++, 1, a->columns - 1, ROLE_NORMAL,
			"engine on %s", ui->host);
	if (!m->started || !m->engine.version)
		return;
	times_long(clock_wall_ms() - m->started, up);
	screen_format(a, row++, 1, a->columns - 1, ROLE_NORMAL,
		"engine up %s   version %s", up, m->engine.version);
	if (m->echo_off)
		screen_text(a, row, 1, a->columns - 1, ROLE_NORMAL,
			"echo   not cancelled: for a headset");
}

static void draw_net(const struct ui *ui, const struct area *a, int row)
{
	const char *address = local_address(ui->model);

	if (ui->host)
		screen_format(a, row++, 1, a->columns - 1, ROLE_NORMAL,
			"engine on %s", ui->host);
	if (address)
		screen_format(a, row, 1, a->columns - 1, ROLE_NORMAL,
			"net  %s", address);
}

void accounts_draw(const struct ui *ui, const struct area *a)
{
	const struct model *m = ui->model;
	bool tall = is_tall(ui, a);
	int row = m->n_accounts ? 0 : draw_none(a);

	for (int i = first_shown(ui, a); i < m->n_accounts && row < a->rows; i++)
		row = draw_account(ui, i, a, row, tall, is_roomy(ui, a));
	row = draw_devices(ui, a, row + tall);
	if (tall)
		draw_engine(ui, a, row + 1);
	else
		draw_net(ui, a, row);
}
