#include "engine/sound_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define FIRST_WAIT_MS 1000
#define LAST_WAIT_MS 4000		/* for one that does not open */
#define LOST_WAIT_MS 32000		/* for one that does not stay */
#define STEADY_MS 10000			/* so long, and it does */

void sound_list_clear(struct sound_list *l)
{
	for (int i = 0; i < l->n; i++) {
		free(l->items[i].name);
		free(l->items[i].reason);
	}
	free(l->items);
	*l = (struct sound_list){ 0 };
}

static void add(struct sound_list *l, const char *name)
{
	if (sound_list_rank(l, name) == l->n)
		l->items[l->n++] = (struct sound_candidate){
			.name = mem_text(name) };
}

void sound_list_set(struct sound_list *l, const char *chosen,
	const struct texts *others)
{
	sound_list_clear(l);
	l->items = mem_new((others->n + 1) * sizeof *l->items);
	if (chosen)
		add(l, chosen);
	for (int i = 0; i < others->n; i++)
		add(l, others->items[i]);
	sound_list_forgive(l);
}

int sound_list_rank(const struct sound_list *l, const char *name)
{
	for (int i = 0; i < l->n; i++)
		if (!strcmp(l->items[i].name, name))
			return i;
	return l->n;
}

void sound_list_forgive(struct sound_list *l)
{
	for (int i = 0; i < l->n; i++) {
		l->items[i].not_before_ms = 0;
		l->items[i].wait_ms = FIRST_WAIT_MS;
	}
}

int64_t sound_list_next_ms(const struct sound_list *l, int n)
{
	int64_t next = INT64_MAX;

	for (int i = 0; i < n; i++)
		if (l->items[i].not_before_ms < next)
			next = l->items[i].not_before_ms;
	return next;
}

static int longer(int wait_ms, int last_ms)
{
	return wait_ms >= last_ms ? wait_ms
		: wait_ms * 2 > last_ms ? last_ms : wait_ms * 2;
}

static void leave_alone(struct sound_candidate *c, const char *reason,
	int last_ms)
{
	mem_set(&c->reason, reason);
	c->not_before_ms = clock_ms() + c->wait_ms;
	c->wait_ms = longer(c->wait_ms, last_ms);
}

void sound_candidate_failed(struct sound_candidate *c, const char *reason)
{
	leave_alone(c, reason, LAST_WAIT_MS);
}

void sound_candidate_lost(struct sound_candidate *c, const char *reason,
	int64_t stayed_ms)
{
	if (stayed_ms >= STEADY_MS)
		c->wait_ms = FIRST_WAIT_MS;
	leave_alone(c, reason, LOST_WAIT_MS);
	if (stayed_ms >= STEADY_MS)	/* a hiccup, perhaps */
		c->not_before_ms = 0;
}
