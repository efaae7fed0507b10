#include "loop/netlink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "base/mem.h"

#define ROUNDS 16	/* datagrams at a time: a storm does not hold us up */

struct netlink {
	int fd;				/* owned */
	struct loop_watch *watch;	/* owned */
	loop_fn *fn;
	void *arg;
};

static bool is_change(int type)
{
	switch (type) {
	case RTM_NEWADDR: case RTM_DELADDR:
	case RTM_NEWROUTE: case RTM_DELROUTE:
	case RTM_NEWLINK: case RTM_DELLINK:
		return true;
	default:
		return false;
	}
}

bool netlink_tells(const void *bytes, size_t n)
{
	const char *at = bytes;
	struct nlmsghdr h;

	while (n >= sizeof h) {
		size_t step;

		memcpy(&h, at, sizeof h);
		if (h.nlmsg_len < sizeof h || h.nlmsg_len > n)
			return false;
		if (is_change(h.nlmsg_type))
			return true;
		step = NLMSG_ALIGN(h.nlmsg_len);
		if (step >= n)
			return false;
		at += step;
		n -= step;
	}
	return false;
}

/* What did not fit was something, too (ENOBUFS).  Only the kernel is believed:
 * its port is 0. */
static bool read_one(int fd, bool *changed)
{
	char bytes[8192];
	struct sockaddr_nl from = { 0 };
	socklen_t size = sizeof from;
	ssize_t n = recvfrom(fd, bytes, sizeof bytes, MSG_DONTWAIT,
		(struct sockaddr *)&from, &size);

	if (n < 0 && errno == ENOBUFS)
		*changed = true;
	else if (n > 0 && from.nl_pid == 0)
		*changed |= netlink_tells(bytes, n);
	return n >= 0 || errno == ENOBUFS || errno == EINTR;
}

static void on_readable(void *arg, int fd, int events)
{
	struct netlink *n = arg;
	bool changed = false;

	(void)events;
	for (int i = 0; i < ROUNDS && read_one(fd, &changed); i++)
		;
	if (changed)
		n->fn(n->arg);
}

static int open_socket(void)
{
	struct sockaddr_nl groups = { .nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
			RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE |
			RTMGRP_IPV6_ROUTE };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		NETLINK_ROUTE), error;

	if (fd < 0 || !bind(fd, (struct sockaddr *)&groups, sizeof groups))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

struct netlink *netlink_watch(struct loop *loop, loop_fn *fn, void *arg)
{
	int fd = open_socket();
	struct netlink *n;

	if (fd < 0)
		return NULL;
	n = mem_new_of(struct netlink);
	*n = (struct netlink){ .fd = fd, .fn = fn, .arg = arg };
	n->watch = loop_watch(loop, fd, LOOP_IN, on_readable, n, "netlink");
	return n;
}

void netlink_free(struct netlink *n)
{
	if (!n)
		return;
	loop_unwatch(n->watch);
	close(n->fd);
	free(n);
}
