#include "window.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void drop(struct window *w, int from)
{
	while (w->n > from)
		w->kind->free(w->rows[--w->n]);
}

void window_clear(struct window *w)
{
	drop(w, 0);
	free(w->rows);
	w->rows = NULL;
	w->first = w->total = 0;
}

void *window_at(const struct window *w, int i)
{
	return i >= w->first && i < w->first + w->n ? w->rows[i - w->first] :
		NULL;
}

int window_find(const struct window *w, const void *row)
{
	for (int i = 0; row && i < w->n; i++)
		if (w->kind->same(w->rows[i], row))
			return w->first + i;
	return -1;
}

bool window_lacks(const struct window *w, int from, int to)
{
	if (from < 0)
		from = 0;
	if (to > w->total)
		to = w->total;
	return from < to && (from < w->first || to > w->first + w->n);
}

/* Where the page reaches to the end, the rows of it that are left out are
 * missing from the total. */
static int true_total(const struct window *w, const json_t *rows, int total)
{
	int here = w->first + w->n;
	bool to_the_end = w->first + (int)json_array_size(rows) >= total;

	return total < here || to_the_end ? here : total;
}

void window_load(struct window *w, const json_t *rows, int first, int total)
{
	size_t i;
	json_t *o;

	window_clear(w);
	w->rows = mem_new(WINDOW_MAX * sizeof *w->rows);
	w->first = first;
	json_array_foreach(rows, i, o) {
		void *row = w->n < WINDOW_MAX ? w->kind->read(o) : NULL;

		if (row)
			w->rows[w->n++] = row;
	}
	w->total = w->n < WINDOW_MAX ? true_total(w, rows, total) : total;
}

void window_push(struct window *w, void *row)
{
	w->total++;
	if (w->first || !w->rows) {	/* it would not be beside the others */
		w->first += w->n > 0;
		w->kind->free(row);
		return;
	}
	drop(w, WINDOW_MAX - 1);
	memmove(w->rows + 1, w->rows, w->n * sizeof *w->rows);
	w->rows[0] = row;
	w->n++;
}
