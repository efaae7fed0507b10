/* leg.h - the ICE of one call, by libnice.  The module's thread.
 *
 *	leg_new: gathering --> ICE_GATHERED
 *	leg_remote: checks --> ICE_STATE, each time something changes
 */
#ifndef ICE_LEG_H
#define ICE_LEG_H

#include "ice/ice.h"

struct leg;
struct silent;

/* Takes the pipes of the order. */
struct leg *leg_new(int number, struct ice_open *, struct mailbox *news,
	struct silent *);
void leg_remote(struct leg *, const struct ice_remote *);
/* Its relays are given back; done(arg) follows, then it is gone. */
void leg_close(struct leg *, void (*done)(void *arg), void *arg);

#endif
