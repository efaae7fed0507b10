/* settle.h - one m=audio line of theirs against what we can do.  Pure. */
#ifndef SDP_SETTLE_H
#define SDP_SETTLE_H

#include "sdp/description.h"

/* 0 and *a, where receive holds their codecs that we have too, in their order
 * and with their numbers; or the SIP status and the cause in why. */
int settle(const struct sdp_local *, const struct description_media *,
	struct agreement *a, char why[SDP_WHY]);

#endif
