/* floor.c - the least that so many echoed calls can cost: one socket a call,
 * each packet read and sent back, one epoll.
 *
 *	floor CALLS	prints a port a line, then "ready"; ends with its input
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 64

/* On a port of the kernel's choice, which it prints. */
static void echo_socket(int poll)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	event.data.fd = fd;
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) ||
	    getsockname(fd, (struct sockaddr *)&address, &length) ||
	    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event)) {
		perror("floor");
		exit(1);
	}
	printf("%d\n", ntohs(address.sin_port));
}

static void echo(int fd)
{
	char packet[2048];
	struct sockaddr_in from;
	socklen_t length = sizeof from;
	ssize_t n = recvfrom(fd, packet, sizeof packet, 0,
		(struct sockaddr *)&from, &length);

	if (n > 0 && sendto(fd, packet, n, 0, (struct sockaddr *)&from,
			length) < 0)
		perror("floor: sendto");
}

int main(int argc, char **argv)
{
	int sockets = argc > 1 ? atoi(argv[1]) : 0;
	int poll = epoll_create1(0);
	struct epoll_event events[EVENTS], end = { .events = EPOLLIN };

	epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &end);
	for (int i = 0; i < sockets; i++)
		echo_socket(poll);
	puts("ready");
	fflush(stdout);
	for (;;) {
		int n = epoll_wait(poll, events, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == STDIN_FILENO)
				return 0;
			echo(events[i].data.fd);
		}
	}
}
