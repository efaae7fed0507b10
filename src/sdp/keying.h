/* keying.h - where the keys of one m=audio line of theirs come from.  Pure.
 *
 *	a=crypto	SDES (RFC 4568)		the keys are in the agreement
 *	a=fingerprint	DTLS (RFC 5763, 8842)	who begins, and their certificate
 *	neither		in the clear		if it may be (RFC 8643)
 */
#ifndef SDP_KEYING_H
#define SDP_KEYING_H

#include "sdp/description.h"

/* The profile has no other way: UDP/TLS/RTP/SAVP. */
bool keying_is_dtls(const struct description_media *);

/* 0, and a's suite, keys and all of DTLS; or 488 and the cause in why.  What an
 * a=setup that is missing means, the caller has put there. */
int keying_settle(const struct sdp_security *,
	const struct description_media *, struct agreement *a,
	char why[SDP_WHY]);

#endif
