/* session_outgoing.c - our INVITE.  Engine thread. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/private.h"

static void invite(struct session *s)
{
	struct dialog_params p = { .to_uri = s->to ? s->to : s->target,
		.request_uri = s->target, .call_id = s->call_id,
		.from_uri = s->local_uri, .from_display = s->local_name,
		.next_hop = s->next_hop,
		.headers = (const struct dialog_header *)s->headers,
		.n_headers = s->n_headers };

	if (s->account && !s->service) {
		p.routes = (const char *const *)s->account->config->proxy.items;
		p.n_routes = s->account->config->proxy.n;
		account_call_credentials(s->account,
			account_is_way_to(s->account, s->target),
			&p.credentials);
	}
	if (!s->delayed)
		s->offer = call_media_offer(s->media, SDP_SENDRECV);
	p.sdp = s->offer;
	if (s->privacy)
		session_hide_us(s, &p);
	p.public_address = s->public_address;
	s->dialog = dialog_invite(s->endpoint->ua, &p, &session_handlers, s);
	mem_wipe_text(s->offer);
	s->offer = NULL;
}

/* A call of no account comes from our address, where it can be called back. */
static void name_ourselves(struct session *s)
{
	const struct ua *ua = s->endpoint->ua;
	bool six = strchr(ua_address(ua), ':') != NULL;

	if (!s->local_uri)
		s->local_uri = mem_format("sip:offhook@%s%s%s:%d",
			six ? "[" : "", ua_address(ua), six ? "]" : "",
			ua_port(ua));
}

/* One that was redirected keeps its Call-ID, but perhaps not its endpoint. */
static void claim_trace(struct session *s)
{
	struct trace *former = s->trace;

	s->trace = trace_claim(s->engine->traces, s->endpoint, s->call_id);
	trace_release(former);
}

void session_warn_of_ports(struct session *s, int error)
{
	engine_warn(s->engine, "rtp_ports", error == -EADDRINUSE ?
		"raise media.rtp_ports in offhook.conf" :
		"end calls, or start the engine with a higher limit "
		"(ulimit -n)", "no RTP port could be bound: %s",
		strerror(-error));
}

static void go(struct session *s)
{
	invite(s);
	session_move(s, EVENT_INVITE_SENT);
	mem_set(&s->call_id, dialog_call_id(s->dialog));
	claim_trace(s);
	session_apply(s);
	session_changed(s);
}

void session_begin(struct session *s, struct endpoint *endpoint)
{
	int error;

	s->endpoint = endpoint;
	endpoint_use(endpoint);
	name_ourselves(s);
	mem_set(&s->public_address, session_public_address(s));
	error = session_open_media(s, ua_address(endpoint->ua));
	if (error < 0) {
		session_warn_of_ports(s, error);
		session_end(s, "error", 503, "no RTP port could be bound");
		return;
	}
	if (!session_place_offers(s, go))
		go(s);
}
