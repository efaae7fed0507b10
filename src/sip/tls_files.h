/* tls_files.h - the files that a TLS policy names, read anew for each
 * connection: whoever renews one restarts nothing.  Engine thread; they are
 * small and local, and what could keep a reader waiting is refused.  Of those
 * that are trusted no more is read than is asked for.
 */
#ifndef SIP_TLS_FILES_H
#define SIP_TLS_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "sip/tls_policy.h"

struct tls_files {
	X509_STORE *trust;		/* owned; NULL: none is asked */
	X509 *own;			/* owned; NULL: we show none */
	STACK_OF(X509) *chain;		/* owned; what stands behind it */
	EVP_PKEY *key;			/* owned */
};

/* false: a file is not as it must be, and `why` says which and what to do. */
bool tls_files_read(struct tls_files *, const struct tls_policy *,
	char why[TLS_WHY]);
void tls_files_clear(struct tls_files *);

/* false: a key is of no use to OpenSSL, as one that is too short. */
bool tls_files_use(const struct tls_files *, SSL *, char why[TLS_WHY]);

/* Another number once a file has been written or replaced; 0: there are
 * none. */
uint64_t tls_files_stamp(const struct tls_policy *);

#endif
