/* The third column of a wide screen: what today was, who waits for a call. */
#include <stdio.h>

#include "base/clock.h"
#include "times.h"
#include "views/card.h"
#include "views/view.h"

#define LABEL 8

void side_heading(const struct ui *ui, char *text, int size)
{
	(void)ui;
	snprintf(text, size, "Today");
}

static void figures(const struct today *t, struct card *c)
{
	char time[TIMES_TEXT];

	times_duration(t->talked_ms, time);
	card_row(c, "calls", ROLE_NORMAL, "%d in  %d out", t->in, t->out);
	card_row(c, "talked", ROLE_NORMAL, "%s", time);
	card_row(c, "missed", t->missed ? ROLE_WARNING : ROLE_NORMAL, "%d",
		t->missed);
}

static void owed(const struct owed_call *o, struct card *c)
{
	char day[TIMES_TEXT], times[16] = "";

	times_day(o->at, clock_wall_ms(), day);
	if (o->times > 1)
		snprintf(times, sizeof times, "%dx", o->times);
	screen_number(c->area, c->row, c->area->columns - 4, 4, ROLE_NORMAL,
		times);
	screen_text(c->area, c->row, 1, 5, ROLE_NORMAL, day);
	screen_text(c->area, c->row++, 7, c->area->columns - 7 -
		(*times ? 5 : 0), ROLE_NORMAL, o->party);
}

/* Of more than there is room for, the last row tells. */
void side_draw(const struct ui *ui, const struct area *a)
{
	const struct today *t = &ui->today;
	struct card c = card_begin(a, LABEL);

	figures(t, &c);
	card_skip(&c);
	if (!t->n_owed) {
		card_row(&c, NULL, ROLE_DIM, "nobody to call back");
		return;
	}
	card_row(&c, NULL, ROLE_HEADING, "to call back");
	for (int i = 0; i < t->n_owed; i++) {
		if (card_left(&c) == 1 && t->n_owed - i > 1) {
			card_row(&c, NULL, ROLE_DIM, "+%d more",
				t->n_owed - i);
			break;
		}
		owed(&t->owed[i], &c);
	}
}
