#include "engine/ice_address.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static bool is_loopback(const char *ip)
{
	return !strncmp(ip, "127.", 4) || !strcmp(ip, "::1");
}

/* false: nobody elsewhere could send there. */
static bool usable_text(const struct sockaddr *a, char text[ICE_ADDRESS])
{
	const struct in6_addr *six = &((struct sockaddr_in6 *)a)->sin6_addr;

	if (a->sa_family == AF_INET)
		return inet_ntop(AF_INET, &((struct sockaddr_in *)a)->sin_addr,
			text, ICE_ADDRESS) && strncmp(text, "169.254.", 8);
	return a->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(six) &&
		inet_ntop(AF_INET6, six, text, ICE_ADDRESS);
}

static bool is_among(char all[ICE_ADDRESSES][ICE_ADDRESS], int n,
	const char *text)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(all[i], text))
			return true;
	return false;
}

static int add_others(char all[ICE_ADDRESSES][ICE_ADDRESS], int n,
	const struct ifaddrs *i)
{
	for (; i && n < ICE_ADDRESSES; i = i->ifa_next) {
		char text[ICE_ADDRESS];

		if (i->ifa_addr && i->ifa_flags & IFF_UP &&
		    !(i->ifa_flags & IFF_LOOPBACK) &&
		    usable_text(i->ifa_addr, text) && !is_among(all, n, text))
			strcpy(all[n++], text);
	}
	return n;
}

int ice_addresses(const char *first, char all[ICE_ADDRESSES][ICE_ADDRESS])
{
	struct ifaddrs *interfaces;
	int n = 1;

	snprintf(all[0], ICE_ADDRESS, "%s", first);
	if (is_loopback(first) || getifaddrs(&interfaces))
		return n;
	n = add_others(all, n, interfaces);
	freeifaddrs(interfaces);
	return n;
}
