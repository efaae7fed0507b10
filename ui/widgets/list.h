/* list.h - which item of a list is selected, and which are in sight.  Pure. */
#ifndef UI_WIDGETS_LIST_H
#define UI_WIDGETS_LIST_H

#include <stdbool.h>

struct list_view {
	int selected, top;
};

/* What the keys that move have before them. */
struct shown_list {
	struct list_view *view;
	int n, rows;
	bool scrolls;			/* has no selected row */
};

/* Keeps the selection inside n items, and in sight of so many rows. */
void list_view_fit(struct list_view *, int n, int rows);
void list_view_move(struct list_view *, int by, int n);

#endif
