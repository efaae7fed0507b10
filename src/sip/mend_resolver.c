/* A name server to which there is no way, as when the network is down, stops
 * Sofia-SIP: where a socket cannot be connected its resolver takes the same
 * server for the next one to try, for ever.  One that cannot send is passed
 * over, and tried again later.  So every such socket counts as connected; where
 * that was not so, it is tried again when there is something to send.
 *
 * The library calls these two through the dynamic linker, which finds ours
 * first.  To be dropped with the first library whose search for a server ends.
 */
#include "sip/mend_resolver.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"

#define NAME_SERVERS_MAX 6	/* of a resolv.conf */

/* Sockets that are still to be connected, each once; engine thread. */
struct unconnected {
	struct list link;
	int fd;
	struct sockaddr_storage to;
	socklen_t n;
};

static struct list waiting = { &waiting, &waiting };

/* Without a descriptor nothing can be had that counts as connected. */
bool resolver_has_room(void)
{
	int fds[NAME_SERVERS_MAX], n = 0;

	do {
		fds[n] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	} while (fds[n] >= 0 && ++n < NAME_SERVERS_MAX);
	for (int i = 0; i < n; i++)
		close(fds[i]);
	return n == NAME_SERVERS_MAX;
}

static bool option(int fd, int level, int name)
{
	int value = 0;
	socklen_t n = sizeof value;

	return !getsockopt(fd, level, name, &value, &n) && value;
}

/* In this program nobody else wants errors reported on a socket that is to be
 * connected.  Other threads come this far with theirs, and no further. */
static bool asks_for_names(int fd)
{
	int type = 0, error = errno;
	socklen_t n = sizeof type;
	bool asks = !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) &&
		type == SOCK_DGRAM && (option(fd, IPPROTO_IP, IP_RECVERR) ||
			option(fd, IPPROTO_IPV6, IPV6_RECVERR));

	errno = error;
	return asks;
}

static void forget(int fd)
{
	list_each(struct unconnected, u, &waiting, link)
		if (u->fd == fd) {
			list_remove(&u->link);
			free(u);
		}
}

static void remember(int fd, const struct sockaddr *to, socklen_t n)
{
	struct unconnected *u = mem_new_of(struct unconnected);

	u->fd = fd;
	memcpy(&u->to, to, n < sizeof u->to ? n : sizeof u->to);
	u->n = n;
	list_append(&waiting, &u->link);
}

static int really_connect(int fd, const struct sockaddr *to, socklen_t n)
{
	static int (*theirs)(int, const struct sockaddr *, socklen_t);

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "connect");
	return theirs(fd, to, n);
}

int connect(int fd, const struct sockaddr *to, socklen_t n)
{
	int result = really_connect(fd, to, n);

	if (!asks_for_names(fd))
		return result;
	forget(fd);
	if (result < 0)
		remember(fd, to, n);
	return 0;
}

static bool connected_at_last(int fd)
{
	list_each(struct unconnected, u, &waiting, link)
		if (u->fd == fd) {
			if (really_connect(fd, (struct sockaddr *)&u->to, u->n))
				return false;
			forget(fd);
			return true;
		}
	return false;
}

ssize_t send(int fd, const void *bytes, size_t n, int flags)
{
	static ssize_t (*theirs)(int, const void *, size_t, int);
	ssize_t sent;

	if (!theirs)
		*(void **)&theirs = dlsym(RTLD_NEXT, "send");
	sent = theirs(fd, bytes, n, flags);
	if (sent >= 0 || errno != EDESTADDRREQ || !asks_for_names(fd) ||
			!connected_at_last(fd))
		return sent;
	return theirs(fd, bytes, n, flags);
}
