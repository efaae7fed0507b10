/* Losses one by one, in bursts, too late, and out of order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/burst.h"

#define ASSERT_NEAR(x, expected) \
	assert_true((x) > (expected) - 1e-9 && (x) < (expected) + 1e-9)

/* A road: '.' comes, 'x' is lost, 'd' comes too late; then 64 good ones, so
 * that all of it is decided. */
struct road {
	struct burst b;
	uint16_t sequence;
};

static void drive(struct road *r, const char *packets)
{
	for (; *packets; packets++, r->sequence++)
		if (*packets != 'x')
			burst_packet(&r->b, r->sequence, *packets == 'd');
}

static void good(struct road *r, int n)
{
	while (n--)
		drive(r, ".");
}

static struct burst_figures of(struct road *r)
{
	struct burst_figures f;

	burst_figures(&r->b, &f);
	return f;
}

static void a_clean_road_has_neither_loss_nor_burst(void **state)
{
	struct road r = { .sequence = 65000 };
	struct burst_figures f;

	(void)state;
	good(&r, 1064);			/* and the numbers wrap */
	f = of(&r);
	assert_int_equal(r.b.packets, 1000);
	assert_true(f.loss == 0 && f.discard == 0 && f.burst_packets == 0);
	ASSERT_NEAR(f.ratio, 1);
	ASSERT_NEAR(f.gap_packets, 1000);
}

static void a_lonely_loss_belongs_to_the_gap(void **state)
{
	struct road r = { .sequence = 1 };
	struct burst_figures f;

	(void)state;
	good(&r, 50);
	drive(&r, "x");
	good(&r, 49 + 64);
	f = of(&r);
	ASSERT_NEAR(f.loss, 0.01);
	ASSERT_NEAR(f.gap_density, 0.01);
	assert_true(f.burst_packets == 0 && f.burst_density == 0);
}

/* RFC 3611 4.7.2: from the first to the last loss, with fewer than 16 good ones
 * between two. */
static void losses_near_each_other_are_a_burst(void **state)
{
	struct road r = { .sequence = 1 };
	struct burst_figures f;

	(void)state;
	good(&r, 45);
	drive(&r, "x........xx");	/* 11, of which 3 are lost */
	good(&r, 44 + 64);
	f = of(&r);
	ASSERT_NEAR(f.loss, 0.03);
	ASSERT_NEAR(f.burst_packets, 11);
	ASSERT_NEAR(f.burst_density, 3. / 11);
	ASSERT_NEAR(f.gap_density, 0);
	ASSERT_NEAR(f.gap_packets, 89. / 2);
}

static void sixteen_good_ones_part_two_losses_fifteen_do_not(void **state)
{
	struct road apart = { .sequence = 1 }, together = { .sequence = 1 };

	(void)state;
	good(&apart, 30);
	drive(&apart, "x");
	good(&apart, 16);
	drive(&apart, "x");
	good(&apart, 100);
	assert_true(of(&apart).burst_packets == 0);
	good(&together, 30);
	drive(&together, "x");
	good(&together, 15);
	drive(&together, "x");
	good(&together, 100);
	ASSERT_NEAR(of(&together).burst_packets, 17);
}

static void what_comes_too_late_is_discarded_not_lost(void **state)
{
	struct road r = { .sequence = 1 };
	struct burst_figures f;

	(void)state;
	good(&r, 48);
	drive(&r, "dd");
	good(&r, 50 + 64);
	f = of(&r);
	assert_true(f.loss == 0);
	ASSERT_NEAR(f.discard, 0.02);
	ASSERT_NEAR(f.burst_packets, 2);
	ASSERT_NEAR(f.burst_density, 1);
}

static void order_and_copies_do_not_matter(void **state)
{
	struct road r = { .sequence = 1 };

	(void)state;
	good(&r, 20);
	burst_packet(&r.b, 22, false);
	burst_packet(&r.b, 21, false);
	burst_packet(&r.b, 21, true);	/* a copy, and late: it was played */
	burst_packet(&r.b, 22, false);
	r.sequence = 23;
	good(&r, 100);
	assert_int_equal(r.b.lost_packets + r.b.discarded_packets, 0);
}

static void a_burst_that_goes_on_counts_already(void **state)
{
	struct road r = { .sequence = 1 };

	(void)state;
	good(&r, 100);
	r.sequence += 100;		/* nothing came */
	drive(&r, ".");
	ASSERT_NEAR(of(&r).burst_packets, 100 - 63);
}

/* As many losses, two by two: runs of 2 where chance makes runs of 1/(1-p). */
static void the_ratio_tells_runs_from_chance(void **state)
{
	struct road pairs = { .sequence = 1 };
	struct road single = { .sequence = 1 };

	(void)state;
	for (int i = 0; i < 50; i++) {
		drive(&pairs, "..................xx");
		drive(&single, ".........x.........x");
	}
	good(&pairs, 64);
	good(&single, 64);
	assert_true(of(&pairs).ratio > 1.79 && of(&pairs).ratio < 1.81);
	ASSERT_NEAR(of(&single).ratio, 1);
}

static void numbers_that_begin_anew_are_no_loss(void **state)
{
	struct road r = { .sequence = 1 };

	(void)state;
	good(&r, 100);
	burst_restart(&r.b);
	r.sequence = 40000;
	good(&r, 100);
	assert_int_equal(r.b.lost_packets, 0);
	r.sequence = 1000;		/* far back: passed over */
	good(&r, 10);
	assert_int_equal(r.b.lost_packets, 0);
}

static void a_great_leap_costs_no_more_than_a_window(void **state)
{
	struct road r = { .sequence = 1 };

	(void)state;
	good(&r, 64);
	for (int i = 0; i < 100000; i++, r.sequence += 2998)
		drive(&r, ".");
	assert_in_range(r.b.packets, UINT64_C(2998) * 99900,
		UINT64_C(3000) * 100100);
	assert_true(of(&r).loss > 0.99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clean_road_has_neither_loss_nor_burst),
		cmocka_unit_test(a_lonely_loss_belongs_to_the_gap),
		cmocka_unit_test(losses_near_each_other_are_a_burst),
		cmocka_unit_test(
			sixteen_good_ones_part_two_losses_fifteen_do_not),
		cmocka_unit_test(what_comes_too_late_is_discarded_not_lost),
		cmocka_unit_test(order_and_copies_do_not_matter),
		cmocka_unit_test(a_burst_that_goes_on_counts_already),
		cmocka_unit_test(the_ratio_tells_runs_from_chance),
		cmocka_unit_test(numbers_that_begin_anew_are_no_loss),
		cmocka_unit_test(a_great_leap_costs_no_more_than_a_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
