/* A flood at our port does not drown whom we listen to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "media/bytes.h"
#include "media/sieve.h"
#include "media_peer.h"

#define MS INT64_C(1000000)
#define SSRC 0x12345678
#define FLOOD 6400

static void a_flood_sets_it_and_calm_takes_it_off(void **state)
{
	struct sieve s = { 0 };
	uint64_t refused = 0;
	int64_t now = 0;

	(void)state;
	for (int i = 0; i < 50; i++)
		assert_int_equal(sieve_look(&s, refused += 50,
			now += 100 * MS), SIEVE_STAYS);
	assert_int_equal(sieve_look(&s, refused += 10000, now += 100 * MS),
		SIEVE_SET);
	for (int i = 0; i < 100; i++)	/* what passes of it */
		assert_int_equal(sieve_look(&s, refused += 150,
			now += 100 * MS), SIEVE_STAYS);
	for (int i = 1; i < 50; i++)
		assert_int_equal(sieve_look(&s, refused, now += 100 * MS),
			SIEVE_STAYS);
	assert_int_equal(sieve_look(&s, refused, now += 100 * MS), SIEVE_OFF);
	assert_int_equal(sieve_look(&s, refused, now += 100 * MS),
		SIEVE_STAYS);
}

/* Two senders and a receiver. */
struct road {
	int fd, theirs, flood;
	int port;
	struct sockaddr_storage from;	/* theirs */
};

static struct road open_road(int family)
{
	struct road r;
	struct sockaddr_in6 a = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t n = sizeof a;
	int *all[] = { &r.fd, &r.theirs, &r.flood };
	struct sockaddr_storage at[3] = { 0 };

	for (int i = 0; i < 3; i++) {
		struct sockaddr_in *v4 = (struct sockaddr_in *)&at[i];
		if (family == AF_INET) {
			*all[i] = peer_open(0, v4);
			continue;
		}
		*all[i] = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		a.sin6_port = 0;
		if (bind(*all[i], (struct sockaddr *)&a, sizeof a))
			skip();		/* a machine without IPv6 */
		n = sizeof a;
		getsockname(*all[i], (struct sockaddr *)&at[i], &n);
	}
	r.from = at[1];
	n = sizeof at[0];
	for (int i = 1; i < 3; i++)
		assert_int_equal(connect(*all[i], (struct sockaddr *)&at[0],
			family == AF_INET ? sizeof(struct sockaddr_in) :
			sizeof a), 0);
	return r;
}

static void close_road(const struct road *r)
{
	close(r->fd);
	close(r->theirs);
	close(r->flood);
}

static void put(int fd, uint8_t version, uint8_t type, uint32_t ssrc)
{
	uint8_t packet[172] = { version, type };

	bytes_put32(packet + 8, ssrc);
	send(fd, packet, sizeof packet, 0);
}

static int count(const struct road *r)
{
	uint8_t bytes[200];
	int n = 0;

	while (peer_get(r->fd, bytes, sizeof bytes))
		n++;
	return n;
}

/* So many packets that are not wanted, and how many of them come. */
static int flooded(const struct road *r, int fd, uint8_t version, uint8_t type,
	uint32_t ssrc)
{
	int n = 0;

	for (int i = 0; i < FLOOD; i++) {
		put(fd, version, type, ssrc);
		if (i % 64 == 63)
			n += count(r);
	}
	return n;
}

static void their_sound_and_reports_pass(int family)
{
	struct road r = open_road(family);

	assert_true(sieve_set(r.fd, &r.from, SSRC));
	for (int i = 0; i < 50; i++)
		put(r.theirs, 0x80, 0, SSRC);
	for (int i = 0; i < 50; i++)
		put(r.theirs, 0x81, 200, 99);
	assert_int_equal(count(&r), 100);
	/* one in 64: 100 of them on average */
	assert_in_range(flooded(&r, r.flood, 0x80, 0, SSRC), 30, 250);
	assert_in_range(flooded(&r, r.theirs, 0x80, 0, 1), 30, 250);
	assert_in_range(flooded(&r, r.theirs, 0x40, 0, SSRC), 30, 250);
	assert_in_range(flooded(&r, r.theirs, 0x80, 255, 1), 30, 250);
	send(r.theirs, "x", 1, 0);	/* too short to look into */
	sieve_off(r.fd);
	count(&r);
	put(r.flood, 0, 0, 0);
	assert_int_equal(count(&r), 1);
	close_road(&r);
}

static void what_is_theirs_passes_and_a_few_others(void **state)
{
	(void)state;
	their_sound_and_reports_pass(AF_INET);
}

static void the_same_over_ipv6(void **state)
{
	(void)state;
	their_sound_and_reports_pass(AF_INET6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flood_sets_it_and_calm_takes_it_off),
		cmocka_unit_test(what_is_theirs_passes_and_a_few_others),
		cmocka_unit_test(the_same_over_ipv6),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
