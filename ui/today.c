#include "today.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

void today_clear(struct today *t)
{
	for (int i = 0; i < t->n_owed; i++) {
		free(t->owed[i].party);
		free(t->owed[i].uri);
	}
	*t = (struct today){ 0 };
}

/* Midnight and the next one: a day may have 23 hours. */
static void find_day(struct today *t, int64_t now)
{
	time_t seconds = now / 1000;
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	t->begin = (int64_t)mktime(&tm) * 1000;
	tm.tm_mday++;
	tm.tm_isdst = -1;
	t->end = (int64_t)mktime(&tm) * 1000;
}

/* --- who is to be called back ---------------------------------------------*/

static void drop(struct today *t, int i)
{
	free(t->owed[i].party);
	free(t->owed[i].uri);
	t->n_owed--;
	memmove(t->owed + i, t->owed + i + 1,
		(t->n_owed - i) * sizeof *t->owed);
}

/* How often that one called in vain so far; it is no longer owed. */
static int settle(struct today *t, const char *uri)
{
	int times = 0;

	for (int i = t->n_owed - 1; i >= 0; i--)
		if (!strcmp(t->owed[i].uri, uri)) {
			times = t->owed[i].times;
			drop(t, i);
		}
	return times;
}

static void owe(struct today *t, const struct record *r, int times)
{
	if (t->n_owed == TODAY_OWED)
		drop(t, TODAY_OWED - 1);
	memmove(t->owed + 1, t->owed, t->n_owed * sizeof *t->owed);
	t->n_owed++;
	t->owed[0] = (struct owed_call){ mem_text(record_party(r)),
		mem_text(r->uri), r->created, times };
}

/* Called back, answered or not, is done; so is a call that was talked in. */
static void count_owed(struct today *t, const struct record *r)
{
	int times;

	if (!*r->target)		/* nobody to call */
		return;
	if (!r->missed && !r->outgoing && !r->established)
		return;
	times = settle(t, r->uri);
	if (r->missed)
		owe(t, r, times + 1);
}

/* ---------------------------------------------------------------------------*/

void today_add(struct today *t, const struct record *r)
{
	count_owed(t, r);
	if (r->created < t->begin || r->created >= t->end)
		return;
	t->out += r->outgoing;
	t->missed += r->missed;
	t->in += !r->outgoing && !r->missed;
	if (r->established && r->ended > r->established)
		t->talked_ms += r->ended - r->established;
}

void today_load(struct today *t, struct record *const *records, int n,
	int64_t now)
{
	today_clear(t);
	find_day(t, now);
	while (n--)
		today_add(t, records[n]);
}
