/* registration_events.h - what the stack tells a registration. */
#ifndef SIP_REGISTRATION_EVENTS_H
#define SIP_REGISTRATION_EVENTS_H

#include "sip/registration.h"
#include "sip/stack.h"

void registration_on_response(struct registration *, const struct sip_event *);
void registration_on_unregister_response(struct registration *,
	const struct sip_event *);
void bindings_on_response(struct bindings_request *, const struct sip_event *);

#endif
