/* dtls_cert.h - a certificate for one call: whose key it is says the
 * fingerprint in our description, and nobody else.  Engine thread.
 *
 * A new one for each call, so that no two can be told to be of one phone.  Its
 * name says nothing.  About 0.3 ms, the very first 2 ms more.
 */
#ifndef MEDIA_DTLS_CERT_H
#define MEDIA_DTLS_CERT_H

#include <stdint.h>

#define DTLS_PRINT_MAX 64		/* bytes of a fingerprint */

enum dtls_hash { DTLS_SHA_256, DTLS_SHA_384, DTLS_SHA_512 };

/* RFC 8122 */
struct dtls_print {
	enum dtls_hash hash;
	uint8_t bytes[DTLS_PRINT_MAX];	/* the rest is 0 */
};

struct dtls_cert;

struct dtls_cert *dtls_cert_new(void);	/* NULL: the library cannot (logged) */
void dtls_cert_free(struct dtls_cert *);	/* NULL may be given */
const struct dtls_print *dtls_cert_print(const struct dtls_cert *);

#endif
