#include "sip/digest_lent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"

#define LENT_MOST 4096		/* challenges that come in one go of the loop */

struct lent {
	char token[LENT_TOKEN];	/* "" free */
	char sums[DIGEST_ALGORITHMS * DIGEST_HEX];
	char *servers;		/* owned */
	bool used;
};

static struct lent *all;	/* owned; n of them */
static int n;
static unsigned evicted;
static bool any_used;

/* One that is free; else there are twice as many; else the oldest. */
static struct lent *room(void)
{
	int more = n ? 2 * n : 4;

	for (int i = 0; i < n; i++)
		if (!*all[i].token)
			return &all[i];
	if (more > LENT_MOST)
		return &all[evicted++ % n];
	all = mem_grow_wiped(all, n * sizeof *all, more * sizeof *all);
	memset(all + n, 0, (more - n) * sizeof *all);
	n = more;
	return &all[n > 4 ? n / 2 : 0];
}

static void clear(struct lent *l)
{
	free(l->servers);
	explicit_bzero(l, sizeof *l);
}

void lent_put(const char *sums, const char *servers, char token[LENT_TOKEN])
{
	struct lent *l = room();

	random_hex(token, LENT_TOKEN / 2);
	clear(l);
	memcpy(l->token, token, LENT_TOKEN);
	snprintf(l->sums, sizeof l->sums, "%s", sums);
	l->servers = mem_text(servers);
}

static struct lent *find(const char *token)
{
	for (int i = 0; i < n; i++)
		if (*all[i].token && !strcmp(all[i].token, token))
			return &all[i];
	return NULL;
}

const char *lent_get(const char *token)
{
	struct lent *l = find(token);

	if (!l)
		return NULL;
	l->used = any_used = true;
	return l->sums;
}

const char *lent_servers(const char *token)
{
	struct lent *l = find(token);

	return l ? l->servers : NULL;
}

void lent_forget_used(void)
{
	for (int i = 0; i < n && any_used; i++)
		if (all[i].used)
			clear(&all[i]);
	any_used = false;
}
