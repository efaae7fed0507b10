/* floor.c - the least that 200 echoed calls can cost: one socket a call, each
 * packet read and sent back, one epoll.  Prints its first port; ends with its
 * standard input. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 64

static int echo_socket(int poll, int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	event.data.fd = fd;
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) ||
	    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event)) {
		perror("floor");
		exit(1);
	}
	return fd;
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
	int port = argc > 2 ? atoi(argv[1]) : 0;
	int sockets = argc > 2 ? atoi(argv[2]) : 0;
	int poll = epoll_create1(0);
	struct epoll_event events[EVENTS], end = { .events = EPOLLIN };

	epoll_ctl(poll, EPOLL_CTL_ADD, STDIN_FILENO, &end);
	for (int i = 0; i < sockets; i++)
		echo_socket(poll, port + 2 * i);
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
