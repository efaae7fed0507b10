#include "call_rows.h"

#include <stdlib.h>

#include "base/mem.h"

static int conference_of(const struct session *s)
{
	return session_lives(s) ? s->conference : 0;
}

static void add(struct call_rows *r, struct session *s, int conference)
{
	r->items[r->n++] = (struct call_row){ s, conference };
}

static bool is_first_of_it(const struct model *m, int i)
{
	for (int k = 0; k < i; k++)
		if (conference_of(m->sessions[k]) ==
				conference_of(m->sessions[i]))
			return false;
	return true;
}

static void add_conference(struct call_rows *r, const struct model *m,
	int conference)
{
	add(r, NULL, conference);
	for (int i = 0; i < m->n_sessions; i++)
		if (conference_of(m->sessions[i]) == conference)
			add(r, m->sessions[i], conference);
}

static void add_all(struct call_rows *r, const struct model *m)
{
	for (int i = 0; i < m->n_sessions; i++) {
		int conference = conference_of(m->sessions[i]);

		if (!conference)
			add(r, m->sessions[i], 0);
		else if (is_first_of_it(m, i))
			add_conference(r, m, conference);
	}
}

static bool is_ringing(const struct call_row *row)
{
	return row->session && row->session->state == SESSION_RINGING;
}

/* Half of the rows at most, in the order they had. */
static void pin(struct call_rows *r, int most)
{
	for (int i = 0; i < r->n && r->pinned < most; i++) {
		struct call_row row = r->items[i];

		if (!is_ringing(&row))
			continue;
		for (int k = i; k > r->pinned; k--)
			r->items[k] = r->items[k - 1];
		r->items[r->pinned++] = row;
	}
}

struct call_rows call_rows_make(const struct model *m, int room)
{
	/* a conference of its own for each, at worst */
	struct call_rows r = { mem_new((2 * m->n_sessions + 1) *
		sizeof(struct call_row)), 0, 0 };

	add_all(&r, m);
	if (room > 0 && r.n > room)
		pin(&r, room / 2);
	return r;
}

void call_rows_clear(struct call_rows *r)
{
	free(r->items);
	*r = (struct call_rows){ NULL, 0, 0 };
}

int call_rows_find(const struct call_rows *r, int session)
{
	for (int i = 0; i < r->n; i++)
		if (r->items[i].session && r->items[i].session->id == session)
			return i;
	return -1;
}

int call_rows_step(const struct call_rows *r, int from, int by)
{
	int at = from, left = abs(by), step = by > 0 ? 1 : -1;

	for (int i = from + step; i >= 0 && i < r->n && left; i += step)
		if (r->items[i].session) {
			at = i;
			left--;
		}
	return at;
}

int call_rows_count(const struct call_rows *r, int from)
{
	int n = 0;

	for (int i = from; i < r->n; i++)
		n += r->items[i].session != NULL;
	return n;
}
