/* Candidates as the engine found and ranked them. */
#include "completion_sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "number.h"
#include "party.h"

static char *clean(const json_t *o, const char *name)
{
	return text_clean(json_text(o, name), TEXT_CHARACTERS);
}

static const char *home_of(const struct model *m, const char *account)
{
	const struct account *a = model_account(m, account);

	return a ? a->aor : m->n_accounts ? m->accounts[0]->aor : NULL;
}

static char *shown(const struct model *m, const char *to, const char *account)
{
	char *address = party_address(to, home_of(m, account));
	char *text = number_shown(address);

	free(address);
	return text;
}

/* "contact", "history 3 calls" */
static void note(struct candidate *item, const json_t *match)
{
	const char *source = json_text(match, "source");
	long long calls = json_number(match, "calls", 0);

	if (source && !strcmp(source, "account"))
		source = "own account";
	if (calls > 0 && calls < 1000000)
		snprintf(item->note, sizeof item->note, "%.12s %lld call%s",
			source ? source : "", calls, calls == 1 ? "" : "s");
	else
		snprintf(item->note, sizeof item->note, "%.12s",
			source ? source : "");
	text_clean_line(item->note);
}

static void put(struct completion *c, const struct model *m,
	const json_t *match)
{
	char *uri = clean(match, "to");
	struct candidate item = { .to = uri ? party_target(uri) : NULL,
		.score = SCORE_FAVOURITE };

	if (!item.to || !*item.to) {	/* it cannot be called back */
		free(uri);
		free(item.to);
		return;
	}
	item.name = clean(match, "name");
	item.account = clean(match, "account");
	item.label = clean(match, "label");
	item.address = shown(m, uri, item.account);
	item.contact = json_text(match, "contact") != NULL;
	note(&item, match);
	if (!item.name || !*item.name || !strcmp(item.name, item.to)) {
		free(item.name);	/* it has none: the number stands there */
		item.name = item.address;
		item.address = mem_text("");
	}
	free(uri);
	completion_put(c, &item);
}

/* A letter within a word is too little where the engine has better ones. */
static void drop_unlike(struct completion *c)
{
	while (c->n && c->items[c->n - 1].score < SCORE_WORD)
		completion_drop(&c->items[--c->n]);
}

/* Those of ours have a place, however much is found. */
void completion_put_matches(struct completion *c,
	const struct completion_sources *s, const char *typed)
{
	size_t i;
	json_t *match;

	completion_put_own(c, s->model, typed);
	drop_unlike(c);
	json_array_foreach(s->matches, i, match)
		if (c->n < COMPLETION_ROWS - 1)
			put(c, s->model, match);
}
