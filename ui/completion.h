/* completion.h - whom the typed letters may mean: services, calls of the
 * history, accounts; the last one is always what was typed.
 */
#ifndef UI_COMPLETION_H
#define UI_COMPLETION_H

#include <stdbool.h>

#include "model.h"

#define COMPLETION_MAX 40

struct candidate {
	char *name, *address;		/* owned; shown */
	char *to;			/* owned; dialled */
	char *account;			/* owned; NULL: that of the line */
	char note[32];			/* "history 3 calls" */
	int session;			/* a call of now; 0: somebody to call */
	bool unfinished;		/* a word that wants more behind it */
	int score;
};

struct completion {
	struct candidate items[COMPLETION_MAX];
	int n;
	int chosen;			/* -1: n is 0 */
};

/* Whatever it held is freed.  Nothing typed: nobody, or with recent the last
 * calls. */
void completion_make(struct completion *, const struct model *,
	const char *typed, bool recent);
/* The same, with the calls of now other than that one. */
void completion_make_other(struct completion *, const struct model *,
	const char *typed, bool recent, int not_this);
/* Behind the others; the first is chosen. */
void completion_add(struct completion *, const char *word, const char *about,
	const char *note, bool unfinished);
void completion_clear(struct completion *);
void completion_move(struct completion *, int by);	/* round */
const struct candidate *completion_chosen(const struct completion *);

#endif
