/* One call of the history: who it was with, when, how it ended and sounded. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "times.h"
#include "views/card.h"
#include "views/view.h"

#define LABEL 8

static void who(const struct record *r, struct card *c)
{
	const char *company = r->contact.organization;

	card_row(c, NULL, ROLE_BOLD, "%s%s%s", record_party(r),
		company ? ", " : "", company ? company : "");
	if (!*record_name(r) || !strcmp(r->shown, r->uri))
		card_row(c, NULL, ROLE_NORMAL, "%s", r->uri);
	else
		card_row(c, NULL, ROLE_NORMAL, "%s  %s", r->shown, r->uri);
	if (contact_card_differs(&r->contact, r->name))
		card_row(c, "says", ROLE_NORMAL, "%s", r->name);
}

static void when(const struct record *r, struct card *c)
{
	char day[TIMES_TEXT], second[TIMES_TEXT];

	times_date(r->created, clock_wall_ms(), day);
	times_second(r->created, second);
	card_row(c, NULL, ROLE_NORMAL, "%s %s %s%s%s",
		r->outgoing ? "out" : "in", day, second,
		r->account ? ", " : "", r->account ? r->account : "");
}

static void sound(const struct record *r, struct card *c)
{
	if (r->codec && r->mos >= 0)
		card_row(c, NULL, ROLE_NORMAL, "%s  mos %.1f", r->codec,
			r->mos);
	else if (r->codec)
		card_row(c, NULL, ROLE_NORMAL, "%s", r->codec);
}

/* "OK" is no news. */
static void how(const struct record *r, struct card *c)
{
	char result[RECORD_RESULT];

	record_result(r, result);
	card_row(c, NULL, ROLE_NORMAL, "%s  %s", result, r->reason &&
		(!r->established || strcmp(r->reason, "OK")) ? r->reason : "");
	sound(r, c);
}

void record_card_draw(const struct ui *ui, const struct area *a)
{
	const struct record *r = listing_chosen(&ui->history);
	struct card c = card_begin(a, LABEL);

	who(r, &c);
	when(r, &c);
	how(r, &c);
	if (r->contact.note)
		card_row(&c, "note", ROLE_NORMAL, "%s", r->contact.note);
	if (card_left(&c) > 1)
		card_skip(&c);
	if (*r->target && !ui->read_only)
		card_row(&c, NULL, ROLE_BOLD, "Enter call  y copy%s",
			r->contact.id || ui->contacts.absent ? "" :
			"  n new contact");
}
