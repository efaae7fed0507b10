/* filter_row.h - the row above a list that says what filters it, and the words
 * for a list that is empty. */
#ifndef UI_VIEWS_FILTER_ROW_H
#define UI_VIEWS_FILTER_ROW_H

#include "views/tab.h"

/* Draws it where there is one; what is left for the list. */
struct area filter_row_draw(const struct ui *, const struct area *,
	const char *filter);
int filter_row_rows(const struct ui *, const char *filter);	/* 0, 1 */

/* In place of rows: none yet, none of those, not here yet, or why not. */
void filter_row_empty(const struct listing *, const struct area *,
	const char *none, const char *no_match);

/* "Contacts 4/412" of the tab that is shown: so many match of all, or the
 * selected one of all; else its name. */
void filter_row_title(const struct ui *, const struct listing *,
	const char *name, enum tab, char text[TAB_TITLE]);

#endif
