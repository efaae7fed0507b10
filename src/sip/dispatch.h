/* dispatch.h - which handler a NUA event goes to.  Engine thread. */
#ifndef SIP_DISPATCH_H
#define SIP_DISPATCH_H

#include "sip/stack.h"

void dispatch(nua_event_t, int status, char const *phrase, nua_t *, struct ua *,
	nua_handle_t *, struct handle_owner *, sip_t const *, tagi_t tags[]);

#endif
