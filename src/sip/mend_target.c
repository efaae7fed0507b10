/* A peer whose Contact or Record-Route cannot be a Request-URI ("Contact: *",
 * <tel:1>) stops Sofia-SIP: the BYE that it then tries to send cannot be made,
 * which it answers by ending the call with a BYE, and so on until the stack is
 * used up.  One 200 OK is enough.  So what cannot be sent to never becomes the
 * target of a dialog: the one before stays, or that of the To header.
 *
 * The library calls these functions of its own through the dynamic linker,
 * which finds ours first.  To be dropped with the first library that looks.
 */
#include <dlfcn.h>
#include <stdbool.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/url.h>

#include "sip/mend_target.h"

bool target_is_usable(const url_t *url)
{
	return (url->url_type == url_sip || url->url_type == url_sips) &&
		url->url_host && *url->url_host;
}

bool routes_are_usable(const sip_record_route_t *route)
{
	for (; route; route = route->r_next)
		if (!target_is_usable(route->r_url))
			return false;
	return true;
}

static const sip_contact_t *usable_contact(const sip_contact_t *contact)
{
	return contact && target_is_usable(contact->m_url) ? contact : NULL;
}

static const sip_record_route_t *usable_routes(const sip_record_route_t *route)
{
	return routes_are_usable(route) ? route : NULL;
}

int nta_leg_client_reroute(nta_leg_t *leg, const sip_record_route_t *route,
	const sip_contact_t *contact, int initial)
{
	static int (*theirs)(nta_leg_t *, const sip_record_route_t *,
		const sip_contact_t *, int);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nta_leg_client_reroute");
	return theirs(
		leg, usable_routes(route), usable_contact(contact), initial);
}

int nta_leg_server_route(nta_leg_t *leg, const sip_record_route_t *route,
	const sip_contact_t *contact)
{
	static int (*theirs)(nta_leg_t *, const sip_record_route_t *,
		const sip_contact_t *);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "nta_leg_server_route");
	return theirs(leg, usable_routes(route), usable_contact(contact));
}
