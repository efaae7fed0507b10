/* One call in detail. */
#include <stdio.h>
#include <string.h>

#include "sounding.h"
#include "times.h"
#include "views/look.h"
#include "views/talk_card.h"
#include "views/view.h"

static void draw_party(const struct session *s, const struct area *a)
{
	int n = screen_text(a, 0, 1, a->columns - 2, ROLE_BOLD,
		session_party(s));

	if (*session_name(s) && n + 4 < a->columns)
		screen_number(a, 0, n + 3, a->columns - n - 3, ROLE_NORMAL,
			s->shown);
}

static const char *setup_words(const struct session *s)
{
	switch (s->state) {
	case SESSION_EARLY:
		return "they can be heard, not answered yet";
	case SESSION_RINGING_THERE:
		return "ringing there";
	case SESSION_ANSWERING:
		return "answering";
	case SESSION_ENDING:
		return "hanging up";
	default:
		return "calling";
	}
}

/* Where a card is tall, who that is. */
static void draw_acquaintance(const struct ui *ui, const struct session *s,
	struct card *c)
{
	if (card_left(c) < 2 || c->area->rows < SOUNDING_ROWS)
		return;
	card_skip(c);
	look_contact(&s->contact, c);
	look_last_calls(ui, s, c);
}

static void draw_setup(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	struct card c = card_begin(a, LOOK_LABEL);
	char time[TIMES_TEXT];

	c.row = 1;
	look_time_beside(ui, s, time);
	card_row(&c, NULL, ROLE_PROGRESS, "%s%s%s", setup_words(s),
		*time ? " " : "", time);
	card_row(&c, NULL, ROLE_NORMAL, "%s", s->uri);
	if (s->account)
		card_row(&c, NULL, ROLE_NORMAL, "from %s", s->account);
	talk_card_around(ui, s, &c);
	draw_acquaintance(ui, s, &c);
}

/* 488 says no more than that they do not like the offer. */
static void draw_refused_offer(const struct ui *ui, const struct session *s,
	struct card *c)
{
	const struct account *a = s->account ?
		model_account(ui->model, s->account) : NULL;

	if (s->end_status != 488 || s->ended_by_us || !s->outgoing || !a)
		return;
	if (a->srtp_off)
		card_words(c, ROLE_NORMAL, 2, "they may insist on encryption: "
			"srtp = off here, below g e");
	else if (a->srtp_required)
		card_words(c, ROLE_NORMAL, 2, "they may not encrypt: srtp = "
			"required here, below g e");
}

static const char *who_ended(const struct session *s)
{
	return s->ended_by_us ? "ended by you" : !s->ended_by_error ?
		"ended by the other side" : s->established ? "broken off" :
		"not connected";
}

static void draw_end(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	struct card c = card_begin(a, LOOK_LABEL);
	char words[160], time[TIMES_TEXT];

	c.row = 1;
	session_end_words(s, words, sizeof words);
	look_time(ui, s, time);
	if (s->ended)
		card_row(&c, NULL, ROLE_NORMAL, "%s%s%s", who_ended(s),
			*time ? " after " : "", time);
	card_words(&c, ROLE_DIM, 3, words);
	draw_refused_offer(ui, s, &c);
	c.row = c.row < 5 ? 5 : c.row;
	card_row(&c, NULL, ROLE_DIM, "b clears this row");
	draw_acquaintance(ui, s, &c);
}

void session_card_draw(const struct ui *ui, const struct session *s,
	const struct area *a)
{
	draw_party(s, a);
	switch (s->state) {
	case SESSION_ACTIVE:
	case SESSION_HELD:
	case SESSION_HELD_BY_THEM:
		if (a->rows >= SOUNDING_ROWS)
			tall_card_draw(ui, s, a);
		else
			talk_card_draw(ui, s, a);
		break;
	case SESSION_ENDED:
		draw_end(ui, s, a);
		break;
	default:
		draw_setup(ui, s, a);
	}
}
