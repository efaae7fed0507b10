/* ice_address.h - which addresses of ours are candidates.  Engine thread. */
#ifndef ENGINE_ICE_ADDRESS_H
#define ENGINE_ICE_ADDRESS_H

#include "ice/ice.h"

/* first, then those of the default routes, then the others of this machine that
 * others could send to; if that is the loopback's, no others.  How many. */
int ice_addresses(const char *first, char all[ICE_ADDRESSES][ICE_ADDRESS]);

#endif
