/* ice_hub.h - the module for ICE, and the calls that use it.  Engine thread.
 *
 * The module is opened by the first leg that joins; never before.
 */
#ifndef ENGINE_ICE_HUB_H
#define ENGINE_ICE_HUB_H

#include <stdbool.h>

#include "base/list.h"
#include "ice/ice.h"

struct ice_hub;
struct loop;

/* One call's, as the module numbers them; the call's own. */
struct ice_leg {
	struct list link;		/* the hub's */
	int number;			/* the hub gives it */
	/* The news are the hub's to free.  ICE_MISSING: none will follow. */
	void (*on_news)(void *arg, struct ice_news *);
	void *arg;
};

struct ice_hub *ice_hub_new(struct loop *);
void ice_hub_free(struct ice_hub *);		/* NULL may be given */

/* false: there is no module. */
bool ice_hub_join(struct ice_hub *, struct ice_leg *);
void ice_hub_leave(struct ice_hub *, struct ice_leg *);
/* Of a leg that has joined; it becomes the module's. */
void ice_hub_give(struct ice_hub *, struct ice_order *);

/* In words, once; NULL: it is there, was not needed yet, or that was told. */
char *ice_hub_missing(struct ice_hub *);	/* the caller's */

#endif
