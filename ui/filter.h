/* filter.h - what the lists of the browser are filtered by, each by its own
 * letters, while they are typed. */
#ifndef UI_FILTER_H
#define UI_FILTER_H

#include <stdbool.h>

struct notice;
struct ui;

bool filter_applies(const struct ui *);		/* the tab can be filtered */
const char *filter_text(const struct ui *);	/* of the tab; "" all */
bool filter_takes(const struct ui *, const struct notice *);	/* of the log */
void filter_set(struct ui *, const char *text);

#endif
