/* Sofia-SIP closes each connection, whatever the reason, by its own
 * tport_close(), which is exported and called by name, so that ours takes its
 * place and is told.  To be dropped with the first library that has an event
 * for it.
 *
 * The other way round, a connection that is known to be dead is shut down below
 * the stack, which then sees it end.  The library hands out no descriptor, so
 * the one whose two ends are these is looked for among ours.
 */
#include "sip/connection.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include <sofia-sip/tport.h>

#include "base/mem.h"
#include "sip/network.h"
#include "sip/stack.h"
#include "sip/tap.h"
#include "sip/tls_link.h"

/* "192.0.2.1:5060", "[2001:db8::1]:5060", as in struct ua_message */
static void peer_text(const tp_name_t *name, char text[TAP_PEER])
{
	const char *host = name->tpn_host;
	bool six = strchr(host, ':') && host[0] != '[';

	snprintf(text, TAP_PEER, six ? "[%s]:%s" : "%s:%s", host,
		name->tpn_port);
}

static void tell(tport_t *tport)
{
	const tp_name_t *name = tport_name(tport);
	struct ua *ua = tap_ua(tport);
	char peer[TAP_PEER];

	if (!ua || !ua->handlers || !ua->handlers->on_closed ||
	    !name->tpn_host || !name->tpn_port)
		return;
	peer_text(name, peer);
	ua->handlers->on_closed(ua->arg, peer);
}

/* The library's own names and forms. */
void tport_close(tport_t *tport);
void tport_error_report(tport_t *, int error, su_sockaddr_t const *);

/* --- those that were never of any use ----------------------------------------
 * What waits on one fails when it ends: the library would leave it to its
 * time-out.  TLS knows more of it: tls_link. */

struct unheard {
	struct list link;
	const tport_t *tport;
};

static struct list all_unheard = { &all_unheard, &all_unheard };

void connection_began(const tport_t *tport)
{
	const char *protocol = tport_name(tport)->tpn_proto;
	struct unheard *u;

	if (!tap_ua(tport) || !protocol || strcasecmp(protocol, "tcp"))
		return;
	u = mem_new_of(struct unheard);
	u->tport = tport;
	list_append(&all_unheard, &u->link);
}

bool connection_heard(const tport_t *tport)
{
	list_each(struct unheard, u, &all_unheard, link)
		if (u->tport == tport) {
			list_remove(&u->link);
			free(u);
			return false;
		}
	return true;
}

int connection_failed(tport_t *tport, int error)
{
	struct tls_link *l = tls_link_of(tport);

	if (l)
		return tls_link_failed(l, error > 0 ? error : 0) && error <= 0 ?
			EPROTO : error;
	return !connection_heard(tport) && error <= 0 ? ECONNRESET : error;
}

static void fail_requests(tport_t *tport)
{
	int error = connection_failed(tport, 0);

	if (error)
		tport_error_report(tport, error, NULL);
}

void tport_close(tport_t *tport)
{
	static void (*theirs)(tport_t *);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "tport_close");
	fail_requests(tport);
	if (tport_is_secondary(tport) && tport_is_tcp(tport) &&
	    !tport_is_closed(tport))
		tell(tport);
	theirs(tport);
	tls_link_gone(tport);
	connection_heard(tport);
}

/* --- ending one -------------------------------------------------------------*/

static const void *host_bytes(const struct sockaddr_storage *a)
{
	return a->ss_family == AF_INET6 ?
		(const void *)&((const struct sockaddr_in6 *)a)->sin6_addr :
		(const void *)&((const struct sockaddr_in *)a)->sin_addr;
}

/* As peer_text() writes it. */
static bool is_at(const struct sockaddr_storage *a, const char *peer)
{
	char ip[ADDRESS_TEXT], text[TAP_PEER];
	bool six = a->ss_family == AF_INET6;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;

	if ((!six && a->ss_family != AF_INET) ||
	    !inet_ntop(a->ss_family, host_bytes(a), ip, sizeof ip))
		return false;
	snprintf(text, sizeof text, six ? "[%s]:%d" : "%s:%d", ip,
		ntohs(six ? v6->sin6_port : v4->sin_port));
	return !strcmp(text, peer);
}

/* Its own end is at our address, whatever the port: that the kernel chose. */
static bool is_ours(int fd, const struct ua *ua)
{
	struct sockaddr_storage a, wanted;
	socklen_t n = sizeof a;
	size_t size;

	if (getsockname(fd, (struct sockaddr *)&a, &n) < 0 ||
	    !address_sockaddr(ua->address, 0, &wanted) ||
	    a.ss_family != wanted.ss_family)
		return false;
	size = a.ss_family == AF_INET6 ? sizeof(struct in6_addr) :
		sizeof(struct in_addr);
	return !memcmp(host_bytes(&a), host_bytes(&wanted), size);
}

static bool is_stream(int fd)
{
	int type = 0;
	socklen_t n = sizeof type;

	return !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) &&
		type == SOCK_STREAM;
}

static bool is_to(int fd, const char *peer)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;

	return !getpeername(fd, (struct sockaddr *)&a, &n) &&
		(!peer || is_at(&a, peer));
}

static bool end_tcp(const struct ua *ua, const char *peer)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;
	bool found = false;

	while (folder && (entry = readdir(folder))) {
		int fd = atoi(entry->d_name);

		if (entry->d_name[0] == '.' || !is_stream(fd) ||
		    !is_to(fd, peer) || !is_ours(fd, ua))
			continue;
		shutdown(fd, SHUT_RDWR);
		found = true;
	}
	if (folder)
		closedir(folder);
	return found;
}

bool connection_end(const struct ua *ua, const char *peer)
{
	return ua->transports == UA_TLS ? tls_links_end(ua, peer) :
		end_tcp(ua, peer);
}
