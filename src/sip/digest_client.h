/* digest_client.h - our digest in place of Sofia's.  Engine thread.
 *
 * Sofia's own knows MD5 alone, and fails even MD5 where the server also offers
 * SHA-256 (RFC 8760).  Ours takes the strongest algorithm for which it has the
 * sum, keeps sums only, and counts anew with each nonce.  What goes straight to
 * a host, within a dialog, has an answer only if that is one of those that came
 * with the sums (digest_lent.h).
 */
#ifndef SIP_DIGEST_CLIENT_H
#define SIP_DIGEST_CLIENT_H

#include <sofia-sip/msg_types.h>

#include "sip/digest.h"

void digest_client_install(void);

/* DIGEST_UNKNOWN: no digest, or one that we cannot answer. */
enum digest_algorithm digest_client_algorithm(const msg_auth_t *challenge);

#endif
