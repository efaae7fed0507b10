#include "engine/ice_address.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "sip/address.h"

#define SIXES 64
#define NETWORK 8		/* bytes of what an interface is given */

/* What the kernel knows of our addresses of IPv6. */
struct sixes {
	struct six {
		struct in6_addr address;
		unsigned interface, flags;	/* IFA_F_... */
	} items[SIXES];
	int n;
};

/* --- IPv6 ----------------------------------------------------------------- */

static bool read_bytes(const char digits[33], struct in6_addr *a)
{
	for (int i = 0; i < 16; i++)
		if (sscanf(digits + 2 * i, "%2hhx", &a->s6_addr[i]) != 1)
			return false;
	return true;
}

static void read_sixes(struct sixes *all)
{
	FILE *f = fopen("/proc/self/net/if_inet6", "re");
	struct six one;
	char digits[33];

	all->n = 0;
	while (f && all->n < SIXES && fscanf(f, "%32s %x %*x %*x %x %*s",
	    digits, &one.interface, &one.flags) == 3)
		if (read_bytes(digits, &one.address))
			all->items[all->n++] = one;
	if (f)
		fclose(f);
}

static bool is_valid(const struct six *one)
{
	return !(one->flags & (IFA_F_DEPRECATED | IFA_F_DADFAILED)) &&
		(!(one->flags & IFA_F_TENTATIVE) ||
		one->flags & IFA_F_OPTIMISTIC);
}

/* Who has an address for a while is not to be known by a lasting one. */
static bool is_covered(const struct sixes *all, const struct six *one)
{
	for (int i = 0; i < all->n; i++) {
		const struct six *other = &all->items[i];

		if (other->flags & IFA_F_TEMPORARY && is_valid(other) &&
		    !(one->flags & IFA_F_TEMPORARY) &&
		    other->interface == one->interface &&
		    !memcmp(&other->address, &one->address, NETWORK))
			return true;
	}
	return false;
}

/* RFC 8445 5.1.1.1, and RFC 6724's rules 3 and 7 */
static bool is_good(const struct sixes *all, const struct in6_addr *a)
{
	if (IN6_IS_ADDR_LINKLOCAL(a) || IN6_IS_ADDR_SITELOCAL(a) ||
	    IN6_IS_ADDR_V4MAPPED(a) || IN6_IS_ADDR_V4COMPAT(a))
		return false;
	for (int i = 0; i < all->n; i++)
		if (IN6_ARE_ADDR_EQUAL(&all->items[i].address, a))
			return is_valid(&all->items[i]) &&
				!is_covered(all, &all->items[i]);
	return true;
}

/* --- all ------------------------------------------------------------------ */

static bool is_loopback(const char *ip)
{
	return !strncmp(ip, "127.", 4) || !strcmp(ip, "::1");
}

/* false: nobody elsewhere could send there, or is to. */
static bool usable_text(const struct sixes *sixes, const struct sockaddr *a,
	char text[ICE_ADDRESS])
{
	const struct in6_addr *six = &((struct sockaddr_in6 *)a)->sin6_addr;

	if (a->sa_family == AF_INET)
		return inet_ntop(AF_INET, &((struct sockaddr_in *)a)->sin_addr,
			text, ICE_ADDRESS) && strncmp(text, "169.254.", 8);
	return a->sa_family == AF_INET6 && is_good(sixes, six) &&
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
	struct sixes sixes;

	read_sixes(&sixes);
	for (; i && n < ICE_ADDRESSES; i = i->ifa_next) {
		char text[ICE_ADDRESS];

		if (i->ifa_addr && i->ifa_flags & IFF_RUNNING &&
		    !(i->ifa_flags & IFF_LOOPBACK) &&
		    usable_text(&sixes, i->ifa_addr, text) &&
		    !is_among(all, n, text))
			strcpy(all[n++], text);
	}
	return n;
}

/* Those of the way out, however many networks a machine has beside it. */
static int add_defaults(char all[ICE_ADDRESSES][ICE_ADDRESS], int n)
{
	static const int families[] = { AF_INET, AF_INET6 };
	char text[ADDRESS_TEXT];

	for (int i = 0; i < 2; i++)
		if (address_default(families[i], text) &&
		    strlen(text) < ICE_ADDRESS && !is_among(all, n, text))
			strcpy(all[n++], text);
	return n;
}

int ice_addresses(const char *first, char all[ICE_ADDRESSES][ICE_ADDRESS])
{
	struct ifaddrs *interfaces;
	int n = 1;

	snprintf(all[0], ICE_ADDRESS, "%s", first);
	if (is_loopback(first))
		return n;
	n = add_defaults(all, n);
	if (getifaddrs(&interfaces))
		return n;
	n = add_others(all, n, interfaces);
	freeifaddrs(interfaces);
	return n;
}
