#include "ice/candidate.h"

#include <string.h>

static const NiceCandidateType types[] = {
	[ICE_HOST] = NICE_CANDIDATE_TYPE_HOST,
	[ICE_SRFLX] = NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE,
	[ICE_PRFLX] = NICE_CANDIDATE_TYPE_PEER_REFLEXIVE,
	[ICE_RELAY] = NICE_CANDIDATE_TYPE_RELAYED,
};

static enum ice_type type_of(NiceCandidateType nice)
{
	enum ice_type type = ICE_HOST;

	while (type < ICE_RELAY && types[type] != nice)
		type++;
	return type;
}

static void take_place(struct ice_place *place, const NiceAddress *address)
{
	char text[INET6_ADDRSTRLEN];

	nice_address_to_string(address, text);
	g_strlcpy(place->address, text, sizeof place->address);
	place->port = (int)nice_address_get_port(address);
}

void candidate_from_nice(struct ice_candidate *c, const NiceCandidate *nice)
{
	*c = (struct ice_candidate){ .component = (int)nice->component_id,
		.priority = nice->priority, .type = type_of(nice->type) };
	g_strlcpy(c->foundation, nice->foundation, sizeof c->foundation);
	take_place(&c->place, &nice->addr);
	if (c->type != ICE_HOST && nice_address_is_valid(&nice->base_addr))
		take_place(&c->base, &nice->base_addr);
}

bool place_to_nice(NiceAddress *address, const struct ice_place *place)
{
	nice_address_init(address);
	if (!nice_address_set_from_string(address, place->address))
		return false;
	nice_address_set_port(address, (guint)place->port);
	return true;
}

NiceCandidate *candidate_to_nice(const struct ice_candidate *c)
{
	NiceCandidate *nice = nice_candidate_new(types[c->type]);

	nice->component_id = (guint)c->component;
	nice->transport = NICE_CANDIDATE_TRANSPORT_UDP;
	nice->priority = c->priority;
	g_strlcpy(nice->foundation, c->foundation, sizeof nice->foundation);
	if (!place_to_nice(&nice->addr, &c->place)) {
		nice_candidate_free(nice);
		return NULL;
	}
	if (c->base.address[0])
		place_to_nice(&nice->base_addr, &c->base);
	return nice;
}
