#include "media/latch.h"

#include <netinet/in.h>
#include <string.h>

typedef const struct sockaddr_in v4;
typedef const struct sockaddr_in6 v6;

static in_port_t port_of(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET ? ((v4 *)a)->sin_port :
		a->ss_family == AF_INET6 ? ((v6 *)a)->sin6_port : 0;
}

bool address_same_host(const struct sockaddr_storage *a,
	const struct sockaddr_storage *b)
{
	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET)
		return ((v4 *)a)->sin_addr.s_addr == ((v4 *)b)->sin_addr.s_addr;
	return a->ss_family == AF_INET6 && !memcmp(&((v6 *)a)->sin6_addr,
		&((v6 *)b)->sin6_addr, sizeof(struct in6_addr));
}

bool address_same(const struct sockaddr_storage *a,
	const struct sockaddr_storage *b)
{
	return port_of(a) == port_of(b) && address_same_host(a, b);
}

bool address_usable(const struct sockaddr_storage *a)
{
	if (!port_of(a))
		return false;
	if (a->ss_family == AF_INET)
		return ((v4 *)a)->sin_addr.s_addr != htonl(INADDR_ANY);
	return !IN6_IS_ADDR_UNSPECIFIED(&((v6 *)a)->sin6_addr);
}

void address_next_port(struct sockaddr_storage *a)
{
	in_port_t port = htons((uint16_t)(ntohs(port_of(a)) + 1));

	if (a->ss_family == AF_INET)
		((struct sockaddr_in *)a)->sin_port = port;
	else
		((struct sockaddr_in6 *)a)->sin6_port = port;
}

socklen_t address_length(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) :
		sizeof(struct sockaddr_in);
}

void latch_plan(struct latch *l, const struct sockaddr_storage *plan,
	const struct sockaddr_storage *signalling)
{
	if (!address_same(&l->plan, plan))
		*l = (struct latch){ .plan = *plan };
	if (signalling)
		l->signalling = *signalling;
}

/* --- who may speak ------------------------------------------------------- */

enum standing { STRANGER, HOST, PLANNED };

static enum standing standing_of(const struct latch *l,
	const struct sockaddr_storage *a)
{
	if (address_same(&l->plan, a))
		return PLANNED;
	return address_same_host(&l->plan, a) ||
		address_same_host(&l->signalling, a) ? HOST : STRANGER;
}

static bool silent_for(int64_t since_ns, int64_t now_ns, int ms)
{
	return now_ns - since_ns > ms * INT64_C(1000000);
}

/* Not one that was late, or kept back by somebody on the way. */
static bool is_newer(const struct latch *l, const struct rtp_packet *p)
{
	return (int16_t)(p->sequence - l->newest) > 0;
}

static bool goes_on(const struct latch *l, const struct rtp_packet *p)
{
	return l->sealed && p->ssrc == l->owner_ssrc && is_newer(l, p);
}

static bool may_take_over(const struct latch *l,
	const struct sockaddr_storage *from, const struct rtp_packet *p,
	int64_t now_ns)
{
	enum standing now = standing_of(l, &l->heard);
	enum standing then = standing_of(l, from);

	if (!l->has_heard || then > now || address_same(&l->owner, from) ||
	    goes_on(l, p))
		return true;
	return silent_for(l->heard_ns, now_ns, then < now ? LATCH_LONG_MS :
		LATCH_SILENCE_MS);
}

/* Packets of one SSRC one after the other from one place. */
static bool is_proven(struct latch *l, const struct sockaddr_storage *from,
	const struct rtp_packet *p)
{
	bool goes_on = l->proof && address_same(&l->next, from) &&
		l->next_ssrc == p->ssrc && l->next_sequence == p->sequence;

	if (standing_of(l, from) != STRANGER || l->sealed ||
	    address_same(&l->owner, from))
		return true;
	l->next = *from;
	l->next_ssrc = p->ssrc;
	l->next_sequence = (uint16_t)(p->sequence + 1);
	l->proof = goes_on ? l->proof + 1 : 1;
	return l->proof >= LATCH_PROOF;
}

/* A NAT that gave the same source another port made it no other one. */
static bool becomes_owner(const struct latch *l,
	const struct sockaddr_storage *from, const struct rtp_packet *p,
	int64_t now_ns)
{
	return !l->has_heard || p->ssrc == l->owner_ssrc ||
		standing_of(l, from) > standing_of(l, &l->owner) ||
		silent_for(l->owner_ns, now_ns, LATCH_LONG_MS);
}

bool latch_packet(struct latch *l, const struct sockaddr_storage *from,
	const struct rtp_packet *p, int64_t now_ns)
{
	bool same = l->has_heard && address_same(&l->heard, from);

	if (!same && (!may_take_over(l, from, p, now_ns) ||
		      !is_proven(l, from, p)))
		return false;
	if (becomes_owner(l, from, p, now_ns))
		l->owner = *from;
	if (address_same(&l->owner, from)) {
		if (!l->has_heard || p->ssrc != l->owner_ssrc ||
		    is_newer(l, p))
			l->newest = p->sequence;
		l->owner_ssrc = p->ssrc;
		l->owner_ns = now_ns;
	}
	if (!same)
		l->proof = 0;
	l->heard = *from;
	l->has_heard = true;
	l->heard_ns = now_ns;
	return true;
}

const struct sockaddr_storage *latch_target(const struct latch *l)
{
	if (l->has_heard)
		return &l->heard;
	return address_usable(&l->plan) ? &l->plan : NULL;
}
