#include "completion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "number.h"
#include "party.h"

#define FROM_HISTORY 20		/* candidates, so that others have room */

enum { SCORE_NONE, SCORE_INSIDE, SCORE_WORD, SCORE_START, SCORE_EXACT };

static const struct {
	const char *name, *about;
} services[] = {
	{ "echo", "service, your echo" },
	{ "tone", "service, 440 Hz" },
	{ "music", "service" },
};

void completion_clear(struct completion *c)
{
	for (int i = 0; i < c->n; i++) {
		free(c->items[i].name);
		free(c->items[i].address);
		free(c->items[i].to);
		free(c->items[i].account);
	}
	c->n = 0;
	c->chosen = -1;
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
	return strcasestr(text, typed) ? SCORE_INSIDE : SCORE_NONE;
}

static int score(const struct candidate *item, const char *typed)
{
	int by_name = score_text(item->name, typed);
	int by_address = score_text(item->address, typed);

	if (!*typed)
		return SCORE_INSIDE;	/* all alike: the last calls in order */
	return by_name > by_address ? by_name : by_address;
}

/* Takes the texts; behind those that fit better or as well.  One place is left
 * for what was typed. */
static void add(struct completion *c, struct candidate item, const char *typed)
{
	int at = c->n;

	item.score = score(&item, typed);
	if (c->n == COMPLETION_MAX - 1 || item.score == SCORE_NONE) {
		free(item.name);
		free(item.address);
		free(item.to);
		free(item.account);
		return;
	}
	while (at > 0 && c->items[at - 1].score < item.score)
		at--;
	memmove(c->items + at + 1, c->items + at, (c->n - at) * sizeof item);
	c->items[at] = item;
	c->n++;
}

static void add_services(struct completion *c, const char *typed)
{
	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		struct candidate item = {
			.name = mem_text(services[i].name),
			.address = mem_text(""),
			.to = mem_text(services[i].name),
		};

		snprintf(item.note, sizeof item.note, "%s", services[i].about);
		add(c, item, typed);
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

static void add_history(struct completion *c, const struct model *m,
	const char *typed)
{
	for (int i = 0; i < m->n_history && c->n < FROM_HISTORY; i++) {
		const struct record *r = m->history[i];
		struct candidate item = { 0 };
		int n;

		if (!*r->target || is_service(r) || came_before(m, i))
			continue;
		n = times_called(m, r->uri, i);
		item.name = mem_text(*record_name(r) || !*r->address ?
			record_party(r) : r->address);
		item.address = mem_text(*record_name(r) ? r->address : "");
		item.to = mem_text(r->target);
		item.account = mem_text(r->account);
		snprintf(item.note, sizeof item.note, "%.10s, %d call%s",
			m->n_accounts > 1 && r->account ? r->account :
			"history", n, n == 1 ? "" : "s");
		add(c, item, typed);
	}
}

static void add_accounts(struct completion *c, const struct model *m,
	const char *typed)
{
	for (int i = 0; i < m->n_accounts; i++) {
		const struct account *a = m->accounts[i];
		struct candidate item = {
			.name = mem_text(a->name),
			.address = party_bare(a->aor),
			.to = mem_text(a->aor), .note = "own account" };

		add(c, item, typed);
	}
}

static void add_typed(struct completion *c, const char *typed)
{
	struct candidate item = { .name = mem_text(typed),
		.address = mem_text(""), .to = mem_text(typed),
		.note = "dial as typed" };

	c->items[c->n++] = item;
}

void completion_add(struct completion *c, const char *word, const char *about,
	const char *note, bool unfinished)
{
	struct candidate item = { .name = mem_text(word),
		.address = mem_text(about), .to = mem_text(word),
		.unfinished = unfinished };

	snprintf(item.note, sizeof item.note, "%s", note);
	c->items[c->n++] = item;
	c->chosen = 0;
}

/* One whose other side can be talked to. */
static bool can_be_joined(const struct session *s)
{
	return session_talks(s) || (s->outgoing && session_lives(s) &&
		s->state != SESSION_ENDING);
}

static void add_calls(struct completion *c, const struct model *m,
	const char *typed, int not_this)
{
	for (int i = 0; i < m->n_sessions && c->n < FROM_HISTORY; i++) {
		const struct session *s = m->sessions[i];
		struct candidate item = { .session = s->id };

		if (s->id == not_this || !can_be_joined(s))
			continue;
		item.name = mem_text(*session_name(s) || !*s->address ?
			session_party(s) : s->address);
		item.address = mem_text(*session_name(s) ? s->address : "");
		item.to = mem_text(s->uri);
		snprintf(item.note, sizeof item.note, "call %d, %s", s->number,
			s->state == SESSION_HELD ? "on hold" :
			session_talks(s) ? "talking" : "not answered");
		add(c, item, typed);
	}
}

void completion_make_other(struct completion *c, const struct model *m,
	const char *typed, bool recent, int not_this)
{
	completion_clear(c);
	if (!*typed && !recent)
		return;
	if (not_this)
		add_calls(c, m, typed, not_this);
	if (*typed)
		add_services(c, typed);
	add_history(c, m, typed);
	if (!*typed) {
		c->chosen = c->n ? 0 : -1;
		return;
	}
	add_accounts(c, m, typed);
	c->chosen = 0;
	if (number_is_typed(typed))	/* is never changed into another */
		c->chosen = c->n;
	add_typed(c, typed);
}

void completion_make(struct completion *c, const struct model *m,
	const char *typed, bool recent)
{
	completion_make_other(c, m, typed, recent, 0);
}

void completion_move(struct completion *c, int by)
{
	if (c->n)
		c->chosen = (c->chosen + by + c->n) % c->n;
}

const struct candidate *completion_chosen(const struct completion *c)
{
	return c->chosen >= 0 && c->chosen < c->n ? &c->items[c->chosen] : NULL;
}
