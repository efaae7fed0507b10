#include "completion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "completion_sources.h"
#include "number.h"

static void clear(struct candidate *item)
{
	free(item->name);
	free(item->address);
	free(item->to);
	free(item->account);
	free(item->label);
}

void completion_clear(struct completion *c)
{
	for (int i = 0; i < c->n; i++)
		clear(&c->items[i]);
	c->n = 0;
	c->chosen = -1;
	c->moved = false;
}

/* --- putting in -----------------------------------------------------------*/

static bool is_same(const struct candidate *a, const struct candidate *b)
{
	return !strcmp(a->to, b->to) ||
		(*a->address && !strcmp(a->address, b->address));
}

/* Two contacts may share a number; a call is told once. */
static bool is_there(const struct completion *c, const struct candidate *item)
{
	for (int i = 0; i < c->n; i++)
		if (is_same(&c->items[i], item) && (!item->contact ||
				!strcmp(c->items[i].name, item->name)))
			return true;
	return false;
}

void completion_drop(struct candidate *item)
{
	clear(item);
}

/* Behind those that fit better or as well.  One place is left for what was
 * typed. */
void completion_put(struct completion *c, struct candidate *item)
{
	int at = c->n;

	if (c->n >= COMPLETION_MAX - 1 || is_there(c, item)) {
		clear(item);
		return;
	}
	while (at > 0 && c->items[at - 1].score < item->score)
		at--;
	memmove(c->items + at + 1, c->items + at, (c->n - at) * sizeof *item);
	c->items[at] = *item;
	c->n++;
}

/* A number as it will be dialled, so that it is seen before Enter. */
static void put_typed(struct completion *c, const char *typed)
{
	struct candidate item = { .address = mem_text(""),
		.note = "dial as typed" };

	item.to = number_is_typed(typed) ? number_clean(typed) :
		mem_text(typed);
	item.name = mem_text(item.to);
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

/* --- filling --------------------------------------------------------------*/

void completion_fill(struct completion *c,
	const struct completion_sources *sources, const char *typed)
{
	completion_clear(c);
	if (!*typed && !sources->recent)
		return;
	completion_put_calls(c, sources, typed);
	if (sources->matches)
		completion_put_matches(c, sources, typed);
	else
		completion_put_known(c, sources, typed);
	if (!*typed) {
		c->chosen = c->n ? 0 : -1;
		return;
	}
	c->chosen = number_is_typed(typed) ?	/* is never changed into another */
		c->n : 0;
	put_typed(c, typed);
}

static int find(const struct completion *c, const struct candidate *item)
{
	for (int i = 0; i < c->n; i++)
		if (c->items[i].session == item->session &&
				!strcmp(c->items[i].to, item->to))
			return i;
	return -1;
}

/* In the row where it was. */
static void keep(struct completion *c, struct candidate *item, int row)
{
	if (row >= c->n)
		row = c->n - 1;
	memmove(c->items + row + 1, c->items + row,
		(c->n - row) * sizeof *item);
	c->items[row] = *item;
	c->n++;
	c->chosen = row;
	*item = (struct candidate){ 0 };
}

void completion_refill(struct completion *c,
	const struct completion_sources *sources, const char *typed)
{
	struct candidate chosen = { 0 };
	int row = c->chosen, at;
	bool moved = c->moved;

	if (row >= 0) {			/* taken out of what is freed */
		chosen = c->items[row];
		c->items[row] = c->items[--c->n];
	}
	completion_fill(c, sources, typed);
	if (!chosen.to)
		return;
	at = find(c, &chosen);
	if (at >= 0)
		c->chosen = at;
	else if (c->n && c->n < COMPLETION_MAX)
		keep(c, &chosen, row);
	c->moved = moved;
	clear(&chosen);
}

void completion_make_other(struct completion *c, const struct model *m,
	const char *typed, bool recent, int not_this)
{
	struct completion_sources sources = { .model = m, .recent = recent,
		.not_this = not_this };

	completion_fill(c, &sources, typed);
}

void completion_make(struct completion *c, const struct model *m,
	const char *typed, bool recent)
{
	completion_make_other(c, m, typed, recent, 0);
}

/* --- choosing -------------------------------------------------------------*/

void completion_move(struct completion *c, int by)
{
	if (!c->n)
		return;
	c->chosen = (c->chosen + by + c->n) % c->n;
	c->moved = true;
}

const struct candidate *completion_chosen(const struct completion *c)
{
	return c->chosen >= 0 && c->chosen < c->n ? &c->items[c->chosen] : NULL;
}
