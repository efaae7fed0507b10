/* link.h - the engine's side of offhook-ice.so.  Engine thread.
 *
 * The module is opened on a thread of its own, by the first ice_link_new: it
 * and the libraries it brings take tens of milliseconds, and double what the
 * engine has in memory.  Orders may be given at once.
 */
#ifndef ICE_LINK_H
#define ICE_LINK_H

#include "ice/ice.h"

struct ice_link;

/* 0 or -errno.  folder: where modules are installed. */
int ice_link_new(struct ice_link **, const char *folder);
/* Legs that are left are closed; waits for the thread. */
void ice_link_free(struct ice_link *);		/* NULL may be given */
int ice_link_fd(const struct ice_link *);	/* readable: there is news */
struct ice_news *ice_link_take(struct ice_link *);	/* the caller's; NULL */
struct ice_order *ice_order_new(enum ice_order_kind, int leg);
void ice_link_give(struct ice_link *, struct ice_order *);	/* its now */

#endif
