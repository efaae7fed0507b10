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

void latch_plan(struct latch *l, const struct sockaddr_storage *plan)
{
	if (address_same(&l->plan, plan))
		return;
	*l = (struct latch){ .plan = *plan };
}

static bool is_silent(const struct latch *l, int64_t now_ns)
{
	return now_ns - l->heard_ns > LATCH_SILENCE_MS * INT64_C(1000000);
}

bool latch_packet(struct latch *l, const struct sockaddr_storage *from,
	int64_t now_ns)
{
	if (!l->has_heard || !address_same(&l->heard, from)) {
		if (l->has_heard && !address_same(&l->plan, from) &&
		    !is_silent(l, now_ns))
			return false;
		l->heard = *from;
		l->has_heard = true;
	}
	l->heard_ns = now_ns;
	return true;
}

const struct sockaddr_storage *latch_target(const struct latch *l)
{
	if (l->has_heard)
		return &l->heard;
	return address_usable(&l->plan) ? &l->plan : NULL;
}
