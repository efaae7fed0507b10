/* server_check.h - whether a server answers, and why a TURN server gave no
 * relay: libnice does not tell.  The module's thread.
 *
 *	STUN: Binding --> whatever comes
 *	TURN: Allocate --> 401 and a realm --> Allocate with credentials --> 401:
 *	      wrong
 */
#ifndef ICE_SERVER_CHECK_H
#define ICE_SERVER_CHECK_H

#include "ice/ice.h"

struct server_check;

/* text: what is wrong, in words; NULL: nothing was found.  answers: somebody is
 * there, even if he refuses. */
typedef void server_check_fn(void *arg, const char *text, bool answers);

/* told runs once, from the loop, unless it is stopped; not yet may the check be
 * freed there.  A server without a user is only to answer. */
struct server_check *server_check_new(const struct ice_server *,
	server_check_fn *told, void *arg);
void server_check_free(struct server_check *);	/* NULL may be given */

#endif
