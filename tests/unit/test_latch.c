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
};

static struct places planned(void)
{
	struct places p = {
		.plan = at("192.0.2.1", 4000),
		.nat = at("198.51.100.9", 61000),
		.stranger = at("203.0.113.66", 9),
	};

	latch_plan(&p.latch, &p.plan);
	return p;
}

static void at_first_the_plan_says_where(void **state)
{
	struct places p = planned();

	(void)state;
	assert_true(address_same(latch_target(&p.latch), &p.plan));
}

static void the_first_heard_is_answered(void **state)
{
	struct places p = planned();

	(void)state;
	assert_true(latch_packet(&p.latch, &p.nat, 1 * S));
	assert_true(address_same(latch_target(&p.latch), &p.nat));
}

static void a_stranger_does_not_take_over_while_somebody_speaks(void **state)
{
	struct places p = planned();

	(void)state;
	latch_packet(&p.latch, &p.nat, 1 * S);
	assert_false(latch_packet(&p.latch, &p.stranger, 2 * S));
	assert_true(latch_packet(&p.latch, &p.nat, 3 * S));
	assert_false(latch_packet(&p.latch, &p.stranger, 5 * S));
	assert_true(address_same(latch_target(&p.latch), &p.nat));
}

static void after_silence_another_source_may_speak(void **state)
{
	struct places p = planned();

	(void)state;
	latch_packet(&p.latch, &p.nat, 1 * S);
	assert_true(latch_packet(&p.latch, &p.stranger, 3 * S + 1));
	assert_true(address_same(latch_target(&p.latch), &p.stranger));
}

static void the_address_of_the_plan_takes_over_at_once(void **state)
{
	struct places p = planned();

	(void)state;
	latch_packet(&p.latch, &p.stranger, 1 * S);
	assert_true(latch_packet(&p.latch, &p.plan, 1 * S + 1));
	assert_true(address_same(latch_target(&p.latch), &p.plan));
	assert_false(latch_packet(&p.latch, &p.stranger, 1 * S + 2));
}

static void a_plan_with_another_address_starts_anew(void **state)
{
	struct places p = planned();
	struct sockaddr_storage moved = at("192.0.2.1", 4002);

	(void)state;
	latch_packet(&p.latch, &p.nat, 1 * S);
	latch_plan(&p.latch, &p.plan);
	assert_true(address_same(latch_target(&p.latch), &p.nat));
	latch_plan(&p.latch, &moved);
	assert_true(address_same(latch_target(&p.latch), &moved));
	assert_true(latch_packet(&p.latch, &p.stranger, 1 * S + 1));
}

static void nothing_is_sent_to_no_address_or_port(void **state)
{
	struct latch l = { .has_heard = false };
	struct sockaddr_storage held = at("0.0.0.0", 4000);
	struct sockaddr_storage refused = at("192.0.2.1", 0);
	struct sockaddr_storage held6 = at("::", 4000);

	(void)state;
	assert_null(latch_target(&l));
	latch_plan(&l, &held);
	assert_null(latch_target(&l));
	latch_plan(&l, &refused);
	assert_null(latch_target(&l));
	latch_plan(&l, &held6);
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
		cmocka_unit_test(the_first_heard_is_answered),
		cmocka_unit_test(
			a_stranger_does_not_take_over_while_somebody_speaks),
		cmocka_unit_test(after_silence_another_source_may_speak),
		cmocka_unit_test(the_address_of_the_plan_takes_over_at_once),
		cmocka_unit_test(a_plan_with_another_address_starts_anew),
		cmocka_unit_test(nothing_is_sent_to_no_address_or_port),
		cmocka_unit_test(
			addresses_are_compared_by_family_host_and_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
