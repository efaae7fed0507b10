#include "palette.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Every letter in the order typed, others between them. */
static bool is_inside(const char *name, const char *typed)
{
	for (; *typed; typed++, name++) {
		name = strchr(name, tolower((unsigned char)*typed));
		if (!name)
			return false;
	}
	return true;
}

static int score(const struct action *a, const char *typed)
{
	size_t n = strlen(typed), length = strlen(a->name);
	const char *word = strchr(a->name, ' ');

	if (a->argument && n > length && !strncasecmp(a->name, typed, length) &&
			typed[length] == ' ')
		return 5;
	if (!strcasecmp(a->name, typed))
		return 5;
	if (!strncasecmp(a->name, typed, n))
		return 4;
	if (word && !strncasecmp(word + 1, typed, n))
		return 3;
	return strcasestr(a->name, typed) ? 2 : is_inside(a->name, typed);
}

static void add(struct palette *p, const struct action *a, int points)
{
	int at = p->n;

	if (!points || p->n == PALETTE_MAX)
		return;
	while (at > 0 && p->scores[at - 1] < points) {
		p->items[at] = p->items[at - 1];
		p->scores[at] = p->scores[at - 1];
		at--;
	}
	p->items[at] = a;
	p->scores[at] = points;
	p->n++;
}

void palette_match(struct palette *p, const struct ui *ui, const char *typed)
{
	p->n = p->of = 0;
	for (const struct action_group *g = action_groups; g->title; g++)
		for (const struct action *a = g->actions; a->name; a++) {
			if (a->flags & ACTION_NOT_LISTED)
				continue;
			p->of++;
			if (action_applies(a, ui))
				add(p, a, score(a, typed));
		}
}

const char *palette_argument(const struct action *a, const char *typed)
{
	size_t length = strlen(a->name);

	if (!a->argument || strncasecmp(a->name, typed, length) ||
			typed[length] != ' ')
		return NULL;
	typed += length;
	return typed + strspn(typed, " ");
}
