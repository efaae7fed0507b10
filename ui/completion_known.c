/* Candidates from what the front end has itself: it asks nobody, and so it is
 * there with the key. */
#include "completion_sources.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "contact.h"
#include "number.h"
#include "party.h"
#include "window.h"

#define FROM_HISTORY 20		/* candidates, so that others have room */
#define FROM_CONTACTS 10

static const struct {
	const char *name, *about;
} services[] = {
	{ "echo", "your echo" },
	{ "tone", "440 Hz" },
	{ "music", "" },
};

/* --- how well it fits -----------------------------------------------------*/

/* "bxl" in "Bob Example" */
static bool has_letters(const char *text, const char *typed)
{
	for (; *typed; text++) {
		if (!*text)
			return false;
		typed += tolower((unsigned char)*text) ==
			tolower((unsigned char)*typed);
	}
	return true;
}

static int score_text(const char *text, const char *typed)
{
	size_t n = strlen(typed);

	if (!strcasecmp(text, typed))
		return SCORE_EXACT;
	if (!strncasecmp(text, typed, n))
		return SCORE_START;
	for (const char *p = text; (p = strpbrk(p, " .@-_")); p++)
		if (!strncasecmp(p + 1, typed, n))
			return SCORE_WORD;
	if (strcasestr(text, typed))
		return SCORE_INSIDE;
	return n > 2 && has_letters(text, typed) ? SCORE_LETTERS : SCORE_NONE;
}

/* A number fits however it is grouped. */
static int score_number(const char *address, const char *typed)
{
	char *number = number_clean(address), *wanted = number_clean(typed);
	int score = number_is_typed(typed) ? score_text(number, wanted) :
		SCORE_NONE;

	free(number);
	free(wanted);
	return score;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

/* Whatever accents it has. */
static int score_name(const char *name, const char *typed)
{
	char *folded = text_fold(name), *wanted = text_fold(typed);
	int score = score_text(folded, wanted);

	free(folded);
	free(wanted);
	return score;
}

static int score(const struct candidate *item, const char *typed)
{
	int by_name = score_name(item->name, typed);
	int by_address = score_text(item->address, typed);

	if (!*typed)
		return SCORE_INSIDE;	/* all alike: the last calls in order */
	return most(most(by_name, by_address),
		score_number(item->address, typed));
}

static void put(struct completion *c, struct candidate *item,
	const char *typed, bool favourite)
{
	item->score = score(item, typed);
	if (favourite && item->score >= SCORE_WORD &&
			item->score < SCORE_FAVOURITE)
		item->score = SCORE_FAVOURITE;
	if (item->session && item->score != SCORE_NONE)
		item->score = SCORE_CALL;
	if (item->score != SCORE_NONE)
		completion_put(c, item);
	else
		completion_drop(item);
}

/* --- who there is ---------------------------------------------------------*/

static void put_services(struct completion *c, const char *typed)
{
	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		struct candidate item = {
			.name = mem_text(services[i].name),
			.address = mem_text(services[i].about),
			.to = mem_text(services[i].name), .note = "service",
		};

		put(c, &item, typed, false);
	}
}

static bool is_service(const struct record *r)
{
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (!strcmp(r->address, services[i].name) ||
				!strcmp(r->name, services[i].name))
			return true;
	return false;
}

static void put_number(struct completion *c, const struct contact *contact,
	const struct contact_number *n, const char *typed)
{
	struct candidate item = {
		.name = mem_text(contact_words(contact)),
		.address = mem_text(n->shown), .to = mem_text(n->to),
		.label = mem_text(n->label), .contact = true,
		.note = "contact",
	};

	put(c, &item, typed, contact->favourite);
}

static void put_contacts(struct completion *c, const struct window *contacts,
	const char *typed)
{
	int before = c->n;

	for (int i = 0; contacts && i < contacts->n; i++) {
		const struct contact *contact = contacts->rows[i];

		for (int k = 0; k < contact->n_numbers &&
				c->n - before < FROM_CONTACTS; k++)
			put_number(c, contact, &contact->numbers[k], typed);
	}
}

static int times_called(const struct model *m, const char *uri, int from)
{
	int n = 0;

	for (int i = from; i < m->n_history; i++)
		n += !strcmp(m->history[i]->uri, uri);
	return n;
}

static bool came_before(const struct model *m, int i)
{
	for (int k = 0; k < i; k++)
		if (!strcmp(m->history[k]->uri, m->history[i]->uri))
			return true;
	return false;
}

static void put_record(struct completion *c, const struct model *m, int i,
	const char *typed)
{
	const struct record *r = m->history[i];
	int n = times_called(m, r->uri, i);
	bool named = *record_name(r);
	struct candidate item = {
		.name = mem_text(named || !*r->address ? record_party(r) :
			r->shown),
		.address = mem_text(named ? r->shown : ""),
		.to = mem_text(r->target), .account = mem_text(r->account),
	};

	snprintf(item.note, sizeof item.note, "history %d call%s", n,
		n == 1 ? "" : "s");
	put(c, &item, typed, false);
}

static void put_history(struct completion *c, const struct model *m,
	const char *typed)
{
	int before = c->n;

	for (int i = 0; i < m->n_history && c->n - before < FROM_HISTORY; i++)
		if (*m->history[i]->target && !is_service(m->history[i]) &&
				!came_before(m, i))
			put_record(c, m, i, typed);
}

static void put_accounts(struct completion *c, const struct model *m,
	const char *typed)
{
	for (int i = 0; i < m->n_accounts; i++) {
		const struct account *a = m->accounts[i];
		struct candidate item = {
			.name = mem_text(a->name),
			.address = party_bare(a->aor),
			.to = mem_text(a->aor), .note = "own account" };

		put(c, &item, typed, false);
	}
}

void completion_put_own(struct completion *c, const struct model *m,
	const char *typed)
{
	put_services(c, typed);
	put_accounts(c, m, typed);
}

void completion_put_known(struct completion *c,
	const struct completion_sources *s, const char *typed)
{
	if (*typed) {
		put_services(c, typed);
		put_contacts(c, s->contacts, typed);
	}
	put_history(c, s->model, typed);
	if (*typed)
		put_accounts(c, s->model, typed);
}

/* --- calls of now ---------------------------------------------------------*/

/* One whose other side can be talked to. */
static bool can_be_joined(const struct session *s)
{
	return session_talks(s) || (s->outgoing && session_lives(s) &&
		s->state != SESSION_ENDING);
}

static void put_call(struct completion *c, const struct session *s,
	const char *typed)
{
	bool named = *session_name(s);
	struct candidate item = {
		.session = s->id,
		.name = mem_text(named || !*s->address ? session_party(s) :
			s->shown),
		.address = mem_text(named ? s->shown : ""),
		.to = mem_text(s->uri),
	};

	snprintf(item.note, sizeof item.note, "call %d, %s", s->number,
		s->state == SESSION_HELD ? "on hold" :
		session_talks(s) ? "talking" : "not answered");
	put(c, &item, typed, false);
}

void completion_put_calls(struct completion *c,
	const struct completion_sources *s, const char *typed)
{
	for (int i = 0; s->not_this && i < s->model->n_sessions &&
			c->n < FROM_HISTORY; i++)
		if (s->model->sessions[i]->id != s->not_this &&
				can_be_joined(s->model->sessions[i]))
			put_call(c, s->model->sessions[i], typed);
}
