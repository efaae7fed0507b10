/* hints.h - which keys do something now, best first: for the hint bar and the
 * help.  Pure. */
#ifndef UI_VIEWS_HINTS_H
#define UI_VIEWS_HINTS_H

#include "ui.h"

#define HINTS_MAX 48
#define HINT_TEXT 40

struct hint {
	const struct action *action;	/* NULL: of no single action */
	char text[HINT_TEXT];		/* "a answer 2" */
};

struct hints {
	struct hint items[HINTS_MAX];
	int n;
};

void hints_make(struct hints *, const struct ui *);

#endif
