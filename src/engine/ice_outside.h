/* ice_outside.h - a router's address as candidates, as a STUN server would have
 * told it (RFC 8445 5.1.1.2, 5.1.2).  Pure. */
#ifndef ENGINE_ICE_OUTSIDE_H
#define ENGINE_ICE_OUTSIDE_H

#include "sdp/candidate.h"

/* Of each host candidate at that address, with its port; none that is there. */
void ice_outside_add(struct sdp_ice *, const char *host, const char *outside);

#endif
