/* menus.h - lines that start with one of a few words: how to refuse a call,
 * where an account's calls go.  What follows a word that wants more is completed
 * as whom to call.  Pure.
 *
 *	busy			decline, away, 486 in a meeting, to carol
 *	always carol		busy 2019, no-answer off, off
 */
#ifndef UI_MENUS_H
#define UI_MENUS_H

#include <stdbool.h>

#include "completion.h"

void menu_reject(struct completion *, const struct model *, const char *typed);
/* account: its id; what it does now is shown. */
void menu_forward(struct completion *, const struct model *, int account,
	const char *typed);

/* What a line asks for; texts point into it. */
struct refusal {
	int status;			/* 0: to is told instead */
	const char *reason;		/* NULL: the status's own */
	const char *to;
};

/* false: it is none of the above. */
bool menu_refusal(const char *line, struct refusal *);

struct forwarding {
	bool off[FORWARDS];		/* to nobody */
	const char *to[FORWARDS];	/* NULL: as it is */
};

bool menu_forwarding(const char *line, struct forwarding *);

#endif
