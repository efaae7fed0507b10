/* mend_target.h - what a dialog may send to.  Pure. */
#ifndef SIP_MEND_TARGET_H
#define SIP_MEND_TARGET_H

#include <stdbool.h>

#include <sofia-sip/sip.h>

bool target_is_usable(const url_t *);		/* sip: or sips:, with a host */
bool routes_are_usable(const sip_record_route_t *);	/* NULL is */

#endif
