/* Packets go to where packets come from, but not to whoever sends one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "media/latch.h"

#define S INT64_C(1000000000)

static struct sockaddr_storage at(const char *ip, int port)
{
	struct sockaddr_storage a;
	struct sockaddr_in *v4 = (struct sockaddr_in *)&a;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&a;

	memset(&a, 0, sizeof a);
	if (inet_pton(AF_INET, ip, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
	} else {
		assert_int_equal(inet_pton(AF_INET6, ip, &v6->sin6_addr), 1);
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
	}
	return a;
}

struct places {
	struct latch latch;
	struct sockaddr_storage plan, nat, stranger;
	uint16_t sequence[256];		/* of each SSRC: what it sends next */
};

static struct places planned(void)
{
	struct places p = {
		.plan = at("192.0.2.1", 4000),
		.nat = at("198.51.100.9", 61000),
		.stranger = at("203.0.113.66", 9),
	};

	latch_plan(&p.latch, &p.plan, NULL);
	return p;
}

enum { THEM = 1, THIEF = 2 };		/* SSRCs */

static bool hears(struct places *p, const struct sockaddr_storage *from,
	uint32_t ssrc, int64_t now_ns)
{
	struct rtp_packet packet = { .ssrc = ssrc,
		.sequence = p->sequence[ssrc]++ };

	return latch_packet(&p->latch, from, &packet, now_ns);
}

/* n packets, one every 20 ms; how many of them are listened to. */
static int hears_of(struct places *p, const struct sockaddr_storage *from,
	uint32_t ssrc, int64_t now_ns, int n)
{
	int heard = 0;

	for (; n--; now_ns += S / 50)
		heard += hears(p, from, ssrc, now_ns);
	return heard;
}

static bool answers(const struct places *p, const struct sockaddr_storage *to)
{
	return address_same(latch_target(&p->latch), to);
}

static void at_first_the_plan_says_where(void **state)
{
	struct places p = planned();

	(void)state;
	assert_true(answers(&p, &p.plan));
}

static void whoever_speaks_in_a_row_is_answered(void **state)
{
	struct places p = planned();

	(void)state;
	assert_false(hears(&p, &p.nat, THEM, 1 * S));
	assert_true(answers(&p, &p.plan));
	assert_int_equal(hears_of(&p, &p.nat, THEM, 1 * S, 9), 8);
	assert_true(answers(&p, &p.nat));
}

static void stray_packets_prove_nothing(void **state)
{
	struct places p = planned();

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_false(hears(&p, &p.stranger, THIEF, i * S));
		p.sequence[THIEF] += 2;
	}
	assert_true(answers(&p, &p.plan));
}

static void a_host_that_signals_needs_no_proof(void **state)
{
	struct places p = planned();
	struct sockaddr_storage host = at("198.51.100.9", 5060);

	(void)state;
	latch_plan(&p.latch, &p.plan, &host);
	assert_true(hears(&p, &p.nat, THEM, 1 * S));
	assert_true(answers(&p, &p.nat));
}

static void a_stranger_does_not_take_over_while_somebody_speaks(void **state)
{
	struct places p = planned();

	(void)state;
	hears_of(&p, &p.nat, THEM, 1 * S, 50);
	assert_int_equal(hears_of(&p, &p.stranger, THIEF, 2 * S, 90), 0);
	assert_true(hears(&p, &p.nat, THEM, 39 * S / 10));
	assert_int_equal(hears_of(&p, &p.stranger, THIEF, 4 * S, 90), 0);
	assert_true(answers(&p, &p.nat));
}

static void who_is_sealed_may_move_at_once(void **state)
{
	struct places p = planned();
	struct sockaddr_storage again = at("198.51.100.10", 61001);

	(void)state;
	p.latch.sealed = true;
	assert_int_equal(hears_of(&p, &p.nat, THEM, 1 * S, 50), 50);
	assert_int_equal(hears_of(&p, &again, THEM, 2 * S, 50), 50);
	assert_true(answers(&p, &again));
	/* late by the way that was */
	p.sequence[THEM] -= 3;
	assert_true(hears(&p, &again, THEM, 3 * S));
	p.sequence[THEM] -= 3;
	assert_false(hears(&p, &p.stranger, THEM, 3 * S));
	assert_true(answers(&p, &again));
}

static void a_plan_gives_way_to_who_is_sealed(void **state)
{
	struct places p = planned();

	(void)state;
	p.latch.sealed = true;
	assert_true(hears(&p, &p.plan, THEM, 1 * S));
	assert_true(hears(&p, &p.nat, THEM, 1 * S));
	assert_true(answers(&p, &p.nat));
}

static void after_silence_another_source_may_speak(void **state)
{
	struct places p = planned();

	(void)state;
	hears_of(&p, &p.nat, THEM, 1 * S, 5);
	assert_int_equal(hears_of(&p, &p.stranger, THIEF, 4 * S, 10), 8);
	assert_true(answers(&p, &p.stranger));
}

/* A pause in speech of three seconds, while a thief floods: he is answered for
 * that long, and no longer. */
static void a_thief_in_a_pause_keeps_nothing(void **state)
{
	struct places p = planned();

	(void)state;
	hears_of(&p, &p.nat, THEM, 1 * S, 5);
	hears_of(&p, &p.stranger, THIEF, 4 * S, 50);
	assert_true(answers(&p, &p.stranger));
	assert_true(hears(&p, &p.nat, THEM, 5 * S));
	assert_true(answers(&p, &p.nat));
	assert_int_equal(hears_of(&p, &p.stranger, THIEF, 5 * S + 1, 90), 0);
	assert_true(answers(&p, &p.nat));
}

