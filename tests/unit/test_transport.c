/* Port pairs, and datagrams with the time they came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>

#include "base/clock.h"
#include "media/rtp.h"
#include "media/transport.h"
#include "media_peer.h"

static struct transport *open_in(int first, int last)
{
	struct transport_params p = { peer_ip(), first, last, 0 };
	struct transport *t;

	assert_int_equal(transport_open(&t, &p), 0);
	return t;
}

static void rtp_is_even_and_rtcp_is_one_more(void **state)
{
	struct transport *t = open_in(9001, 9005);
	int port = transport_port(t);
	struct sockaddr_in a;

	(void)state;
	assert_int_equal(port % 2, 0);
	assert_in_range(port, 9002, 9004);
	assert_int_equal(peer_open(port, &a), -1);
	assert_int_equal(peer_open(port + 1, &a), -1);
	transport_close(t);
	transport_close(NULL);
}

static void ports_are_not_used_again_at_once(void **state)
{
	struct transport *t = open_in(9000, 9999);
	int port = transport_port(t);

	(void)state;
	transport_close(t);
	t = open_in(9000, 9999);
	assert_int_not_equal(transport_port(t), port);
	transport_close(t);
}

/* Each of three pairs has one port taken by somebody else, in turn. */
static void taken_ports_are_passed_over_until_none_is_left(void **state)
{
	struct transport_params p = { peer_ip(), 9100, 9105, 0 };
	struct transport *t[3], *none;
	struct sockaddr_in a;
	int taken = peer_open(9103, &a), seen = 0;

	(void)state;
	assert_true(taken >= 0);
	for (int i = 0; i < 2; i++) {
		t[i] = open_in(9100, 9105);
		seen |= 1 << (transport_port(t[i]) - 9100) / 2;
	}
	assert_int_equal(seen, 1 | 4);
	assert_int_equal(transport_open(&none, &p), -EADDRINUSE);
	assert_null(none);
	close(taken);
	t[2] = open_in(9100, 9105);
	assert_int_equal(transport_port(t[2]), 9102);
	for (int i = 0; i < 3; i++)
		transport_close(t[i]);
}

static void what_cannot_be_is_refused(void **state)
{
	const struct transport_params table[] = {
		{ "example.net", 9000, 9999, 0 },
		{ "", 9000, 9999, 0 },
		{ peer_ip(), 9001, 9002, 0 },
		{ peer_ip(), 9999, 9000, 0 },
		{ peer_ip(), 0, 1, 0 },
		{ peer_ip(), 65000, 65537, 0 },
	};
	struct transport *t;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_int_equal(transport_open(&t, &table[i]), -EINVAL);
	assert_true(transport_open(&t, &(struct transport_params){
		"192.0.2.1", 9000, 9001, 0 }) < 0);
}

static void ipv6_is_bound_as_well(void **state)
{
	struct transport_params p = { "::1", 20000, 30000, 46 };
	struct transport *t;
	int error = transport_open(&t, &p);

	(void)state;
	if (error == -EADDRNOTAVAIL || error == -EAFNOSUPPORT)
		skip();			/* a machine without it */
	assert_int_equal(error, 0);
	transport_close(t);
}

static void wait_for(struct transport *t, struct batch *b, int n)
{
	int64_t end = clock_ms() + PEER_PATIENCE_MS;
	int got = 0;

	while (!got && clock_ms() < end)
		got = transport_receive(t, TRANSPORT_RTP, b);
	assert_int_equal(got, n);
}

static void datagrams_come_with_sender_and_time(void **state)
{
	struct transport *t = open_in(9200, 9299);
	struct batch *b = batch_new();
	struct sockaddr_in a;
	int fd = peer_open(0, &a), port = transport_port(t);
	const struct datagram *d;
	int64_t before = clock_ns(), now;

	(void)state;
	assert_int_equal(transport_receive(t, TRANSPORT_RTP, b), 0);
	peer_put(fd, port, "one", 3);
	peer_put(fd, port, "", 0);
	wait_for(t, b, 2);
	now = clock_ns();
	d = batch_at(b, 0);
	assert_int_equal(d->n, 3);
	assert_memory_equal(d->bytes, "one", 3);
	assert_int_equal(((const struct sockaddr_in *)&d->from)->sin_port,
		a.sin_port);
	/* two clocks are read one after the other, so nearly */
	assert_in_range(d->arrival_ns, before - 1000000, now);
	assert_int_equal(batch_at(b, 1)->n, 0);
	batch_free(b);
	transport_close(t);
	close(fd);
}

