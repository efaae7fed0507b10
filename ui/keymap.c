#include "keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define BINDINGS_MAX 1024

struct entry {
	struct binding b;
	int rank;			/* of its contexts: 0 counts first */
	int order;			/* when it was added, by layer */
	bool urgent;
};

struct keymap {
	int n;
	struct entry entries[BINDINGS_MAX];	/* by rank, layer, urgency, order */
};

/* --- what counts before what ----------------------------------------------*/

static int rank_of(const struct binding *b)
{
	static const int within[] = { IN_LINE | IN_FORM, IN_PAD, IN_LIST,
		IN_COMMAND };
	int rank = 0, contexts = b->contexts;

	/* What is bound for all panes counts before the table's of one. */
	if (b->layer == LAYER_TABLE && contexts & IN_LIST)
		contexts |= IN_LIST | IN_PAD;
	while (rank < 4 && contexts & ~within[rank])
		rank++;
	return rank;
}

static bool comes_before(const struct entry *a, const struct entry *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a->b.layer != b->b.layer)
		return a->b.layer > b->b.layer;
	return a->urgent != b->urgent ? a->urgent : a->order < b->order;
}

bool keymap_add(struct keymap *k, const struct binding *b)
{
	struct entry e = { *b, rank_of(b), b->layer * BINDINGS_MAX +
		k->n, b->command.action &&
		b->command.action->flags & ACTION_URGENT };
	int at = k->n;

	if (k->n == BINDINGS_MAX)
		return false;
	if (e.b.command.argument)
		e.b.command.argument = mem_text(e.b.command.argument);
	while (at > 0 && comes_before(&e, &k->entries[at - 1]))
		at--;
	memmove(k->entries + at + 1, k->entries + at,
		(k->n - at) * sizeof *k->entries);
	k->entries[at] = e;
	k->n++;
	return true;
}

static void add_key(struct keymap *k, const struct action *a, const char *text)
{
	struct binding b = { .contexts = a->contexts, .command.action = a };

	if (!key_names_read(text, &b.key, &b.second) || !keymap_add(k, &b))
		abort();		/* our own table is wrong */
}

struct keymap *keymap_new(void)
{
	struct keymap *k = mem_new_of(struct keymap);

	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			for (int i = 0; i < ACTION_KEYS && a->keys[i]; i++)
				add_key(k, a, a->keys[i]);
	return k;
}

void keymap_free(struct keymap *k)
{
	for (int i = 0; k && i < k->n; i++)
		free((char *)k->entries[i].b.command.argument);
	free(k);
}

const struct binding *keymap_at(const struct keymap *k, int i)
{
	return i < k->n ? &k->entries[i].b : NULL;
}

/* --- which one it is ------------------------------------------------------*/

static bool same(struct key a, struct key b)
{
	return a.code == b.code && a.alt == b.alt;
}

static bool same_keys(const struct binding *a, const struct binding *b)
{
	return same(a->key, b->key) && a->second == b->second;
}

/* The one that took it away there; NULL: none. */
static const struct binding *taken_by(const struct keymap *k,
	const struct entry *e, int context)
{
	for (int i = 0; i < k->n; i++) {
		const struct entry *m = &k->entries[i];

		if (!m->b.command.action && m->b.contexts & context &&
		    m->order > e->order && same_keys(&m->b, &e->b))
			return &m->b;
	}
	return NULL;
}

static bool counts(const struct keymap *k, const struct entry *e, int context)
{
	return e->b.command.action && e->b.contexts & context &&
		!taken_by(k, e, context);
}

static bool fits(const struct entry *e, int32_t prefix, struct key key)
{
	if (prefix)
		return e->b.second == key.code && e->b.key.code == prefix &&
			!e->b.key.alt && !key.alt;
	return !e->b.second && same(e->b.key, key);
}