static void who_speaks_as_agreed_loses_nothing_in_a_pause(void **state)
{
	struct places p = planned();

	(void)state;
	assert_true(hears(&p, &p.plan, THEM, 1 * S));
	assert_int_equal(hears_of(&p, &p.stranger, THIEF, 1 * S, 1490), 0);
	assert_true(answers(&p, &p.plan));
}

/* A first thief has to go when the right one comes. */
static void the_address_of_the_plan_takes_over_at_once(void **state)
{
	struct places p = planned();

	(void)state;
	hears_of(&p, &p.stranger, THIEF, 1 * S, 50);
	assert_true(answers(&p, &p.stranger));
	assert_true(hears(&p, &p.plan, THEM, 2 * S));
	assert_true(answers(&p, &p.plan));
	assert_false(hears(&p, &p.stranger, THIEF, 2 * S + 2));
}

/* Thirty seconds: their address has changed, and nobody told. */
static void a_better_one_that_is_gone_makes_way_in_the_end(void **state)
{
	struct places p = planned();

	(void)state;
	hears(&p, &p.plan, THEM, 1 * S);
	assert_int_equal(hears_of(&p, &p.nat, THIEF, 30 * S, 10), 0);
	assert_int_equal(hears_of(&p, &p.nat, THIEF, 32 * S, 10), 8);
}

/* The NAT gave the same source another port: the old place is nobody's. */
static void the_same_source_elsewhere_has_moved(void **state)
{
	struct places p = planned();
	struct sockaddr_storage elsewhere = at("198.51.100.9", 61007);

	(void)state;
	hears_of(&p, &p.nat, THEM, 1 * S, 5);
	hears_of(&p, &elsewhere, THEM, 4 * S, 5);
	assert_true(answers(&p, &elsewhere));
	assert_false(hears(&p, &p.nat, THIEF, 4 * S + S / 2));
	assert_true(answers(&p, &elsewhere));
}

static void a_plan_with_another_address_starts_anew(void **state)
{
	struct places p = planned();
	struct sockaddr_storage moved = at("192.0.2.1", 4002);

	(void)state;
	hears_of(&p, &p.nat, THEM, 1 * S, 5);
	latch_plan(&p.latch, &p.plan, NULL);
	assert_true(answers(&p, &p.nat));
	latch_plan(&p.latch, &moved, NULL);
	assert_true(answers(&p, &moved));
	assert_int_equal(hears_of(&p, &p.stranger, THIEF, 2 * S, 5), 3);
}

static void nothing_is_sent_to_no_address_or_port(void **state)
{
	struct latch l = { .has_heard = false };
	struct sockaddr_storage held = at("0.0.0.0", 4000);
	struct sockaddr_storage refused = at("192.0.2.1", 0);
	struct sockaddr_storage held6 = at("::", 4000);

	(void)state;
	assert_null(latch_target(&l));
	latch_plan(&l, &held, NULL);
	assert_null(latch_target(&l));
	latch_plan(&l, &refused, NULL);
	assert_null(latch_target(&l));
	latch_plan(&l, &held6, NULL);
	assert_null(latch_target(&l));
}

static void addresses_are_compared_by_family_host_and_port(void **state)
{
	struct sockaddr_storage a = at("2001:db8::1", 4000);
	struct sockaddr_storage b = at("2001:db8::1", 4002);
	struct sockaddr_storage c = at("2001:db8::2", 4000);
	struct sockaddr_storage d = at("192.0.2.1", 4000);

	(void)state;
	assert_true(address_same(&a, &a));
	assert_true(address_same_host(&a, &b));
	assert_false(address_same(&a, &b));
	assert_false(address_same_host(&a, &c));
	assert_false(address_same_host(&a, &d));
	address_next_port(&d);
	b = at("192.0.2.1", 4001);
	assert_true(address_same(&d, &b));
	address_next_port(&a);
	b = at("2001:db8::1", 4001);
	assert_true(address_same(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_first_the_plan_says_where),
		cmocka_unit_test(whoever_speaks_in_a_row_is_answered),
		cmocka_unit_test(stray_packets_prove_nothing),
		cmocka_unit_test(a_host_that_signals_needs_no_proof),
		cmocka_unit_test(
			a_stranger_does_not_take_over_while_somebody_speaks),
		cmocka_unit_test(who_is_sealed_may_move_at_once),
		cmocka_unit_test(a_plan_gives_way_to_who_is_sealed),
		cmocka_unit_test(after_silence_another_source_may_speak),
		cmocka_unit_test(a_thief_in_a_pause_keeps_nothing),
		cmocka_unit_test(
			who_speaks_as_agreed_loses_nothing_in_a_pause),
		cmocka_unit_test(the_address_of_the_plan_takes_over_at_once),
		cmocka_unit_test(
			a_better_one_that_is_gone_makes_way_in_the_end),
		cmocka_unit_test(the_same_source_elsewhere_has_moved),
		cmocka_unit_test(a_plan_with_another_address_starts_anew),
		cmocka_unit_test(nothing_is_sent_to_no_address_or_port),
		cmocka_unit_test(
			addresses_are_compared_by_family_host_and_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
