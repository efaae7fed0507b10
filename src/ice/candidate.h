/* candidate.h - a candidate of libnice's and one of ours.  The module's
 * thread. */
#ifndef ICE_CANDIDATE_H
#define ICE_CANDIDATE_H

#include <nice/agent.h>

#include "ice/ice.h"

void candidate_from_nice(struct ice_candidate *, const NiceCandidate *);
/* The caller's to free; NULL: its address is none. */
NiceCandidate *candidate_to_nice(const struct ice_candidate *);
/* false: it is no address. */
bool place_to_nice(NiceAddress *, const struct ice_place *);

#endif
