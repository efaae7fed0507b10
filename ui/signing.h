/* signing.h - an account signs in while somebody looks: how it went, in words.
 *
 *	asked --> registering --> "ok in 41 ms, udp, for 600 s"
 *			     '--> "403 Forbidden: the server refuses .."
 */
#ifndef UI_SIGNING_H
#define UI_SIGNING_H

#include <stdbool.h>
#include <stdint.h>

#include "account.h"

#define SIGNING_TEXT 400

struct signing {
	int account;			/* its id; 0: nobody asked */
	int64_t since;			/* clock_ms */
	bool waits, ok;
	char text[SIGNING_TEXT];	/* "" until it is known */
	char advice[SIGNING_TEXT];	/* what may be wrong; "" */
};

/* since: clock_ms of the request. */
void signing_start(struct signing *, int account, int64_t since);
void signing_refused(struct signing *, const char *error);
void signing_clear(struct signing *);

/* "signing in .."; from the third second on how long it takes. */
void signing_wait_words(const struct signing *, char *text, int size);

/* What to do where TLS came about with nobody, or with somebody who is not
 * believed. */
void signing_without_tls(const struct trust *, char advice[SIGNING_TEXT]);

/* That account as it is now; others are ignored. */
void signing_told(struct signing *, const struct account *);

#endif
