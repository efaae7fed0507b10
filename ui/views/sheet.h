/* sheet.h - pages of two columns that scroll, and may be searched.
 *
 *	Calls				heading
 *	a  F2       answer the ..	left, right
 */
#ifndef UI_VIEWS_SHEET_H
#define UI_VIEWS_SHEET_H

#include "views/view.h"

struct sheet {
	const struct area *area;	/* NULL: only counting */
	int columns;			/* of the page */
	int row, top;
	const char *search;		/* only rows that hold it; "" all */
};

typedef void (*sheet_fill)(struct sheet *, const struct ui *);

void sheet_heading(struct sheet *, const char *text);
void sheet_row(struct sheet *, const char *left, const char *right);

/* All rows, through the list_view of the page that is shown. */
int sheet_rows(const struct ui *, sheet_fill);
void sheet_draw(struct ui *, const struct area *, sheet_fill);

#endif
