/* tls_policy.h - whom a ua believes over TLS, and who it says it is itself.
 * Engine thread.
 */
#ifndef SIP_TLS_POLICY_H
#define SIP_TLS_POLICY_H

#include <stdbool.h>

#include <openssl/x509.h>

#include "base/pin.h"

/* FULL: chain and name.  CA: the chain only.  PIN: the key, and nothing else.
 * OFF: anybody. */
enum tls_verify { TLS_FULL, TLS_CA, TLS_PIN, TLS_OFF };

struct tls_policy {			/* texts owned */
	enum tls_verify verify;
	char *ca;			/* file or folder of PEM; NULL: the
					 * system's trust store */
	char *cert, *key;		/* PEM; NULL: none; key NULL: in cert */
	/* The domain of the account: where a request is sent to an address
	 * instead of a name, the peer may show this one.  NULL: none. */
	char *name;
	bool wildcards;			/* of certificates' names count */
	bool pinned;			/* the key must be this one as well */
	uint8_t pin[PIN_BYTES];
};

void tls_policy_copy(struct tls_policy *, const struct tls_policy *from);
void tls_policy_clear(struct tls_policy *);
bool tls_policy_same(const struct tls_policy *, const struct tls_policy *);

/* The files are as they must be, now.  false: `why` says which is not. */
#define TLS_WHY 480
bool tls_policy_works(const struct tls_policy *, char why[TLS_WHY]);

/* What a handshake hands over is that of `name`, a host or an address.  false:
 * why it is not believed. */
bool tls_policy_believes(const struct tls_policy *, X509_STORE_CTX *,
	const char *name, char why[TLS_WHY]);
/* What was believed by its name may serve this host as well. */
bool tls_policy_lets(const struct tls_policy *, const X509 *, const char *host);
/* The name that was verified: `name`, or the account's in place of an address;
 * NULL: none was. */
const char *tls_policy_verified(const struct tls_policy *, const X509 *,
	const char *name);

const char *tls_verify_word(enum tls_verify);	/* "full" ... */

#endif
