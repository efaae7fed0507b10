/* listing.h - a long list of the engine as one tab shows it: a window of its
 * rows, what filters it, where the person is in it.
 *
 *	keys --> view, filter --> listing_tick: asks for what is not here
 *	                                |
 *	rows <--------------------------'	those of an old filter: never
 *
 * One request at a time, whatever is typed meanwhile.
 */
#ifndef UI_LISTING_H
#define UI_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "widgets/line_edit.h"
#include "widgets/list.h"
#include "window.h"

struct listing_kind {
	const char *method;		/* with limit, offset, text */
	const char *rows;		/* in its result, beside total */
	struct window_kind window;
};

struct listing {
	const struct listing_kind *kind;
	struct window window;
	struct list_view view;
	char filter[LINE_MAX_BYTES + 1];	/* "": all */
	int all;			/* how many without it; -1 unknown */
	bool loaded;			/* once, from this engine */
	bool old;			/* rows are of another filter */
	bool absent;			/* the engine knows no such list */
	char *error;			/* owned; NULL: none */
	void *sought;			/* owned; to be selected; NULL none */

	bool asked;			/* and not answered */
	int edition, asked_edition;	/* of the filter */
	int asked_first;
	int64_t due, not_before;	/* clock_ms; due -1: nothing changed */
};

struct ui;

void listing_start(struct ui *);		/* all of them */
void listing_free(struct listing *);

/* Another engine, or the same again: all is asked for. */
void listing_restart(struct listing *);
void listing_filter(struct listing *, const char *text);
/* Something in it changed; several changes are asked for as one. */
void listing_changed(struct listing *);
/* At its start there is another one, which is taken; the person stays at the
 * row he is at, or with the newest. */
void listing_push(struct listing *, void *row, bool stays);
/* When it is here, it is to be the selected one.  The row is taken. */
void listing_seek(struct listing *, void *row);

/* The one that is selected; NULL: none, it is not here yet, or what is here is
 * not what the filter says. */
void *listing_chosen(const struct listing *);

/* All of them: when to look again, clock_ms, -1 not; and to look. */
int64_t listing_deadline(const struct ui *);
void listing_tick(struct ui *);

#endif
