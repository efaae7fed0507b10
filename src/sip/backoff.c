#include "sip/backoff.h"

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/su_uniqueid.h>

#include "base/mem.h"

#define TARGETS_MAX 32		/* the one not touched longest makes room */
#define DOUBLINGS_MAX 20

struct entry {
	char *target;			/* owned */
	int failures;
};

struct backoff {
	int64_t base_ms, longest_ms;
	struct entry entries[TARGETS_MAX];	/* the last touched is last */
	int n;
};

struct backoff *backoff_new(int base_s, int longest_s)
{
	struct backoff *b = mem_new_of(struct backoff);

	b->base_ms = base_s * (int64_t)1000;
	b->longest_ms = longest_s * (int64_t)1000;
	return b;
}

static void drop(struct backoff *b, int i)
{
	free(b->entries[i].target);
	memmove(&b->entries[i], &b->entries[i + 1],
		(--b->n - i) * sizeof b->entries[0]);
}

void backoff_forget(struct backoff *b)
{
	while (b->n)
		drop(b, b->n - 1);
}

void backoff_free(struct backoff *b)
{
	if (!b)
		return;
	backoff_forget(b);
	free(b);
}

static int find(const struct backoff *b, const char *target)
{
	for (int i = 0; i < b->n; i++)
		if (!strcmp(b->entries[i].target, target))
			return i;
	return -1;
}

int backoff_failures(const struct backoff *b, const char *target)
{
	int i = find(b, target);

	return i < 0 ? 0 : b->entries[i].failures;
}

/* Failures in a row, this one included. */
static int count(struct backoff *b, const char *target)
{
	int i = find(b, target), failures = 1;

	if (i >= 0) {
		failures += b->entries[i].failures;
		drop(b, i);
	} else if (b->n == TARGETS_MAX) {
		drop(b, 0);
	}
	b->entries[b->n++] = (struct entry){ mem_text(target), failures };
	return failures;
}

static int64_t clamp(int64_t n, int64_t low, int64_t high)
{
	return n < low ? low : n > high ? high : n;
}

int64_t backoff_failed(struct backoff *b, const char *target)
{
	int failures = count(b, target);
	int doublings = failures < DOUBLINGS_MAX ? failures : DOUBLINGS_MAX;
	int64_t whole = clamp(b->base_ms << doublings, b->base_ms,
		b->longest_ms);

	return clamp(whole / 2 + su_randint(0, (int)(whole / 2)), b->base_ms,
		b->longest_ms);
}

void backoff_succeeded(struct backoff *b, const char *target)
{
	int i = find(b, target);

	if (i >= 0)
		drop(b, i);
}
