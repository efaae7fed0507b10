/* fingerprint.h - what a description says of DTLS: whose certificate, who
 * begins (RFC 8122, 4145, 8842).  Pure.
 *
 *	a=fingerprint:sha-256 19:E2:1C:...	of the certificate that will come
 *	a=setup:actpass				active: sends the ClientHello
 *	a=tls-id:4b8f...			another one: another association
 *
 * Hash functions that can be broken (RFC 8122 5: MD5, MD2, SHA-1) are not
 * taken: a line of theirs is remembered as weak and nothing else.
 */
#ifndef SDP_FINGERPRINT_H
#define SDP_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdp/span.h"

enum sdp_hash { SDP_SHA_256, SDP_SHA_384, SDP_SHA_512, SDP_HASHES };

#define SDP_HASH_MAX 64			/* bytes */
#define SDP_FINGERPRINTS 4		/* kept of an m= line */
#define SDP_TLS_ID 256			/* longest is 255 (RFC 8842 4) */

struct sdp_fingerprint {
	enum sdp_hash hash;
	uint8_t bytes[SDP_HASH_MAX];	/* the rest is 0 */
};

enum sdp_setup { SDP_SETUP_NONE, SDP_SETUP_ACTPASS, SDP_SETUP_ACTIVE,
	SDP_SETUP_PASSIVE, SDP_SETUP_HOLDCONN };

/* What one side says of its end. */
struct sdp_dtls {
	/* All of the strongest hash function that was named: the certificate
	 * must be one of those (RFC 8122 5.1). */
	struct sdp_fingerprint prints[SDP_FINGERPRINTS];
	int n;
	bool weak;			/* there were others, of no worth */
	enum sdp_setup setup;
	char tls_id[SDP_TLS_ID];	/* "": not said */
};

int sdp_hash_size(enum sdp_hash);		/* bytes */
const char *sdp_hash_name(enum sdp_hash);	/* "sha-256" */

/* What stands behind "fingerprint:"; false: none that we can use. */
bool fingerprint_read(struct sdp_fingerprint *, struct span value);

#define SDP_FINGERPRINT_TEXT 208
void fingerprint_write(const struct sdp_fingerprint *,
	char text[SDP_FINGERPRINT_TEXT]);

/* The value of one a= line each, taken into what there is.  One that is not as
 * it should be changes nothing. */
void dtls_take_fingerprint(struct sdp_dtls *, struct span value);
void dtls_take_setup(struct sdp_dtls *, struct span value);
void dtls_take_tls_id(struct sdp_dtls *, struct span value);

const char *sdp_setup_name(enum sdp_setup);	/* "actpass" */

/* Of one and the same association, as far as descriptions can say so: the
 * certificates and the tls-id are (RFC 8842 3). */
bool dtls_same(const struct sdp_dtls *, const struct sdp_dtls *);

#endif