static void what_is_too_long_is_shown_as_nothing(void **state)
{
	struct transport *t = open_in(9200, 9299);
	struct batch *b = batch_new();
	struct sockaddr_in a;
	int fd = peer_open(0, &a);
	static uint8_t bytes[9000];

	(void)state;
	peer_put(fd, transport_port(t), bytes, RTP_PACKET_MAX);
	peer_put(fd, transport_port(t), bytes, RTP_PACKET_MAX + 1);
	peer_put(fd, transport_port(t), bytes, sizeof bytes);
	wait_for(t, b, 3);
	assert_int_equal(batch_at(b, 0)->n, RTP_PACKET_MAX);
	assert_int_equal(batch_at(b, 1)->n, 0);
	assert_int_equal(batch_at(b, 2)->n, 0);
	batch_free(b);
	transport_close(t);
	close(fd);
}

static void many_datagrams_come_in_batches(void **state)
{
	struct transport *t = open_in(9200, 9299);
	struct batch *b = batch_new();
	struct sockaddr_in a;
	int fd = peer_open(0, &a);

	(void)state;
	for (uint8_t i = 0; i < BATCH_SIZE + 3; i++)
		peer_put(fd, transport_port(t), &i, 1);
	wait_for(t, b, BATCH_SIZE);
	assert_int_equal(batch_at(b, BATCH_SIZE - 1)->bytes[0],
		BATCH_SIZE - 1);
	wait_for(t, b, 3);
	assert_int_equal(batch_at(b, 2)->bytes[0], BATCH_SIZE + 2);
	batch_free(b);
	transport_close(t);
	close(fd);
}

/* Of IPv4 a byte, of IPv6 an int. */
static int class_of_next(int fd)
{
	uint8_t bytes[16], control[CMSG_SPACE(sizeof(int))];
	struct iovec piece = { bytes, sizeof bytes };
	struct msghdr h = { .msg_iov = &piece, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof control };

	assert_int_equal(recvmsg(fd, &h, 0), 3);
	assert_non_null(CMSG_FIRSTHDR(&h));
	return *CMSG_DATA(CMSG_FIRSTHDR(&h));
}

static int open_six(struct sockaddr_storage *at)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t n = sizeof *at;
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), on = 1;

	setsockopt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&a, sizeof a))
		skip();			/* a machine without it */
	getsockname(fd, (struct sockaddr *)at, &n);
	return fd;
}

static void packets_carry_the_class_over_ipv6(void **state)
{
	struct transport_params p = { "::1", 20000, 30000, 46 };
	struct transport *t;
	struct sockaddr_storage to;
	int fd = open_six(&to);

	(void)state;
	assert_int_equal(transport_open(&t, &p), 0);
	for (int half = TRANSPORT_RTP; half <= TRANSPORT_RTCP; half++) {
		assert_true(transport_send(t, (enum transport_half)half, &to,
			(const uint8_t *)"one", 3));
		assert_int_equal(class_of_next(fd), 46 << 2);
	}
	transport_close(t);
	close(fd);
}

static void packets_carry_the_class_asked_for(void **state)
{
	struct transport_params p = { peer_ip(), 9300, 9399, 46 };
	struct transport *t;
	struct sockaddr_in a;
	struct sockaddr_storage to = { 0 };
	int fd = peer_open(0, &a), on = 1;

	(void)state;
	memcpy(&to, &a, sizeof a);
	setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
	assert_int_equal(transport_open(&t, &p), 0);
	for (int half = TRANSPORT_RTP; half <= TRANSPORT_RTCP; half++) {
		assert_true(transport_send(t, (enum transport_half)half, &to,
			(const uint8_t *)"one", 3));
		assert_int_equal(class_of_next(fd), 46 << 2);
	}
	transport_close(t);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rtp_is_even_and_rtcp_is_one_more),
		cmocka_unit_test(ports_are_not_used_again_at_once),
		cmocka_unit_test(
			taken_ports_are_passed_over_until_none_is_left),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(ipv6_is_bound_as_well),
		cmocka_unit_test(datagrams_come_with_sender_and_time),
		cmocka_unit_test(what_is_too_long_is_shown_as_nothing),
		cmocka_unit_test(many_datagrams_come_in_batches),
		cmocka_unit_test(packets_carry_the_class_asked_for),
		cmocka_unit_test(packets_carry_the_class_over_ipv6),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
