/* pick.h - which call, which account is meant. */
#ifndef ONESHOT_PICK_H
#define ONESHOT_PICK_H

#include "oneshot/command.h"

typedef bool pick_fn(const json_t *);

/* What a session may be. */
bool pick_established(const json_t *session);
bool pick_ended(const json_t *session);
bool pick_going_on(const json_t *session);

/* All calls that go on, the caller's; NULL: refused, as after wire_ask. */
json_t *pick_live(struct context *);

/* The call that word names: "3" by its id, "%3" by its number on the screen;
 * word NULL: the only one that fits.  0: none, or several; it is said, and
 * *status is the exit status.  what: "that rings". */
int pick_session(struct context *, const char *word, pick_fn *fits,
	const char *what, int *status);

/* The account's name, or NULL word: of the only one there is. The caller's. */
char *pick_account(struct context *, const char *word, int *status);

#endif
