#include "sip/network.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sip/address.h"

socklen_t address_sockaddr(const char *ip, int port, struct sockaddr_storage *a)
{
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)a;
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)a;

	memset(a, 0, sizeof *a);
	if (inet_pton(AF_INET, ip, &ipv4->sin_addr) == 1) {
		ipv4->sin_family = AF_INET;
		ipv4->sin_port = htons(port);
		return sizeof *ipv4;
	}
	if (inet_pton(AF_INET6, ip, &ipv6->sin6_addr) != 1)
		return 0;
	ipv6->sin6_family = AF_INET6;
	ipv6->sin6_port = htons(port);
	return sizeof *ipv6;
}

void address_of(const struct sockaddr_storage *a, char text[ADDRESS_TEXT])
{
	const void *bytes = a->ss_family == AF_INET6 ?
		(const void *)&((const struct sockaddr_in6 *)a)->sin6_addr :
		(const void *)&((const struct sockaddr_in *)a)->sin_addr;

	if (!inet_ntop(a->ss_family, bytes, text, ADDRESS_TEXT))
		text[0] = '\0';
}

int address_port(const struct sockaddr_storage *a)
{
	return ntohs(a->ss_family == AF_INET6 ?
		((const struct sockaddr_in6 *)a)->sin6_port :
		((const struct sockaddr_in *)a)->sin_port);
}

static bool local_name(int fd, char local[ADDRESS_TEXT])
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;

	if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
		return false;
	address_of(&a, local);
	return *local;
}

/* Connecting a UDP socket sends nothing: the kernel looks up the route and
 * fills in the address that it would send from. */
bool address_towards(const char *remote, char local[ADDRESS_TEXT])
{
	struct sockaddr_storage a;
	socklen_t n = address_sockaddr(remote, 5060, &a);
	bool found;
	int fd;

	if (!n)
		return false;
	fd = socket(a.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	found = connect(fd, (struct sockaddr *)&a, n) == 0 &&
		local_name(fd, local);
	close(fd);
	return found;
}

bool address_is_here(const char *ip)
{
	struct sockaddr_storage a;
	socklen_t n = address_sockaddr(ip, 0, &a);
	bool bound;
	int fd;

	if (!n)
		return false;
	fd = socket(a.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true;	/* not known: then nothing is moved */
	bound = bind(fd, (struct sockaddr *)&a, n) == 0;
	close(fd);
	return bound;
}

/* Nobody has these addresses (RFC 5737, 3849): only a default route leads
 * there. */
bool address_default(int family, char local[ADDRESS_TEXT])
{
	return address_towards(family == AF_INET6 ? "2001:db8::1" : "192.0.2.1",
		local);
}

/* IPv4 as mapped IPv6, so that there is one kind to compare. */
static bool to_bytes(const char *ip, unsigned char bytes[16], int *bits)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	*bits = 0;
	if (inet_pton(AF_INET6, ip, bytes) == 1)
		return true;
	if (inet_pton(AF_INET, ip, bytes + 12) != 1)
		return false;
	memcpy(bytes, mapped, sizeof mapped);
	*bits = 96;
	return true;
}

static bool same_bits(const unsigned char *a, const unsigned char *b, int bits)
{
	int whole = bits / 8, rest = bits % 8;

	return !memcmp(a, b, whole) &&
		(!rest || !((a[whole] ^ b[whole]) >> (8 - rest)));
}

bool address_in(const char *ip, const char *network)
{
	unsigned char a[16], b[16];
	char text[ADDRESS_TEXT], *slash, *end;
	int bits, offset, unused;

	if (snprintf(text, sizeof text, "%s", network) >= (int)sizeof text)
		return false;
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	if (!to_bytes(ip, a, &unused) || !to_bytes(text, b, &offset))
		return false;
	bits = 128;
	if (slash) {
		bits = offset + (int)strtol(slash, &end, 10);
		if (end == slash || *end || slash[0] < '0' || slash[0] > '9' ||
		    end - slash > 3 || bits > 128)
			return false;
	}
	return same_bits(a, b, bits);
}

bool address_is_private(const char *ip)
{
	static const char *const networks[] = { "10.0.0.0/8", "172.16.0.0/12",
		"192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
		"127.0.0.0/8", "fc00::/7", "fe80::/10", "::1" };

	for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
		if (address_in(ip, networks[i]))
			return true;
	return false;
}
