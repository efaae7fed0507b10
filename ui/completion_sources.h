/* completion_sources.h - from where the candidates of a completion come; for
 * completion.c alone. */
#ifndef UI_COMPLETION_SOURCES_H
#define UI_COMPLETION_SOURCES_H

#include "completion.h"

/* The texts are taken; dropped where there is no room, or the same already. */
void completion_put(struct completion *, struct candidate *);

void completion_drop(struct candidate *);	/* its texts */

/* Those of now that can be joined. */
void completion_put_calls(struct completion *,
	const struct completion_sources *, const char *typed);
/* What is here: contacts, history, accounts, services. */
void completion_put_known(struct completion *,
	const struct completion_sources *, const char *typed);
/* Services and our own accounts. */
void completion_put_own(struct completion *, const struct model *,
	const char *typed);
/* What the engine found, in its order, before all but what is exactly what was
 * typed; with services and accounts. */
void completion_put_matches(struct completion *,
	const struct completion_sources *, const char *typed);

enum { SCORE_NONE, SCORE_LETTERS, SCORE_INSIDE, SCORE_WORD, SCORE_START,
	SCORE_FAVOURITE, SCORE_EXACT, SCORE_CALL };

#endif
