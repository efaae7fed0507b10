/* Who somebody is, as cards tell it. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "times.h"
#include "views/look.h"

#define LAST_CALLS 2

void look_known(const struct session *s, struct card *c)
{
	const char *by = s->referred_by;

	if (contact_card_differs(&s->contact, s->name))
		card_row(c, "says", ROLE_NORMAL, "%s", s->name);
	if (!s->known_as && !s->diverted && !by)
		return;
	card_row(c, NULL, ROLE_NORMAL, "%s%s%s%s%s%s%s",
		s->known_as ? "known as " : "",
		s->known_as ? s->known_as : "",
		s->known_as && s->diverted ? ", " : "",
		s->diverted ? s->diverted : "",
		by && (s->known_as || s->diverted) ? ", " : "",
		by ? "sent by " : "", by ? by : "");
}

void look_contact(const struct contact_card *k, struct card *c)
{
	if (k->name)
		card_row(c, "contact", ROLE_NORMAL, "%s%s%s", k->name,
			k->organization ? ", " : "",
			k->organization ? k->organization : "");
	if (k->note)
		card_row(c, "note", ROLE_NORMAL, "%s", k->note);
}

static bool is_with(const struct record *r, const struct session *s)
{
	return (*s->uri && !strcmp(r->uri, s->uri)) ||
		(*s->address && !strcmp(r->address, s->address));
}

static int call_words(const struct record *r, char *text, int size)
{
	char day[TIMES_TEXT], minute[TIMES_TEXT], result[RECORD_RESULT];

	times_day(r->created, clock_wall_ms(), day);
	times_minute(r->created, minute);
	record_result(r, result);
	return snprintf(text, size, "%s%s%s %s %s",
		strcmp(day, minute) ? day : "",
		strcmp(day, minute) ? " " : "", minute,
		r->outgoing ? "out" : "in", result);
}

void look_last_calls(const struct ui *ui, const struct session *s,
	struct card *c)
{
	const struct model *m = ui->model;
	char text[256];
	int found = 0, n = 0;

	for (int i = 0; i < m->n_history && found < LAST_CALLS; i++) {
		if (!is_with(m->history[i], s))
			continue;
		if (found++)
			n += snprintf(text + n, sizeof text - n, "; ");
		n += call_words(m->history[i], text + n, sizeof text - n);
	}
	if (found)
		card_row(c, "last", ROLE_NORMAL, "%s", text);
}
