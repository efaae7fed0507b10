#include "media/transport.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "media/latch.h"
#include "media/rtp.h"
#include "media/sieve.h"

struct transport {
	int fds[2];			/* owned; by transport_half */
	int port;
	atomic_bool paired;
};

/* --- opening ------------------------------------------------------------- */

static bool parse_address(const char *text, struct sockaddr_storage *a)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)a;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)a;

	memset(a, 0, sizeof *a);
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1)
		a->ss_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1)
		a->ss_family = AF_INET6;
	return a->ss_family != 0;
}

static void set_port(struct sockaddr_storage *a, int port)
{
	if (a->ss_family == AF_INET)
		((struct sockaddr_in *)a)->sin_port = htons((uint16_t)port);
	else
		((struct sockaddr_in6 *)a)->sin6_port = htons((uint16_t)port);
}

/* What only makes the sound better may fail. */
static void ask_for_times(int fd)
{
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

static void set_options(int fd, int family, int dscp)
{
	int on = 1, tos = dscp << 2;

	ask_for_times(fd);
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (!tos)
		return;
	if (family == AF_INET)
		setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
	else
		setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof tos);
}

/* A bound socket, or -errno. */
static int open_socket(struct sockaddr_storage *a, int port, int dscp)
{
	int fd = socket(a->ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
		0);
	int error;

	if (fd < 0)
		return -errno;
	set_options(fd, a->ss_family, dscp);
	set_port(a, port);
	if (!bind(fd, (struct sockaddr *)a, address_length(a)))
		return fd;
	error = errno;
	close(fd);
	return -error;
}

static int open_pair(struct transport *t, struct sockaddr_storage *a, int port,
	int dscp)
{
	t->port = port;
	t->fds[TRANSPORT_RTP] = open_socket(a, port, dscp);
	if (t->fds[TRANSPORT_RTP] < 0)
		return t->fds[TRANSPORT_RTP];
	t->fds[TRANSPORT_RTCP] = open_socket(a, port + 1, dscp);
	if (t->fds[TRANSPORT_RTCP] >= 0)
		return 0;
	close(t->fds[TRANSPORT_RTP]);
	return t->fds[TRANSPORT_RTCP];
}

/* Tries every pair of the range once, from the one after the last call's. */
static int open_next(struct transport *t, struct sockaddr_storage *a, int first,
	int pairs, int dscp)
{
	static unsigned next;		/* engine thread */
	int error = -EADDRINUSE;

	for (int i = 0; i < pairs && error == -EADDRINUSE; i++)
		error = open_pair(t, a, first + 2 * (int)(next++ %
			(unsigned)pairs), dscp);
	return error;
}

int transport_open(struct transport **out, const struct transport_params *p)
{
	int first = p->first_port + (p->first_port & 1);
	int pairs = (p->last_port - first + 1) / 2;
	struct transport *t;
	struct sockaddr_storage a;
	int error;

	*out = NULL;
	if (pairs < 1 || first < 2 || p->last_port > 65535 ||
	    !parse_address(p->address, &a))
		return -EINVAL;
	t = mem_new_of(struct transport);
	error = open_next(t, &a, first, pairs, p->dscp);
	if (error) {
		free(t);
		return error;
	}
	*out = t;
	return 0;
}

void transport_close(struct transport *t)
{
	if (!t)
		return;
	close(t->fds[TRANSPORT_RTP]);
	close(t->fds[TRANSPORT_RTCP]);
	free(t);
}

/* The kernel puts the new socket in the place of the old one in one step: the
 * numbers that the media thread uses stay. */
static int replace(int fd, int by)
{
	return dup3(by, fd, O_CLOEXEC) < 0 ? -errno : 0;
}

int transport_move(struct transport *t, const struct transport_params *p)
{
	struct transport *fresh;
	int error = transport_open(&fresh, p);

	if (error)
		return error;
	for (int i = 0; i < 2 && !error; i++)
		error = replace(t->fds[i], fresh->fds[i]);
	if (!error) {
		t->port = fresh->port;
		t->paired = false;
	}
	transport_close(fresh);
	return error;
}

int transport_take(struct transport *t, const int fds[2], bool paired)
{
	int error = 0;

	for (int i = 0; i < 2 && !error; i++) {
		if (fds[i] < 0)
			continue;
		ask_for_times(fds[i]);
		error = replace(t->fds[i], fds[i]);
	}
	if (!error)
		t->paired = paired;
	return error;
}

