/* Who calls, and what the keys would do. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "times.h"
#include "views/look.h"
#include "views/view.h"

static const struct record *last_call(const struct ui *ui, const char *uri)
{
	for (int i = 0; i < ui->model->n_history; i++)
		if (*uri && !strcmp(ui->model->history[i]->uri, uri))
			return ui->model->history[i];
	return NULL;
}

static void draw_last(const struct ui *ui, const struct session *s,
	const struct area *a, int row)
{
	const struct record *r = last_call(ui, s->uri);
	char day[TIMES_TEXT], minute[TIMES_TEXT], result[RECORD_RESULT];

	if (!r)
		return;
	times_day(r->created, clock_wall_ms(), day);
	times_minute(r->created, minute);
	record_result(r, result);
	screen_format(a, row, 1, a->columns - 1, ROLE_NORMAL,
		"last call %s%s%s, %s, %s", strcmp(day, minute) ? day : "",
		strcmp(day, minute) ? " " : "", minute, result,
		r->outgoing ? "out" : "in");
}

/* What happens to the call that has the microphone. */
static void draw_keys(const struct ui *ui, const struct area *a, int row)
{
	const struct session *focused = model_focused(ui->model);
	const struct session *s = ui_selected(ui);
	bool beside = s && s != ui_target(ui) && session_lives(s);
	int n;

	if (focused)
		screen_format(a, row, 1, a->columns - 1, ROLE_BOLD,
			"a answer, %d goes on hold", focused->number);
	else
		screen_text(a, row, 1, a->columns - 1, ROLE_BOLD, "a answer");
	n = beside ? screen_format(a, row + 1, 1, a->columns - 1, ROLE_BOLD,
		"A end %d and answer   ", s->number) : 0;
	screen_text(a, row + 1, 1 + n, a->columns - 1, ROLE_BOLD, "B reject");
}

void ringing_card_draw(const struct ui *ui, const struct area *a)
{
	const struct session *s = ui_target(ui);

	screen_text(a, 0, 1, a->columns - 1, ROLE_BOLD, session_party(s));
	screen_text(a, 1, 1, a->columns - 1, ROLE_NORMAL, s->uri);
	if (s->account)
		screen_format(a, 2, 1, a->columns - 1, ROLE_NORMAL, "to %s",
			s->account);
	draw_last(ui, s, a, 3);
	if (s->silenced)
		screen_text(a, 4, 1, a->columns - 1, ROLE_DIM,
			"ringer silenced");
	look_known(s, a, 5);
	if (!ui->read_only)
		draw_keys(ui, a, 6);
}
