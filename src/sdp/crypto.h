/* crypto.h - a=crypto: a key for SRTP in a description (RFC 4568, 6188, 7714).
 * Pure.
 *
 *	a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:BASE64|2^31
 *	         tag  suite                  key and salt
 *
 * A line that asks for what we do not do (an MKI, a key derivation rate,
 * packets in the clear) is none, as RFC 4568 6.1 wants it.
 */
#ifndef SDP_CRYPTO_H
#define SDP_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdp/span.h"

/* Best first: that is the order in our offers.  GCM costs less than HMAC. */
enum sdp_suite {
	SDP_CLEAR,			/* no SRTP at all */
	SDP_AEAD_AES_128_GCM, SDP_AEAD_AES_256_GCM, SDP_AES_256_CM_80,
	SDP_AES_CM_128_80, SDP_AES_CM_128_32, SDP_AES_256_CM_32, SDP_SUITES
};

#define SDP_KEY_MAX 46			/* bytes of key and salt */

struct sdp_crypto {
	int tag;
	enum sdp_suite suite;
	uint8_t key[SDP_KEY_MAX];	/* key, then salt */
};

const char *sdp_suite_name(enum sdp_suite);	/* "AES_CM_128_HMAC_SHA1_80" */
int sdp_suite_key(enum sdp_suite);		/* bytes of key and salt */

/* What stands behind "crypto:".  NULL, or why we cannot use it: what it has,
 * "packets that name their key (MKI)". */
const char *crypto_read(struct sdp_crypto *, struct span value);

#define SDP_CRYPTO_TEXT 160
void crypto_write(const struct sdp_crypto *, char text[SDP_CRYPTO_TEXT]);

#endif
