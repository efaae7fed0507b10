/* dtls_cert_private.h - for dtls.c: what OpenSSL makes of it. */
#ifndef MEDIA_DTLS_CERT_PRIVATE_H
#define MEDIA_DTLS_CERT_PRIVATE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "media/dtls_cert.h"

struct dtls_cert {
	EVP_PKEY *key;
	X509 *x509;
	struct dtls_print print;
};

/* That of a certificate of theirs; 0 bytes where it cannot be had. */
void dtls_print_of(struct dtls_print *, X509 *, enum dtls_hash);

#endif
