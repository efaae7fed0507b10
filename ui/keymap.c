#include "keymap.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define BINDINGS_MAX 256

struct binding {
	int contexts;
	struct key key;
	int32_t second;			/* 0: one key is all */
	const struct action *action;
};

struct keymap {
	int n;
	struct binding bindings[BINDINGS_MAX];
};

static const struct {
	const char *name;
	int32_t code;
} named[] = {
	{ "Enter", KEYS_ENTER }, { "Tab", KEYS_TAB },
	{ "S-Tab", KEYS_BACK_TAB },
	{ "Esc", KEYS_ESC }, { "Space", ' ' }, { "Up", KEYS_UP },
	{ "Down", KEYS_DOWN }, { "Left", KEYS_LEFT }, { "Right", KEYS_RIGHT },
	{ "Home", KEYS_HOME }, { "End", KEYS_END }, { "PgUp", KEYS_PAGE_UP },
	{ "PgDn", KEYS_PAGE_DOWN }, { "Del", KEYS_DELETE },
	{ "Backspace", KEYS_BACKSPACE },
};

static int32_t parse_one(const char *text, size_t n)
{
	int length;
	int32_t c;

	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (strlen(named[i].name) == n &&
				!memcmp(named[i].name, text, n))
			return named[i].code;
	if (n >= 2 && text[0] == 'F' && atoi(text + 1) >= 1 &&
			atoi(text + 1) <= 12)
		return KEYS_F1 + atoi(text + 1) - 1;
	if (n == 2 && text[0] == '^')
		return KEYS_CTRL(text[1]);
	c = text_next(text, text + n, &length);
	return (size_t)length == n && c > 0 ? c : 0;
}

bool keymap_parse(const char *text, struct key *first, int32_t *second)
{
	size_t n = strcspn(text, " ");

	first->alt = n > 2 && !strncmp(text, "M-", 2);
	first->code = first->alt ? parse_one(text + 2, n - 2) :
		parse_one(text, n);
	*second = text[n] ? parse_one(text + n + 1, strlen(text + n + 1)) : 0;
	return first->code && (*second || !text[n]);
}

static void bind(struct keymap *k, const struct action *a, const char *text)
{
	struct binding b = { .contexts = a->contexts, .action = a };

	if (k->n == BINDINGS_MAX || !keymap_parse(text, &b.key, &b.second))
		abort();		/* our own table is wrong */
	k->bindings[k->n++] = b;
}

struct keymap *keymap_new(void)
{
	struct keymap *k = mem_new_of(struct keymap);

	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++)
			for (int i = 0; i < ACTION_KEYS && a->keys[i]; i++)
				bind(k, a, a->keys[i]);
	return k;
}

void keymap_free(struct keymap *k)
{
	free(k);
}

static bool same(struct key a, struct key b)
{
	return a.code == b.code && a.alt == b.alt;
}

static bool fits(const struct binding *b, int context, int32_t prefix,
	struct key key)
{
	if (!(b->contexts & context))
		return false;
	if (prefix)
		return b->second == key.code && b->key.code == prefix &&
			!key.alt;
	return !b->second && same(b->key, key);
}

const struct action *keymap_action(const struct keymap *k, const struct ui *ui,
	int context, int32_t prefix, struct key key)
{
	const struct action *found = NULL;

	for (int i = 0; i < k->n; i++) {
		const struct binding *b = &k->bindings[i];

		if (!fits(b, context, prefix, key))
			continue;
		if (action_applies(b->action, ui))
			return b->action;
		if (!found)
			found = b->action;
	}
	return found;
}

bool keymap_is_prefix(const struct keymap *k, int context, struct key key)
{
	for (int i = 0; i < k->n; i++)
		if ((k->bindings[i].contexts & context) &&
				k->bindings[i].second &&
				same(k->bindings[i].key, key))
			return true;
	return false;
}
