/* media_peer.h - plain sockets for tests of media, on a loopback address of
 * this process alone, so that any number of them run at once. */
#ifndef MEDIA_PEER_H
#define MEDIA_PEER_H

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEER_PATIENCE_MS 10000

/* 127.X.Y.Z by the process id. */
static inline const char *peer_ip(void)
{
	static char text[INET_ADDRSTRLEN];
	unsigned id = (unsigned)getpid();

	snprintf(text, sizeof text, "127.%u.%u.%u", 1 + id / 254 / 256 % 250,
		id / 254 % 256, 1 + id % 254);
	return text;
}

static inline struct sockaddr_in peer_address(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };

	inet_pton(AF_INET, peer_ip(), &a.sin_addr);
	return a;
}

/* A socket on port, 0 any; -1: it is taken.  Its address in *a. */
static inline int peer_open(int port, struct sockaddr_in *a)
{
	socklen_t n = sizeof *a;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	*a = peer_address(port);
	if (bind(fd, (struct sockaddr *)a, n) < 0) {
		close(fd);
		return -1;
	}
	getsockname(fd, (struct sockaddr *)a, &n);
	return fd;
}

static inline void peer_put(int fd, int port, const void *bytes, size_t n)
{
	struct sockaddr_in to = peer_address(port);

	sendto(fd, bytes, n, 0, (struct sockaddr *)&to, sizeof to);
}

/* What is there now; 0: nothing. */
static inline size_t peer_get(int fd, void *bytes, size_t size)
{
	ssize_t n = recv(fd, bytes, size, MSG_DONTWAIT);

	return n < 0 ? 0 : (size_t)n;
}

#endif
