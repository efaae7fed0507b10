/* bindings.h - REGISTERs beside a registration: who is bound, and away with what
 * an earlier life of this phone has left.  Engine thread. */
#ifndef SIP_BINDINGS_H
#define SIP_BINDINGS_H

#include "sip/registration_private.h"

/* Those of a 200, ours marked.  bindings_free. */
struct bindings *registration_bindings(const struct registration *,
	const sip_t *);

/* A binding of our instance and flow at another address is of a phone that
 * crashed, or moved; and so is where a NAT had us before: calls would go there
 * as well.  One at a time. */
void registration_clean(struct registration *, const struct bindings *);

#endif
