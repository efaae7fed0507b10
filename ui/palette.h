/* palette.h - commands by what was typed of their names. */
#ifndef UI_PALETTE_H
#define UI_PALETTE_H

#include "action.h"

#define PALETTE_MAX 160

struct setting;

struct palette_item {
	const struct action *action;
	const struct setting *setting;	/* of "set NAME"; NULL none */
	int score;
};

struct palette {
	struct palette_item items[PALETTE_MAX];	/* best first */
	int n, of;				/* of so many */
};

/* What a line means comes first (command.h), then what starts with it, has a word
 * that does, holds it, says so in its help, has its letters in that order: "qe"
 * finds "quit engine".  Those that do not apply now are not shown. */
void palette_match(struct palette *, const struct ui *, const char *typed);

/* "transfer TARGET", "set meters VALUE"; whether it wants what is not typed yet:
 * then Enter takes its name into the line. */
void palette_name(const struct palette_item *, char *text, int size);
bool palette_wants_more(const struct palette_item *, const char *typed);

/* Leaves the line and runs the one that is selected in the list, with what was
 * typed behind its name; else a notice says why.  typed: not the line's own.
 * false: not run. */
bool palette_run(struct ui *, const char *typed);

#endif
