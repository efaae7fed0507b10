/* tls_bundle.h - certificates of which a few are asked for.  Engine thread.
 *
 *	PEM --> whose each is --> asked for by OpenSSL: read, kept by the store
 *	                      \-> else left as it is
 *
 * A distribution's bundle has 150 certificates; to read them all takes longer
 * than to do everything else that a connection needs.
 */
#ifndef SIP_TLS_BUNDLE_H
#define SIP_TLS_BUNDLE_H

#include <stdbool.h>

#include <openssl/x509_vfy.h>

struct tls_bundle;

/* The store's; it ends with it. */
struct tls_bundle *tls_bundle_new(X509_STORE *);

bool tls_bundle_is_empty(const struct tls_bundle *);

/* Lists of what was revoked go to the store, which looks at them from then on.
 * How many certificates there are. */
int tls_bundle_add(struct tls_bundle *, BIO *pem);

/* That of the system, once somebody is asked for who is not known yet. */
void tls_bundle_add_system(struct tls_bundle *);

#endif
