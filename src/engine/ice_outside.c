#include "engine/ice_outside.h"

#include <string.h>

#define FOUNDATION "static"	/* libnice's are numbers */

/* Of a priority */
#define TYPE_SHIFT 24
#define SRFLX_PREFERENCE 100u
#define LOCAL_PREFERENCE 0xffff00u
#define LOCAL_STEP 0x100u

static bool has_priority(const struct sdp_ice *ice, unsigned priority)
{
	for (int i = 0; i < ice->n; i++)
		if (ice->candidates[i].priority == priority)
			return true;
	return false;
}

/* Of that type, for this base: no two are alike. */
static unsigned priority_beside(const struct sdp_ice *ice,
	const struct sdp_candidate *host)
{
	unsigned priority = SRFLX_PREFERENCE << TYPE_SHIFT |
		(host->priority & LOCAL_PREFERENCE) |
		(256u - (unsigned)host->component);

	while (has_priority(ice, priority) && priority & LOCAL_PREFERENCE)
		priority -= LOCAL_STEP;
	return priority;
}

static void add(struct sdp_ice *ice, int host, const char *address)
{
	const struct sdp_candidate *base = &ice->candidates[host];
	struct sdp_candidate *c = &ice->candidates[ice->n];

	if (ice->n == SDP_CANDIDATES ||
	    candidate_has(ice, base->component, address, base->port))
		return;
	*c = (struct sdp_candidate){ .component = base->component,
		.priority = priority_beside(ice, base), .type = SDP_SRFLX,
		.port = base->port, .related_port = base->port };
	strcpy(c->foundation, FOUNDATION);
	strcpy(c->address, address);
	strcpy(c->related, base->address);
	ice->n++;
}

void ice_outside_add(struct sdp_ice *ice, const char *host, const char *outside)
{
	int n = ice->n;

	for (int i = 0; i < n; i++)
		if (ice->candidates[i].type == SDP_HOST &&
		    !strcmp(ice->candidates[i].address, host))
			add(ice, i, outside);
}
