#include "sip/seen.h"

#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_header.h>

#include "sip/network.h"
#include "sip/stack.h"

static bool is_a_host(const struct sockaddr_storage *a)
{
	const struct in6_addr *six = &((struct sockaddr_in6 *)a)->sin6_addr;
	in_addr_t four = ntohl(((struct sockaddr_in *)a)->sin_addr.s_addr);

	return a->ss_family == AF_INET6 ? !IN6_IS_ADDR_UNSPECIFIED(six) &&
		!IN6_IS_ADDR_MULTICAST(six) : four != INADDR_ANY &&
		!IN_MULTICAST(four) && four != INADDR_BROADCAST;
}

/* As we write it, without brackets; false: it is no IP literal. */
static bool take_address(struct seen *s, const char *text)
{
	size_t n = strlen(text), brackets = n > 2 && text[0] == '[';
	struct sockaddr_storage a;

	if (n >= sizeof s->address + 2 * brackets)
		return false;
	memcpy(s->address, text + brackets, n - 2 * brackets);
	s->address[n - 2 * brackets] = '\0';
	if (!address_sockaddr(s->address, 0, &a))
		return false;
	address_of(&a, s->address);
	return is_a_host(&a);
}

static int port_of(const char *text)
{
	long port = text ? strtol(text, NULL, 10) : 0;

	return port > 0 && port < 65536 ? (int)port : 0;
}

/* An answer that has come through has our Via alone; received stands there if
 * it differs from what we wrote. */
bool seen_in(const struct sip_event *e, struct seen *s)
{
	const sip_via_t *via = e->sip && !event_is_internal(e) ?
		e->sip->sip_via : NULL;

	if (!via || !(via->v_received || via->v_rport))
		return false;
	s->port = port_of(via->v_rport);
	return take_address(s, via->v_received ? via->v_received :
		via->v_host);
}
