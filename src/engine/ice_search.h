/* ice_search.h - the STUN and TURN servers of an account: what to say there,
 * and their addresses.  Engine thread.
 *
 *	ice_password_command --> user, password --> each name's address --> fn
 */
#ifndef ENGINE_ICE_SEARCH_H
#define ENGINE_ICE_SEARCH_H

#include "ice/ice.h"
#include "store/config.h"

struct ice_search;
struct loop;

/* What was found, wiped when it returns.  problem: in words, of what was not;
 * NULL: nothing. */
typedef void ice_search_fn(void *arg, const struct ice_server *, int n,
	const char *problem);

/* fn runs once, from the loop; the search is gone after it. */
struct ice_search *ice_search_new(struct loop *, const char *resolv_conf,
	const struct ice_config *, ice_search_fn *, void *arg);
void ice_search_cancel(struct ice_search *);	/* NULL may be given */

#endif
