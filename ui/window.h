/* window.h - the part of a long list that is here; the engine has all of it.
 * Pure.
 *
 *	0 ........ first [ n rows ] ........ total
 */
#ifndef UI_WINDOW_H
#define UI_WINDOW_H

#include <jansson.h>
#include <stdbool.h>

#define WINDOW_MAX 500		/* rows of it */

struct window_kind {
	void *(*read)(const json_t *);	/* NULL: it is no such row */
	void (*free)(void *);
	bool (*same)(const void *, const void *);	/* now and before */
};

struct window {
	const struct window_kind *kind;	/* fixed at start */
	void **rows;			/* owned; never NULL within n */
	int first, n;
	int total;
};

void window_clear(struct window *);

void *window_at(const struct window *, int i);	/* NULL: it is not here */
int window_find(const struct window *, const void *row);	/* -1: not here */
/* One of the rows from .. to that the list has is not here. */
bool window_lacks(const struct window *, int from, int to);

/* In place of what was here; rows of which read makes nothing are left out. */
void window_load(struct window *, const json_t *rows, int first, int total);
/* Before all others; the row is taken. */
void window_push(struct window *, void *row);

#endif
