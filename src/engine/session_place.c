/* session_place.c - where our sound is found, before a description says it.
 * Engine thread.
 *
 *	ICE, where it is used	--> session_ice.c
 *	else STUN, where the account has a NAT before it, or nat = stun
 *
 *	we call     asked --> INVITE
 *	they call   it rings, asked --> answer, when both are there
 *	the NAT has restarted       other ports, asked --> taken, re-INVITE
 *	nobody answered in time     once one does: the same
 *
 * Only servers that have answered lately are asked, and nobody waits longer
 * than LIMIT_MS: then it is said as it is.
 */
#include <netinet/in.h>
#include <string.h>

#include "base/log.h"
#include "engine/private.h"
#include "engine/stun_query.h"
#include "sip/network.h"

#define LIMIT_MS 500

static bool wants_stun(const struct session *s)
{
	const struct account *a = s->account;

	return a && !s->service && (a->config->nat == CONFIG_NAT_STUN ||
		(a->config->nat == CONFIG_NAT_AUTO &&
		account_is_behind_nat(a)));
}

bool session_place_unknown(const struct session *s, bool news)
{
	return s->state == SESSION_ESTABLISHED && wants_stun(s) &&
		!call_media_ice_now(s->media) && (s->stun.in_vain == 1 ||
		(news && !call_media_public(s->media)));
}

static void go_on(struct session *s)
{
	void (*next)(struct session *) = s->stun.next;

	s->stun.next = NULL;
	if (next && s->state < SESSION_TERMINATING)
		next(s);
}

static void take(struct session *s, const struct sockaddr_storage *rtp,
	const struct sockaddr_storage *rtcp)
{
	char address[ADDRESS_TEXT];
	struct call_place place = { .address = address };

	address_of(rtp, address);
	place.port = address_port(rtp);
	place.rtcp_port = rtcp ? address_port(rtcp) : 0;
	log_info("session", "%d: STUN sees it at %s port %d", s->id, address,
		place.port);
	call_media_appear(s->media, &place);
}

static void on_found(void *arg, const struct stun_found *found)
{
	struct session *s = arg;
	const struct sockaddr_storage *rtp = stun_first(found, 0);

	s->stun.query = NULL;
	s->stun.missed = !rtp;
	s->stun.in_vain = rtp ? 0 : s->stun.in_vain + 1;
	call_media_renewed(s->media, rtp != NULL);
	if (rtp)
		take(s, rtp, stun_first(found, 1));
	else
		account_stun_failed(s->account);
	go_on(s);
}

/* Those of our family. */
static int servers_for(const struct session *s,
	struct sockaddr_storage servers[STUN_SERVERS])
{
	bool six = strchr(call_media_address(s->media), ':') != NULL;
	int n = account_stun_servers(s->account, servers), kept = 0;

	for (int i = 0; i < n; i++)
		if ((servers[i].ss_family == AF_INET6) == six)
			servers[kept++] = servers[i];
	return kept;
}

static void ask(struct session *s)
{
	struct stun_query_params p = { .loop = s->engine->loop,
		.n_fds = STUN_SOCKETS, .limit_ms = LIMIT_MS, .fn = on_found,
		.arg = s };

	if (s->stun.asked || !wants_stun(s) ||
	    (!s->media && session_adopt_media(s) < 0) ||
	    s->ice.search || call_media_ice_given(s->media) ||
	    !call_media_sockets(s->media, p.fds))
		return;
	s->stun.asked = true;
	p.n_servers = servers_for(s, p.servers);
	s->stun.missed = !p.n_servers;
	if (p.n_servers)
		s->stun.query = stun_query_new(&p);
}

static bool waits(struct session *s, void (*next)(struct session *))
{
	if (s->stun.query)
		s->stun.next = next;
	return s->stun.query;
}

bool session_place_offers(struct session *s, void (*next)(struct session *))
{
	if (session_ice_offers(s, next))
		return true;
	ask(s);
	return waits(s, next);
}

void session_place_rings(struct session *s)
{
	session_ice_rings(s);
	ask(s);
}

bool session_place_answers(struct session *s, void (*next)(struct session *))
{
	if (session_ice_answers(s, next))
		return true;
	ask(s);
	return waits(s, next);
}

bool session_place_again(struct session *s, void (*next)(struct session *))
{
	if (s->stun.next && s->stun.next != next)
		return false;		/* what waits is to say it yet */
	s->stun.asked = false;
	if (!s->media || !wants_stun(s) || call_media_ice_now(s->media))
		return false;
	if (!s->stun.query && !call_media_stream(s->media))
		return false;		/* nothing was said of it yet */
	if (!s->stun.query && call_media_renew(s->media) == 0)
		ask(s);
	if (!s->stun.query)
		call_media_renewed(s->media, false);
	return waits(s, next);
}

void session_place_settled(struct session *s)
{
	struct sockaddr_storage servers[STUN_SERVERS];

	if (s->stun.missed && session_place_unknown(s, !s->stun.in_vain) &&
	    servers_for(s, servers))
		session_appear(s);
}

void session_place_left(struct session *s)
{
	stun_query_free(s->stun.query);
	s->stun.query = NULL;
	s->stun.next = NULL;
	s->stun.asked = s->stun.missed = false;
	s->stun.in_vain = 0;
}
