/* auth.h - answers 401 and 407 (RFC 3261 22).  Engine thread.
 *
 * Who we are is told once for each realm; a realm that asks again after that
 * has refused us, and gets no second answer.  A digest is a password that can
 * be guessed at leisure: realms beside those of the credentials get none, nor
 * do strangers in a realm of ours.  Expired nonces, and requests that
 * follow in a dialog, the stack answers by itself, but see mend_direct.c.
 */
#ifndef SIP_AUTH_H
#define SIP_AUTH_H

#include "sip/dialog.h"
#include "sip/stack.h"

struct auth;

enum auth_outcome {
	AUTH_NONE,		/* no challenge, no credentials, none of a kind
				 * that we can answer */
	AUTH_REFUSED,		/* asked again: they are wrong */
	AUTH_STALE,		/* asked again, but only for a newer nonce, and
				 * the stack has given up: they may be right */
	AUTH_SENT,
};

void auth_init(void);		/* before the first nua_t; again: nothing */

/* NULL where there is no user to be; the other calls take that. */
struct auth *auth_new(const struct credentials *);
enum auth_outcome auth_answer(struct auth *, nua_handle_t *,
	const struct sip_event *);
/* The stack lets nothing past a request that waits for a password, not even a
 * BYE: this makes it give up, by one more response. */
void auth_give_up(nua_handle_t *);
#define AUTH_GIVEN_UP 904		/* its status */
/* auth_answer(), and auth_give_up() where nobody can.  true: it goes out
 * again. */
bool auth_retries(struct auth *, nua_handle_t *, const struct sip_event *);
/* Why a 401 or 407 is answered with nothing, though there is a password: a
 * stranger asks, or in a realm that is not ours.  Owned by the caller, clean;
 * NULL: it is not so. */
char *auth_refusal(const struct auth *, const struct sip_event *);
/* Those that were told since the last success. */
void auth_each_realm(const struct auth *, void (*)(void *arg, const char *),
	void *arg);
void auth_succeeded(struct auth *);	/* what comes next is asked anew */
struct auth *auth_copy(const struct auth *);	/* nothing is asked yet */
void auth_free(struct auth *);		/* wipes; NULL may be given */

#endif
