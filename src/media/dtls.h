/* dtls.h - one DTLS association, from the first datagram to the keys of SRTP
 * (RFC 6347, 5764).  Engine thread; no socket and no clock of its own.
 *
 *	datagram --dtls_take--> [ OpenSSL ] --send--> datagrams
 *	timer ----dtls_timer-->     |
 *	                            `--> DTLS_KEYED: dtls_keys
 *
 * DTLS 1.2.  Whom their certificate belongs to is known by its fingerprint,
 * from their description, and by nothing else: with another there are no keys.
 */
#ifndef MEDIA_DTLS_H
#define MEDIA_DTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/cipher.h"
#include "media/dtls_cert.h"

#define DTLS_DATAGRAM 1500		/* bytes, of what is taken */
#define DTLS_MTU 1200			/* of what is sent */
#define DTLS_PRINTS 4
#define DTLS_GIVES_UP_S 24		/* about so long they are asked */

enum dtls_state {
	DTLS_WAITS,			/* a server that nobody asked yet */
	DTLS_SHAKES,
	DTLS_KEYED,
	DTLS_FAILED
};

enum dtls_fault {
	DTLS_FINE,
	DTLS_SILENT,			/* no answer came */
	DTLS_IMPOSTOR,			/* not the certificate of their
					 * description */
	DTLS_NO_PROFILE,		/* no suite of SRTP in common */
	DTLS_BROKEN			/* they refused, or it is no DTLS */
};

struct dtls_params {
	const struct dtls_cert *cert;	/* outlives it */
	bool client;			/* we begin */
	/* A server that does not know who asks: they have to show that they are
	 * where they say (HelloVerifyRequest), before anything is computed. */
	bool doubts;
	struct dtls_print theirs[DTLS_PRINTS];	/* any of these, */
	int n_theirs;			/* at least one */
	void (*send)(void *arg, const uint8_t *datagram, size_t n);
	void *arg;
};

struct dtls;

struct dtls *dtls_new(const struct dtls_params *);	/* NULL: cannot
							 * (logged) */
void dtls_free(struct dtls *);		/* wipes; NULL may be given */

/* Of a server: it is for somebody else, who has one of these; what it sends goes
 * to send with this arg.  false: he has shown his certificate, which was looked
 * at as another's; nothing has changed. */
bool dtls_turn_to(struct dtls *, const struct dtls_print theirs[], int n,
	void *arg);

void dtls_start(struct dtls *);		/* of a client: its ClientHello */
void dtls_take(struct dtls *, const uint8_t *datagram, size_t n);
/* ms until dtls_timer() is due; -1: never. */
int dtls_timeout_ms(const struct dtls *);
void dtls_timer(struct dtls *);

enum dtls_state dtls_state(const struct dtls *);
/* They are where they say, as far as that was doubted. */
bool dtls_is_proven(const struct dtls *);
/* Of DTLS_FAILED; in words for people. */
enum dtls_fault dtls_fault(const struct dtls *);
const char *dtls_fault_text(const struct dtls *);

/* Of DTLS_KEYED; the caller wipes them. */
void dtls_keys(const struct dtls *, struct cipher_key *send,
	struct cipher_key *receive);

/* The suite they are of; CIPHER_CLEAR: there are none. */
enum cipher_suite dtls_suite(const struct dtls *);
/* The name of its profile (RFC 5764, 7714); NULL: DTLS has none of it. */
const char *dtls_suite_name(enum cipher_suite);

/* What a datagram is, by its first bytes (RFC 7983). */
bool dtls_is(const uint8_t *datagram, size_t n);
/* One that begins an association. */
bool dtls_is_hello(const uint8_t *datagram, size_t n);

#endif
