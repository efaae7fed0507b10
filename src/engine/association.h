/* association.h - the DTLS of one agreement: a handshake for RTP, and one for
 * RTCP where that has a port of its own (RFC 5763, 5764 4).  Engine thread; no
 * socket in here.
 *
 *	agreement --new--> [ dtls, dtls ] --send--> datagrams
 *	datagram --take-->       |
 *	                         `--> KEYED: keys; FAILED: a cause in words
 *
 * Who began elsewhere than at the address of their description may be behind a
 * NAT, or nobody: what fails there is told, and the right one is waited for.
 */
#ifndef ENGINE_ASSOCIATION_H
#define ENGINE_ASSOCIATION_H

#include <stdbool.h>

#include "media/dtls.h"
#include "media/handshake.h"
#include "sdp/agreement.h"

struct association;

enum association_state { ASSOCIATION_SHAKES, ASSOCIATION_KEYED,
	ASSOCIATION_FAILED };

struct association_params {
	const struct dtls_cert *cert;	/* outlives it */
	const struct agreement *agreement;
	/* Others may have been called as well: a stranger has to ask twice. */
	bool forked;
	/* From where somebody else with their keys came; family 0: nobody. */
	struct sockaddr_storage known;
	/* to NULL: to whom the stream sends */
	void (*send)(void *arg, struct association *, enum transport_half,
		const struct sockaddr_storage *to, const uint8_t *bytes,
		size_t n);
	void *arg;
};

struct association *association_new(const struct association_params *);
void association_free(struct association *);	/* wipes; NULL may be given */

/* The same still, as another agreement has it: its addresses, its RTCP. */
void association_follow(struct association *, const struct agreement *);
/* Of a fork: who began with the other one, a stranger there, is where this one
 * was described to be.  He goes on here: he would not begin once more. */
void association_adopt(struct association *, struct association *other);
/* It is what this agreement means. */
bool association_fits(const struct association *, const struct agreement *);

/* What it sends can go: a client begins. */
void association_start(struct association *);
/* It comes from where this one's other end is, as far as is known: by ICE all
 * come from one place. */
bool association_knows(const struct association *, const struct handshake *);
/* false: not meant for it. */
bool association_take(struct association *, const struct handshake *);
/* ms until association_timer() is due; -1: never. */
int association_timeout_ms(const struct association *);
void association_timer(struct association *);

enum association_state association_state(const struct association *);
bool association_is_client(const struct association *);
const struct sdp_dtls *association_theirs(const struct association *);
/* What is wrong, in words; NULL: nothing so far. */
const char *association_problem(const struct association *);

/* false: they are not there yet.  The caller wipes them. */
bool association_keys(const struct association *, enum transport_half,
	struct cipher_key *send, struct cipher_key *receive);
/* Theirs, of RTP; CIPHER_CLEAR: not there yet. */
enum cipher_suite association_suite(const struct association *);
/* From where they came; family 0: not known. */
const struct sockaddr_storage *association_peer(const struct association *);
/* Where their description says that this half is. */
const struct sockaddr_storage *association_remote(const struct association *,
	enum transport_half);

#endif
