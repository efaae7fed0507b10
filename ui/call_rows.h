/* call_rows.h - the rows of the list of calls, in their order.  Pure.
 *
 *	12 ! RING			pinned: in sight wherever the rest is
 *	13 ! RING
 *	-----------
 *	 1 * ACTIVE			by number
 *	   + CONF   2 and you		a conference: no call, not selected
 *	 2 |-CONF			its members, where the first one is
 *	 5 |=HOLD
 *	 3 = HOLD
 *
 * Rows move only where somebody joins or splits calls, or scrolls.
 */
#ifndef UI_CALL_ROWS_H
#define UI_CALL_ROWS_H

#include "model.h"

struct call_row {
	struct session *session;	/* of the model; NULL: conference */
	int conference;			/* 0: in none */
};

struct call_rows {
	struct call_row *items;		/* owned */
	int n, pinned;
};

/* room: rows on the screen; 0: none is shown, so none is pinned. */
struct call_rows call_rows_make(const struct model *, int room);
void call_rows_clear(struct call_rows *);

int call_rows_find(const struct call_rows *, int session);	/* -1: not there */
/* The next row with a call, by > 0 downwards; from where there is none. */
int call_rows_step(const struct call_rows *, int from, int by);
/* How many calls stand in the rows from there on. */
int call_rows_count(const struct call_rows *, int from);

#endif
