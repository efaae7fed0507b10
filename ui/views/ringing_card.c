/* Who calls, and what the keys would do. */
#include <stdio.h>
#include <string.h>

#include "times.h"
#include "views/hints.h"
#include "views/look.h"
#include "views/view.h"

#define KEYS_ROWS 2

static void who(const struct session *s, struct card *c)
{
	const char *company = s->contact.organization;

	card_row(c, NULL, ROLE_BOLD, "%s%s%s", session_party(s),
		company ? ", " : "", company ? company : "");
	if (!*session_name(s) || strchr(s->shown, '@'))
		card_row(c, NULL, ROLE_NORMAL, "%s", s->uri);
	else
		card_row(c, NULL, ROLE_NORMAL, "%s  %s", s->shown, s->uri);
}

static void to_whom(const struct ui *ui, const struct session *s,
	struct card *c)
{
	char time[TIMES_TEXT];

	look_time_beside(ui, s, time);
	card_row(c, NULL, ROLE_NORMAL, "%s%s%s%s%s%s",
		s->account ? "to " : "", s->account ? s->account : "",
		s->account ? "   " : "", *time ? "rings " : "", time,
		!s->silenced ? "" : *time ? "   silenced" : "silenced");
}

/* What happens to the call that has the microphone. */
static void keys(const struct ui *ui, struct card *c)
{
	const struct session *focused = model_focused(ui->model);
	const struct session *s = ui_selected(ui);
	bool beside = s && s != ui_target(ui) && session_lives(s);
	char answer[HINT_TEXT], end[HINT_TEXT] = "", reject[HINT_TEXT];
	char label[HINT_TEXT];

	hints_text(ui, "answer", "answer", answer);
	hints_text(ui, "reject", "reject", reject);
	snprintf(label, sizeof label, "end %d and answer", s ? s->number : 0);
	if (beside)
		hints_text(ui, "end and answer", label, end);
	if (focused && *answer)
		card_row(c, NULL, ROLE_BOLD, "%s, %d goes on hold", answer,
			focused->number);
	else
		card_row(c, NULL, ROLE_BOLD, "%s", answer);
	card_row(c, NULL, ROLE_BOLD, "%s%s%s", end, *end ? "   " : "", reject);
}

/* The keys stand at the bottom, however much is known. */
void ringing_card_draw(const struct ui *ui, const struct area *a)
{
	const struct session *s = ui_target(ui);
	struct area above = *a, below = *a;
	struct card c, k;

	below.rows = a->rows < KEYS_ROWS ? a->rows : KEYS_ROWS;
	above.rows -= below.rows;
	below.row += above.rows;
	c = card_begin(&above, LOOK_LABEL);
	k = card_begin(&below, 0);
	who(s, &c);
	to_whom(ui, s, &c);
	look_known(s, &c);
	look_last_calls(ui, s, &c);
	if (s->contact.note)
		card_row(&c, "note", ROLE_NORMAL, "%s", s->contact.note);
	if (!ui->read_only)
		keys(ui, &k);
}