void transport_peer(struct sockaddr_storage *peer, enum transport_half half)
{
	struct sockaddr_in *a = (struct sockaddr_in *)peer;

	memset(peer, 0, sizeof *peer);
	a->sin_family = AF_INET;
	a->sin_addr.s_addr = htonl(0xc0000008);	/* 192.0.0.8 */
	a->sin_port = htons(half == TRANSPORT_RTP ? 1 : 2);
}

int transport_port(const struct transport *t)
{
	return t->port;
}

int transport_socket(const struct transport *t, enum transport_half half)
{
	return t->fds[half];
}

/* --- datagrams ----------------------------------------------------------- */

#define CONTROL CMSG_SPACE(sizeof(struct timespec))

struct batch {
	struct mmsghdr headers[BATCH_SIZE];
	struct iovec pieces[BATCH_SIZE];
	struct datagram datagrams[BATCH_SIZE];
	_Alignas(struct cmsghdr) uint8_t control[BATCH_SIZE][CONTROL];
	/* one byte more than is allowed shows what is too long */
	uint8_t bytes[BATCH_SIZE][RTP_PACKET_MAX + 1];
	int used;			/* headers that the kernel wrote to */
};

static void make_ready(struct batch *b, int i)
{
	struct msghdr *h = &b->headers[i].msg_hdr;

	h->msg_name = &b->datagrams[i].from;
	h->msg_namelen = sizeof b->datagrams[i].from;
	h->msg_control = b->control[i];
	h->msg_controllen = CONTROL;
	h->msg_flags = 0;
}

struct batch *batch_new(void)
{
	struct batch *b = mem_new_of(struct batch);

	for (int i = 0; i < BATCH_SIZE; i++) {
		b->pieces[i].iov_base = b->bytes[i];
		b->pieces[i].iov_len = sizeof b->bytes[i];
		b->headers[i].msg_hdr.msg_iov = &b->pieces[i];
		b->headers[i].msg_hdr.msg_iovlen = 1;
		b->datagrams[i].bytes = b->bytes[i];
		make_ready(b, i);
	}
	return b;
}

void batch_free(struct batch *b)
{
	free(b);
}

struct datagram *batch_at(struct batch *b, int i)
{
	return &b->datagrams[i];
}

/* The kernel stamps with the wall clock. */
static int64_t arrival_of(struct msghdr *h, int64_t now_ns)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c))
		if (c->cmsg_level == SOL_SOCKET &&
		    c->cmsg_type == SCM_TIMESTAMPNS) {
			struct timespec stamp;

			memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
			return clock_of_wall_ns(&stamp);
		}
	return now_ns;
}

static void finish(struct batch *b, int i, int64_t now_ns)
{
	struct datagram *d = &b->datagrams[i];

	d->n = b->headers[i].msg_len;
	if (d->n > RTP_PACKET_MAX)
		d->n = 0;
	d->arrival_ns = arrival_of(&b->headers[i].msg_hdr, now_ns);
	/* the wall clock was set in between: no such time */
	if (d->arrival_ns > now_ns ||
	    d->arrival_ns < now_ns - INT64_C(60000000000))
		d->arrival_ns = now_ns;
}

int transport_receive(struct transport *t, enum transport_half half,
	struct batch *b)
{
	int64_t now_ns;
	int n;

	for (; b->used; b->used--)
		make_ready(b, b->used - 1);
	n = recvmmsg(t->fds[half], b->headers, BATCH_SIZE, MSG_DONTWAIT, NULL);
	if (n <= 0)
		return 0;
	b->used = n;
	now_ns = clock_ns();
	for (int i = 0; i < n; i++) {
		finish(b, i, now_ns);
		if (t->paired)
			transport_peer(&b->datagrams[i].from, half);
	}
	return n;
}

void transport_sift(struct transport *t, const struct sockaddr_storage *theirs,
	uint32_t ssrc)
{
	if (theirs && !t->paired)
		sieve_set(t->fds[TRANSPORT_RTP], theirs, ssrc);
	else
		sieve_off(t->fds[TRANSPORT_RTP]);
}

bool transport_send(struct transport *t, enum transport_half half,
	const struct sockaddr_storage *to, const uint8_t *bytes, size_t n)
{
	bool paired = t->paired;

	return sendto(t->fds[half], bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL,
		paired ? NULL : (const struct sockaddr *)to,
		paired ? 0 : address_length(to)) == (ssize_t)n;
}
