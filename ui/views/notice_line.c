/* What rings, else what happened last. */
#include <stdio.h>
#include <string.h>

#include "cells.h"
#include "views/hints.h"
#include "views/view.h"

#define WIDE 72

static const struct session *other_ringing(const struct ui *ui,
	const struct session *target)
{
	for (int i = 0; i < ui->model->n_sessions; i++)
		if (ui->model->sessions[i]->state == SESSION_RINGING &&
				ui->model->sessions[i] != target)
			return ui->model->sessions[i];
	return NULL;
}

/* The others that ring: the next by name where there is room for it. */
static void more_ringing(const struct ui *ui, const struct session *s,
	const struct area *a, char *text, int size)
{
	const struct session *other = other_ringing(ui, s);
	int more = model_count(ui->model, SESSION_RINGING) - 1;

	text[0] = '\0';
	if (!other || more < 1)
		return;
	if (a->columns < WIDE)
		snprintf(text, size, "+%d", more);
	else
		snprintf(text, size, "+%d more: %d %.*s", more,
			other->number, cells_bytes(session_party(other), 20),
			session_party(other));
}

/* "  a answer  B reject" */
static void two_keys(const struct ui *ui, const char *first, const char *second,
	char *text, int size)
{
	char one[HINT_TEXT], other[HINT_TEXT];

	hints_text(ui, first, first, one);
	hints_text(ui, second, second, other);
	snprintf(text, size, "%s%s%s%s", *one ? "  " : "", one,
		*other ? "  " : "", other);
}

/* What is asked for comes before who asks, and that before the others. */
static void draw_ringing(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	char keys[2 * HINT_TEXT + 8] = "", tail[80];
	int n, room;

	if (!ui->read_only)
		two_keys(ui, "answer", "reject", keys, sizeof keys);

	more_ringing(ui, s, a, tail, sizeof tail);
	room = a->columns - 1 - (*tail ? cells_width(tail) + 2 : 0);
	n = 1 + screen_text(a, 0, 1, 7, ROLE_ALERT, "RINGING");
	n += screen_format(a, 0, n, room - n - (int)strlen(keys) - 1,
		ROLE_NORMAL, " %d %s%s%s%s", s->number, session_party(s),
		s->account ? " (" : "", s->account ? s->account : "",
		s->account ? ")" : "");
	screen_text(a, 0, n, room - n, ROLE_BOLD, keys);
	screen_number(a, 0, a->columns - 1 - cells_width(tail),
		cells_width(tail), ROLE_NORMAL, tail);
}

/* For who hears it. */
static void draw_ringing_sentence(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	int more = model_count(ui->model, SESSION_RINGING) - 1;
	const char *keys = ui->read_only ? "" : ". a answers, B rejects";

	screen_format(a, 0, 1, a->columns - 2, ROLE_NORMAL,
		more > 0 ? "call %d ringing: %s%s%s%s, %d more" :
		"call %d ringing: %s%s%s%s", s->number, session_party(s),
		s->account ? ", to " : "", s->account ? s->account : "", keys,
		more);
}

/* The engine gives it up after a while, so it stays until it is answered. */
static void draw_question(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	char keys[2 * HINT_TEXT + 8] = "";
	int n;

	if (!ui->read_only)
		two_keys(ui, "yes", "no", keys, sizeof keys);
	n = 1 + screen_format(a, 0, 1, a->columns - 2 - (int)strlen(keys),
		ROLE_WARNING,
		s->wish_is_redirect ? "call %d %s wants us to call %s instead" :
		"call %d %s wants us to call %s", s->number, session_party(s),
		s->wish);

	screen_text(a, 0, n, a->columns - n, ROLE_BOLD, keys);
}

/* On the right, how many there are and where all of them stand. */
static void draw_line(const struct area *a, enum role role, const char *text,
	const char *tail)
{
	int room = a->columns - 2;

	if (*tail)
		room -= cells_width(tail) + 2;
	screen_text(a, 0, 1, room, role, text);
	screen_number(a, 0, room + 2, cells_width(tail), ROLE_DIM, tail);
}

static void draw_notice(const struct notice *notice, int more,
	const struct area *a)
{
	static const enum role roles[] = {
		[NOTICE_INFO] = ROLE_NORMAL, [NOTICE_WARNING] = ROLE_WARNING,
		[NOTICE_ERROR] = ROLE_ERROR, [NOTICE_KEY] = ROLE_BOLD,
	};
	char tail[40] = "";

	if (more)
		snprintf(tail, sizeof tail, "+%d more  g l log", more);
	draw_line(a, roles[notice->level], notice->text, tail);
}

/* --- what stays wrong -----------------------------------------------------*/

static bool is_wrong(const struct account *x)
{
	return x->state == ACCOUNT_FAILED || x->state == ACCOUNT_BLOCKED;
}

static bool is_dead(const struct audio_end *e)
{
	return e->state && !strcmp(e->state, "failed");
}

static int count_wrong(const struct model *m)
{
	int n = is_dead(&m->capture) + is_dead(&m->playback);

	for (int i = 0; i < m->n_accounts; i++)
		n += is_wrong(m->accounts[i]);
	return n;
}

static void account_words(const struct account *x, char *text, int size)
{
	char why[200];

	account_trouble(x, why, sizeof why);
	snprintf(text, size, "%s: not registered%s%s%s", x->name,
		*why ? " (" : "", why, *why ? ")" : "");
}

static void wrong_words(const struct model *m, char *text, int size)
{
	const struct audio_end *e = is_dead(&m->capture) ? &m->capture :
		&m->playback;

	for (int i = 0; i < m->n_accounts; i++)
		if (is_wrong(m->accounts[i])) {
			account_words(m->accounts[i], text, size);
			return;
		}
	snprintf(text, size, "%s: %s", e == &m->capture ? "microphone" :
		"loudspeaker", e->reason ? e->reason : "not usable");
}

/* While nothing else is to be said and nobody is talked to. */
static void draw_wrong(const struct ui *ui, const struct area *a)
{
	int n = ui->connected && !ui->model->n_sessions ?
		count_wrong(ui->model) : 0;
	char text[300], tail[40];

	if (!n)
		return;
	wrong_words(ui->model, text, sizeof text);
	snprintf(tail, sizeof tail, "g l log  1 of %d", n);
	draw_line(a, ROLE_ERROR, text, tail);
}

void notice_line_draw(const struct ui *ui, const struct area *a)
{
	const struct session *target = ui_target(ui);
	int more;
	const struct notice *notice = notice_current(ui->notices, &more);

	if (target && ui->connected && !(notice && notice->level == NOTICE_KEY))
		(ui->settings.reader ? draw_ringing_sentence : draw_ringing)(ui,
			target, a);
	else if (ui_asking(ui) && ui->connected &&
			!(notice && notice->level == NOTICE_KEY))
		draw_question(ui, ui_asking(ui), a);
	else if (notice)
		draw_notice(notice, more, a);
	else if (*ui->calling)
		screen_format(a, 0, 1, a->columns - 2, ROLE_PROGRESS,
			"calling %s ..", ui->calling);
	else
		draw_wrong(ui, a);
}
