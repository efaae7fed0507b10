#include "sip/digest_lent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"

#define LENT_MOST 4096		/* challenges that come in one go of the loop */

struct lent {
	char token[LENT_TOKEN];	/* "" free */
	char sums[DIGEST_ALGORITHMS * DIGEST_HEX];
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

void lent_put(const char *sums, char token[LENT_TOKEN])
{
	struct lent *l = room();
	unsigned char random[LENT_TOKEN / 2];

	if (getrandom(random, sizeof random, 0) != sizeof random)
		abort();
	for (size_t i = 0; i < sizeof random; i++)
		sprintf(token + 2 * i, "%02x", random[i]);
	explicit_bzero(l, sizeof *l);
	memcpy(l->token, token, LENT_TOKEN);
	snprintf(l->sums, sizeof l->sums, "%s", sums);
}

const char *lent_get(const char *token)
{
	for (int i = 0; i < n; i++)
		if (*all[i].token && !strcmp(all[i].token, token)) {
			all[i].used = any_used = true;
			return all[i].sums;
		}
	return NULL;
}

void lent_forget_used(void)
{
	for (int i = 0; i < n && any_used; i++)
		if (all[i].used)
			explicit_bzero(&all[i], sizeof all[i]);
	any_used = false;
}