const struct binding *keymap_find(const struct keymap *k, const struct ui *ui,
	int context, int32_t prefix, struct key key)
{
	const struct entry *last = NULL, *found = NULL;

	for (int i = 0; i < k->n; i++) {
		const struct entry *e = &k->entries[i];

		if (!fits(e, prefix, key) || !counts(k, e, context))
			continue;
		if (last && last->rank == e->rank &&
				last->b.layer > e->b.layer)
			continue;
		last = e;
		if (action_applies(e->b.command.action, ui))
			return &e->b;
		if (!found)
			found = e;
	}
	return found ? &found->b : NULL;
}

/* A key alone counts before the first of two only where somebody bound it over
 * those two. */
bool keymap_is_prefix(const struct keymap *k, int context, struct key key)
{
	int alone = -1, two = -1;

	for (int i = 0; i < k->n; i++) {
		const struct entry *e = &k->entries[i];
		int *highest = e->b.second ? &two : &alone;

		if (same(e->b.key, key) && counts(k, e, context) &&
				(int)e->b.layer > *highest)
			*highest = e->b.layer;
	}
	return two >= 0 && two >= alone;
}

/* --- what is shown of it --------------------------------------------------*/

static bool does_it(const struct keymap *k, const struct ui *ui, int context,
	const struct binding *b)
{
	struct key second = { b->second, false };

	if (b->second)
		return keymap_is_prefix(k, context, b->key) && keymap_find(k,
			ui, context, b->key.code, second) == b;
	return !keymap_is_prefix(k, context, b->key) &&
		keymap_find(k, ui, context, 0, b->key) == b;
}

static bool plainly(const struct binding *b, const struct action *a)
{
	return b->command.action == a && !b->command.argument &&
		!b->command.call;
}

void keymap_key_of(const struct keymap *k, const struct ui *ui, int context,
	const struct action *a, char text[KEY_NAMES])
{
	const struct binding *best = NULL;

	for (int i = 0; i < k->n; i++) {
		const struct binding *b = &k->entries[i].b;

		if (plainly(b, a) && (!best || b->layer > best->layer) &&
				does_it(k, ui, context, b))
			best = b;
	}
	text[0] = '\0';
	if (best)
		key_names(best->key, best->second, text);
}

void keymap_keys_of(const struct keymap *k, const struct action *a, char *text,
	int size)
{
	char name[KEY_NAMES];
	int n = 0;

	text[0] = '\0';
	for (int i = 0; i < k->n; i++) {
		const struct binding *b = &k->entries[i].b;

		if (!plainly(b, a) || keymap_hidden_by(k, b) || n >= size)
			continue;
		key_names(b->key, b->second, name);
		n += snprintf(text + n, size - n, "%s%s", n ? "  " : "", name);
	}
}

/* --- what never counts ----------------------------------------------------*/

/* One of the same keys that leaves nothing to it. */
static bool hides(const struct entry *e, const struct entry *by)
{
	if (!comes_before(by, e))
		return false;
	return !by->b.command.action->applies ||
		(by->rank == e->rank && by->b.layer > e->b.layer);
}

static const struct binding *hidden_in(const struct keymap *k,
	const struct entry *e, int context)
{
	bool prefix = keymap_is_prefix(k, context, e->b.key);
	const struct binding *taken = taken_by(k, e, context);

	for (int i = 0; i < k->n && !taken; i++) {
		const struct entry *by = &k->entries[i];
		bool two = by->b.second;

		if (by == e || !same(by->b.key, e->b.key) ||
				!counts(k, by, context))
			continue;
		if (same_keys(&by->b, &e->b) ? hides(e, by) :
				!two != !e->b.second && two == prefix)
			taken = &by->b;
	}
	return taken;
}

const struct binding *keymap_hidden_by(const struct keymap *k,
	const struct binding *b)
{
	const struct entry *e = (const struct entry *)b;  /* its first member */
	const struct binding *by = NULL;
	int panes = b->contexts & IN_COMMAND;

	for (int context = 1; context <= ANYWHERE; context <<= 1) {
		if (!((panes ? panes : b->contexts) & context))
			continue;
		by = hidden_in(k, e, context);
		if (!by)
			return NULL;
	}
	return by;
}
