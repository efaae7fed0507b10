/* filter.h - what the lists of the browser are filtered by, each by its own
 * letters, while they are typed. */
#ifndef UI_FILTER_H
#define UI_FILTER_H

#include <stdbool.h>

struct ui;

bool filter_applies(const struct ui *);		/* the tab can be filtered */
const char *filter_text(const struct ui *);	/* of the tab; "" all */
void filter_set(struct ui *, const char *text);

#endif
