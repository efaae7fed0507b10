/* palette.h - commands by what was typed of their names.  Pure. */
#ifndef UI_PALETTE_H
#define UI_PALETTE_H

#include "action.h"

#define PALETTE_MAX 128

struct palette {
	const struct action *items[PALETTE_MAX];	/* best first */
	int scores[PALETTE_MAX];
	int n, of;				/* of so many */
};

/* Letters may be left out: "qe" finds "quit engine".  Those that do not apply
 * now are not shown. */
void palette_match(struct palette *, const struct ui *, const char *typed);

/* What was typed behind the name of the command: "call bob" -> "bob". */
const char *palette_argument(const struct action *, const char *typed);

#endif
