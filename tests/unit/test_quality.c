/* How it sounds now: blank at first, bad in a bad minute, good again after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/quality.h"

#define TICK (INT64_C(100) * 1000000)

struct call {
	struct quality q;
	struct quality_facts f;
	int64_t now;
};

static struct call fresh(double rtt_ms)
{
	struct call c = { .now = 7 * TICK, .f = { .bpl = 25, .burst_ratio = 1,
		.rtt_ms = rtt_ms, .buffer_ms = 30, .packet_ms = 20,
		.device_ms = 20 } };

	quality_init(&c.q);
	return c;
}

/* Of each hundred packets so many do not come. */
static void go_on(struct call *c, int seconds, int lost_percent)
{
	for (int i = 0; i < 10 * seconds; i++, c->now += TICK) {
		c->f.expected += 5;
		c->f.heard_ms += 100;
		if (i % 20 == 0)
			c->f.lost += (unsigned)lost_percent;
		quality_update(&c->q, &c->f, c->now);
	}
}

static void nothing_is_said_before_five_seconds_were_heard(void **state)
{
	struct call c = fresh(40);

	(void)state;
	go_on(&c, 4, 0);
	assert_true(c.q.mos_lq < 0 && c.q.mos_cq < 0 && c.q.r < 0);
	go_on(&c, 2, 0);
	assert_true(c.q.mos_lq > 4.40 && c.q.mos_lq < 4.42);
	assert_true(c.q.mos_cq > 4.3 && c.q.mos_cq < c.q.mos_lq);
	assert_true(c.q.r > 85 && c.q.r < 93.2);
}

static void without_a_round_trip_only_listening_is_judged(void **state)
{
	struct call c = fresh(-1);

	(void)state;
	go_on(&c, 20, 0);
	assert_true(c.q.mos_lq > 4.4);
	assert_true(c.q.mos_cq < 0 && c.q.r < 0);
}

static void a_bad_time_is_seen_and_passes(void **state)
{
	struct call c = fresh(40);

	(void)state;
	go_on(&c, 600, 0);
	go_on(&c, 10, 20);
	assert_true(c.q.mos_lq < 3);
	go_on(&c, 12, 0);
	assert_true(c.q.mos_lq > 4.4);
}

static void a_long_way_is_bad_to_talk_and_good_to_listen(void **state)
{
	struct call c = fresh(900);

	(void)state;
	go_on(&c, 20, 0);
	assert_true(c.q.mos_lq > 4.4);
	assert_true(c.q.mos_cq < 3.5);
}

static void where_nothing_comes_nothing_is_judged(void **state)
{
	struct call c = fresh(40);

	(void)state;
	go_on(&c, 20, 0);
	for (int i = 0; i < 120; i++, c.now += TICK)
		quality_update(&c.q, &c.f, c.now);
	assert_true(c.q.mos_lq < 0 && c.q.mos_cq < 0 && c.q.r < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			nothing_is_said_before_five_seconds_were_heard),
		cmocka_unit_test(without_a_round_trip_only_listening_is_judged),
		cmocka_unit_test(a_bad_time_is_seen_and_passes),
		cmocka_unit_test(a_long_way_is_bad_to_talk_and_good_to_listen),
		cmocka_unit_test(where_nothing_comes_nothing_is_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
