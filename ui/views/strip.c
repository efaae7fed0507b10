/* "1/3 ACT#Bob 02:13 !3": a terminal too small for panes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cells.h"
#include "times.h"
#include "views/look.h"
#include "views/view.h"

#define NAME_LEAST 3		/* columns */
#define TINY 14			/* no room for "1/3" */

static int position(const struct ui *ui, const struct session *selected)
{
	for (int i = 0; i < ui->model->n_sessions; i++)
		if (ui->model->sessions[i] == selected)
			return i + 1;
	return 0;
}

static const char *word(const struct session *s)
{
	return s->muted && s->state == SESSION_ACTIVE && !s->pending ?
		"MUTED" : session_word(s);
}

/* The name gives way: state and time are what a strip is for. */
static void draw_session(const struct ui *ui, const struct area *a,
	const struct session *s, int room)
{
	char time[TIMES_TEXT], head[32];
	enum mark mark;
	int n;

	if (room < TINY)
		snprintf(head, sizeof head, "%.3s ", word(s));
	else
		snprintf(head, sizeof head, "%d/%d %.3s ", position(ui, s),
			ui->model->n_sessions, word(s));
	look_short_time(ui, s, time);
	n = screen_text(a, 0, 0, room, look_role(ui, s), head);
	if (look_protection_mark(s, &mark) && !ui->settings.reader)
		screen_mark(a, 0, n - 1, look_protection(ui, s), mark);
	room -= n + (int)strlen(time) + 1;
	if (room >= NAME_LEAST) {
		char *name = mem_text_n(session_party(s),
			cells_fit(session_party(s), room) - session_party(s));

		n += screen_text(a, 0, n, room, ROLE_NORMAL, name) + 1;
		free(name);
	}
	screen_text(a, 0, n, a->columns, ROLE_NORMAL, time);
}

static void draw_ready(const struct ui *ui, const struct area *a, int room)
{
	int n = 1 + screen_text(a, 0, 0, room, ROLE_NORMAL, "READY");

	if (look_is_unverified(ui))
		screen_number(a, 0, n, room - n, ROLE_WARNING, "unverified");
}

void strip_draw(const struct ui *ui, const struct area *a)
{
	const struct session *s = ui_selected(ui), *target = ui_target(ui);
	char ring[16] = "";
	int room;

	if (!ui->connected) {
		screen_text(a, 0, 0, a->columns, ROLE_ERROR, "NO ENGINE");
		return;
	}
	if (!s)
		s = target;
	if (target && target != s)
		snprintf(ring, sizeof ring, "!%d", target->number);
	room = a->columns - (*ring ? (int)strlen(ring) + 1 : 0);
	if (s)
		draw_session(ui, a, s, room);
	else
		draw_ready(ui, a, room);
	screen_text(a, 0, a->columns - (int)strlen(ring), a->columns,
		ROLE_ALERT, ring);
}
