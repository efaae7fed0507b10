/* floor.c - the least that so many calls can cost: one socket a call, one epoll.
 *
 *	floor CALLS		each packet is sent back as it is
 *	floor CALLS KEY		it is opened and sealed again (sealed.h)
 *	floor CALLS mix		everybody hears all others, G.711 u-law, 20 ms
 *
 * Prints a port a line, then "ready"; ends with its input.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "sealed.h"

#define EVENTS 64
#define CALLS_MAX 1000
#define HEADER 12
#define SAMPLES 160
#define PERIOD_NS 20000000

/* On a port of the kernel's choice, which it prints.  poll -1: not watched. */
static int open_socket(int poll)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	event.data.fd = fd;
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) ||
	    getsockname(fd, (struct sockaddr *)&address, &length) ||
	    (poll >= 0 && epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event))) {
		perror("floor");
		exit(1);
	}
	printf("%d\n", ntohs(address.sin_port));
	return fd;
}

static struct { srtp_t out, in; } keys[CALLS_MAX + EVENTS];	/* by fd */

static bool seal_again(int fd, char *packet, ssize_t *n)
{
	int length = (int)*n;
	bool good = !keys[fd].in ||
		(!srtp_unprotect(keys[fd].in, packet, &length) &&
		 !srtp_protect(keys[fd].out, packet, &length));

	*n = length;
	return good;
}

static void echo(int fd)
{
	char packet[2048];
	struct sockaddr_in from;
	socklen_t length = sizeof from;
	ssize_t n = recvfrom(fd, packet, sizeof packet, 0,
		(struct sockaddr *)&from, &length);

	if (n > 0 && seal_again(fd, packet, &n) &&
	    sendto(fd, packet, n, 0, (struct sockaddr *)&from,
			length) < 0)
		perror("floor: sendto");
}

/* --- mixing -------------------------------------------------------------- */

struct member {
	int fd;
	struct sockaddr_in from;		/* port 0: nothing came yet */
	int heard;				/* bytes of packet; 0 none */
	uint8_t packet[2048];
};

static struct member members[CALLS_MAX];
static int16_t linear[256];
static uint8_t coded[1 << 14];			/* by the upper 14 bits */

static int16_t decode(int byte)
{
	int value = (((~byte & 15) << 3) + 132) << (~byte >> 4 & 7);

	return (int16_t)(byte & 0x80 ? value - 132 : 132 - value);
}

/* Each linear value is coded as the nearest one that a byte stands for. */
static void fill_tables(void)
{
	for (int i = 0; i < 256; i++)
		linear[i] = decode(i);
	for (int i = 0; i < 1 << 14; i++) {
		int value = (int16_t)(i << 2), best = 0;

		for (int k = 1; k < 256; k++)
			if (abs(linear[k] - value) < abs(linear[best] - value))
				best = k;
		coded[i] = (uint8_t)best;
	}
}

static void hear(struct member *m, int32_t *sum)
{
	socklen_t length = sizeof m->from;
	ssize_t n = recvfrom(m->fd, m->packet, sizeof m->packet, MSG_DONTWAIT,
		(struct sockaddr *)&m->from, &length);

	m->heard = n == HEADER + SAMPLES;
	for (int i = 0; m->heard && i < SAMPLES; i++)
		sum[i] += linear[m->packet[HEADER + i]];
}

static void tell(struct member *m, const int32_t *sum)
{
	uint8_t packet[HEADER + SAMPLES];

	memcpy(packet, m->packet, HEADER);
	for (int i = 0; i < SAMPLES; i++) {
		int32_t v = sum[i] - (m->heard ?
			linear[m->packet[HEADER + i]] : 0);

		v = v > 32767 ? 32767 : v < -32768 ? -32768 : v;
		packet[HEADER + i] = coded[(uint16_t)v >> 2];
	}
	if (m->from.sin_port && sendto(m->fd, packet, sizeof packet, 0,
			(struct sockaddr *)&m->from, sizeof m->from) < 0)
		perror("floor: sendto");
}

static void mix(int n)
{
	int32_t sum[SAMPLES] = { 0 };

	for (int i = 0; i < n; i++)
		hear(&members[i], sum);
	for (int i = 0; i < n; i++)
		tell(&members[i], sum);
}

static int open_timer(int poll)
{
	struct itimerspec every = { { 0, PERIOD_NS }, { 0, PERIOD_NS } };
	struct epoll_event event = { .events = EPOLLIN };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);

	event.data.fd = fd;
	if (fd < 0 || timerfd_settime(fd, 0, &every, NULL) ||
	    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event)) {
		perror("floor");
		exit(1);
	}
	return fd;
}

static void confer(int n)
{
	int poll = epoll_create1(0), timer = open_timer(poll);
	struct epoll_event event, end = { .events = EPOLLIN };
	uint64_t count;

	epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &end);
	for (int i = 0; i < n; i++)
		members[i].fd = open_socket(-1);
	fill_tables();
	puts("ready");
	fflush(stdout);
	while (epoll_wait(poll, &event, 1, -1) == 1 &&
	       event.data.fd == timer &&
	       read(timer, &count, sizeof count) > 0)
		mix(n);
}

static void echo_all(int sockets, const char *key)
{
	int poll = epoll_create1(0);
	struct epoll_event events[EVENTS], end = { .events = EPOLLIN };

	epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &end);
	for (int i = 0; i < sockets && i < CALLS_MAX; i++) {
		int fd = open_socket(poll);

		sealed_open(key, &keys[fd].out, &keys[fd].in);
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		int n = epoll_wait(poll, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == STDIN_FILENO)
				return;
			echo(events[i].data.fd);
		}
	}
}

int main(int argc, char **argv)
{
	int calls = argc > 1 ? atoi(argv[1]) : 0;

	if (argc > 2 && !strcmp(argv[2], "mix") && calls <= CALLS_MAX)
		confer(calls);
	else
		echo_all(calls, argc > 2 ? argv[2] : "-");
	return 0;
}
