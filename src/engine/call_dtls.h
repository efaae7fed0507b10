/* call_dtls.h - the DTLS of one call: its certificate, and the associations
 * that its agreements mean (RFC 5763, 8842).  Engine thread.
 *
 *	agreement --agree--> the same association, or another one
 *	                     |        the former one's keys go on
 *	                     v        until the new ones are there
 *	plan <--keys-- on_change
 *
 * Before the answer each branch of a fork has its own.
 */
#ifndef ENGINE_CALL_DTLS_H
#define ENGINE_CALL_DTLS_H

#include <stdbool.h>

#include "media/handshake.h"
#include "sdp/agreement.h"

struct call_dtls;
struct loop;

struct call_dtls_params {
	struct loop *loop;		/* outlives it */
	void (*send)(void *arg, enum transport_half,
		const struct sockaddr_storage *to, const uint8_t *bytes,
		size_t n);		/* to NULL: to whom the stream sends */
	/* There are keys, or something is wrong, or no longer. */
	void (*on_change)(void *arg);
	void *arg;
};

/* NULL: the library makes no certificate (logged). */
struct call_dtls *call_dtls_new(const struct call_dtls_params *);
void call_dtls_free(struct call_dtls *);	/* NULL may be given */

/* What descriptions of ours say of it from now on. */
void call_dtls_describe(const struct call_dtls *, struct sdp_security *);
/* This holds from now on; we_answered: the offer was theirs. */
void call_dtls_agree(struct call_dtls *, const struct agreement *,
	bool we_answered);
/* The call is answered: there is one branch only. */
void call_dtls_settle(struct call_dtls *);
/* The stream has its sockets: we begin, where that is ours to do. */
void call_dtls_start(struct call_dtls *);
void call_dtls_take(struct call_dtls *, const struct handshake *);

/* The keys that there are; the caller wipes the plan. */
void call_dtls_plan(const struct call_dtls *, struct stream_plan *);
/* What is wrong, in words; NULL: nothing so far. */
const char *call_dtls_problem(const struct call_dtls *);
bool call_dtls_failed(const struct call_dtls *);
/* RFC 5764, 7714: its profile's name; NULL: no keys yet. */
const char *call_dtls_suite(const struct call_dtls *);

#endif
