/* The stack pings on streams, beside which nobody else may write.  On UDP it has
 * nothing but an OPTIONS to ourselves through the registrar; so the datagram
 * leaves by the stack's own socket, which the library does not hand out: it is
 * the one of this process that is bound to the ua's address and port.  STUN,
 * the answer of RFC 5626, would be answered to that socket as well, where the
 * stack throws it away: whether somebody is there the OPTIONS ping tells.
 */
#include "sip/keepalive.h"

#include <dirent.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>

#include "sip/network.h"
#include "sip/stack.h"
#include "sip/tls_link.h"

static const char ping[] = "\r\n\r\n";

/* --- streams ------------------------------------------------------------------*/

static void set(tport_t *t, int idle_ms, int pong_ms)
{
	tport_set_params(t, TPTAG_KEEPALIVE(idle_ms), TPTAG_PINGPONG(pong_ms),
		TPTAG_PONG2PING(1), TAG_END());
}

void keepalive_streams(struct ua *ua, int idle_ms, int pong_ms)
{
	tport_t *t = ua->agent ? tport_primaries(nta_agent_tports(ua->agent)) :
		NULL;

	if (ua->transports == UA_TLS) {
		tls_links_keepalive(ua, idle_ms, pong_ms);
		return;
	}
	for (; t; t = tport_next(t)) {
		if (!tport_is_tcp(t))
			continue;
		set(t, idle_ms, pong_ms);
		for (tport_t *s = tport_secondary(t); s; s = tport_next(s))
			set(s, idle_ms, pong_ms);
	}
}

/* --- UDP ----------------------------------------------------------------------*/

static bool is_bound_to(int fd, const struct sockaddr_storage *wanted,
	socklen_t size)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a, m = sizeof(int);
	int type = 0;

	memset(&a, 0, sizeof a);
	return !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &m) &&
		type == SOCK_DGRAM &&
		!getsockname(fd, (struct sockaddr *)&a, &n) && n == size &&
		!memcmp(&a, wanted, size);
}

static int find_socket(const struct ua *ua)
{
	struct sockaddr_storage wanted;
	socklen_t size = address_sockaddr(ua->address, ua->port, &wanted);
	DIR *folder = size ? opendir("/proc/self/fd") : NULL;
	struct dirent *entry;
	int found = -1;

	while (folder && found < 0 && (entry = readdir(folder)))
		if (entry->d_name[0] != '.' &&
		    is_bound_to(atoi(entry->d_name), &wanted, size))
			found = atoi(entry->d_name);
	if (folder)
		closedir(folder);
	return found;
}

static socklen_t peer_address(const char *peer, struct sockaddr_storage *to)
{
	char ip[ADDRESS_TEXT];
	const char *colon = strrchr(peer, ':');
	size_t brackets = peer[0] == '[', n;

	if (!colon)
		return 0;
	n = colon - peer;
	if (n <= 2 * brackets || n - 2 * brackets >= sizeof ip)
		return 0;
	memcpy(ip, peer + brackets, n - 2 * brackets);
	ip[n - 2 * brackets] = '\0';
	return address_sockaddr(ip, atoi(colon + 1), to);
}

bool keepalive_datagram(const struct ua *ua, const char *peer)
{
	struct sockaddr_storage to;
	socklen_t size = peer_address(peer, &to);
	int fd = size ? find_socket(ua) : -1;

	return fd >= 0 && sendto(fd, ping, strlen(ping), MSG_DONTWAIT,
		(struct sockaddr *)&to, size) > 0;
}
