/* card.h - rows of a card from top to bottom; those that have no room are not
 * drawn, so the first ones are to matter most.
 *
 *	 mos     4.3 good		label, text
 *		 or text alone
 */
#ifndef UI_VIEWS_CARD_H
#define UI_VIEWS_CARD_H

#include "screen.h"

struct card {
	const struct area *area;
	int row;			/* the next one */
	int label;			/* columns for labels */
};

struct card card_begin(const struct area *, int label);
int card_left(const struct card *);		/* rows */

/* label NULL: the text has the whole row; "": it stands below the others. */
void card_row(struct card *, const char *label, enum role, const char *format,
	...) __attribute__((format(printf, 4, 5)));
/* Broken at blanks, in so many rows at most. */
void card_words(struct card *, enum role, int rows, const char *text);
void card_skip(struct card *);			/* a blank row */

#endif
