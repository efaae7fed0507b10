#include "sip/ping.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "sip/header.h"
#include "sip/stack.h"

struct ping {
	struct handle_owner owner;	/* first */
	struct loop_timer *timer;	/* owned; the limit */
	int64_t sent_ms;
	ping_fn *fn;
	void *arg;
};

void ping_forget(struct ping *p)
{
	if (!p)
		return;
	owner_leave(&p->owner);
	loop_timer_free(p->timer);
	free(p);
}

static void tell(struct ping *p, int rtt_ms, const struct seen *seen)
{
	ping_fn *fn = p->fn;
	void *arg = p->arg;

	ping_forget(p);
	fn(arg, rtt_ms, seen);
}

static void on_limit(void *arg)
{
	tell(arg, -1, NULL);
}

void ping_on_response(struct ping *p, const struct sip_event *e)
{
	struct seen seen;
	bool sees = seen_in(e, &seen);

	if (e->status < 200)
		return;
	tell(p, event_is_internal(e) ? -1 : (int)(clock_ms() - p->sent_ms),
		sees ? &seen : NULL);
}

struct ping *ping_send(struct ua *ua, const struct ping_params *params,
	ping_fn *fn, void *arg)
{
	struct ping *p = mem_new_of(struct ping);
	char *from = header_name_address(NULL, params->from_uri);
	char *to = header_name_address(NULL, params->uri);
	char *route = header_routes(params->routes, params->n_routes);

	owner_init(&p->owner, OWNER_PING, ua);
	p->fn = fn;
	p->arg = arg;
	p->sent_ms = clock_ms();
	p->timer = loop_timer_new(ua->loop, on_limit, p, "ping");
	loop_timer_set(p->timer, params->limit_ms);
	p->owner.handle = nua_handle(ua->nua, &p->owner, SIPTAG_FROM_STR(from),
		SIPTAG_TO_STR(to), NUTAG_URL(params->uri), TAG_END());
	nua_options(p->owner.handle,
		TAG_IF(params->next_hop, NUTAG_PROXY(params->next_hop)),
		TAG_IF(route, NUTAG_INITIAL_ROUTE_STR(route)), TAG_END());
	free(from);
	free(to);
	free(route);
	return p;
}
