/* turn_check.h - why a TURN server gave no relay: libnice does not tell.  The
 * module's thread.
 *
 *	Allocate --> 401 and a realm --> Allocate with credentials --> 401: wrong
 */
#ifndef ICE_TURN_CHECK_H
#define ICE_TURN_CHECK_H

#include "ice/ice.h"

struct turn_check;

/* told(arg) runs once, from the loop, unless it is stopped; text: what is
 * wrong, in words; NULL: nothing was found. */
struct turn_check *turn_check_new(const struct ice_server *,
	void (*told)(void *arg, const char *text), void *arg);
void turn_check_free(struct turn_check *);	/* NULL may be given */

#endif
