/* completion.h - whom the typed letters may mean: calls of now, contacts, calls of
 * the history, accounts, services; the last one is always what was typed.
 *
 *	letters --> what is known here, at once
 *	        \-> the engine (searching.h) --> what all of it holds, ranked
 */
#ifndef UI_COMPLETION_H
#define UI_COMPLETION_H

#include <stdbool.h>

#include "model.h"

#define COMPLETION_MAX 40
#define COMPLETION_ROWS 10	/* with what was typed, from the engine */

struct window;

struct candidate {
	char *name, *address;		/* owned; shown */
	char *to;			/* owned; dialled */
	char *account;			/* owned; NULL: that of the line */
	char *label;			/* owned; of a number; NULL none */
	bool contact;			/* of the address book */
	char note[32];			/* "history 3 calls" */
	int session;			/* a call of now; 0: somebody to call */
	bool unfinished;		/* a word that wants more behind it */
	int score;
};

struct completion {
	struct candidate items[COMPLETION_MAX];
	int n;
	int chosen;			/* -1: n is 0 */
	bool moved;			/* somebody chose it */
};

struct completion_sources {
	const struct model *model;
	const struct window *contacts;	/* those that are here; NULL none */
	const json_t *matches;		/* the engine's, in place of what is
					 * known here; NULL: none came */
	bool recent;			/* nothing typed: the last calls */
	int not_this;			/* with the calls of now, but this; 0 */
};

/* Whatever it held is freed. */
void completion_fill(struct completion *, const struct completion_sources *,
	const char *typed);
/* The same with what came meanwhile: the chosen one stays chosen, whatever else
 * is there now. */
void completion_refill(struct completion *, const struct completion_sources *,
	const char *typed);

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
