/* digest.h - the sums of digest authentication (RFC 7616, 8760).  Pure. */
#ifndef SIP_DIGEST_H
#define SIP_DIGEST_H

#include <stdbool.h>

#define DIGEST_HEX 65		/* the longest sum in hex, with its '\0' */

/* Weakest first. */
enum digest_algorithm {
	DIGEST_MD5, DIGEST_SHA256, DIGEST_SHA512_256,
	DIGEST_ALGORITHMS,
	DIGEST_UNKNOWN = DIGEST_ALGORITHMS,
};

/* NULL is MD5, as the RFCs have it; *session: it was the "-sess" form. */
enum digest_algorithm digest_algorithm(const char *name, bool *session);
const char *digest_name(enum digest_algorithm, bool session);

/* H(user:realm:password) */
void digest_ha1(enum digest_algorithm, const char *user, const char *realm,
	const char *password, char hex[DIGEST_HEX]);

struct digest_request {
	enum digest_algorithm algorithm;
	bool session;
	const char *ha1, *nonce;
	const char *cnonce;		/* NULL: no qop (RFC 2069) */
	unsigned nc;
	const char *method, *uri;
};
void digest_response(const struct digest_request *, char hex[DIGEST_HEX]);

#endif
