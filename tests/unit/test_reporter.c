/* When reports are due, and what the round trip was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/reporter.h"

#define MS INT64_C(1000000)
static const struct reporter_sent none = { .clock_hz = 8000 };
#define WALL (INT64_C(1800000000) * 1000 * MS)

static void intervals_are_random_around_five_seconds(void **state)
{
	struct reporter r;
	int64_t last = 0, shortest = INT64_MAX, longest = 0;
	int reports = 0;

	(void)state;
	reporter_init(&r, 42, WALL);
	for (int64_t ms = 1; ms < 5000000; ms += 10) {
		if (!reporter_due(&r, ms * MS))
			continue;
		if (reports++) {
			shortest = ms - last < shortest ? ms - last : shortest;
			longest = ms - last > longest ? ms - last : longest;
		} else {	/* half as long, 1026-3078 ms */
			assert_in_range(ms, 1020, 3090);
		}
		last = ms;
	}
	/* 5 s / 1.21828 on average, 0.5 to 1.5 of that */
	assert_in_range(reports, 1170, 1270);
	assert_in_range(shortest, 2050, 2150);
	assert_in_range(longest, 6060, 6170);
}

static void two_reporters_do_not_come_together(void **state)
{
	struct reporter a, b;

	(void)state;
	reporter_init(&a, 1, WALL);
	reporter_init(&b, 2, WALL);
	reporter_due(&a, MS);
	reporter_due(&b, MS);
	assert_int_not_equal(a.next_ns, b.next_ns);
}

/* Ours leaves at 1000 ms, comes at 1030; the answer leaves at 1530, comes at
 * 1570. */
static void the_round_trip_is_without_their_delay(void **state)
{
	struct reporter r;
	struct source nobody = { 0 };
	struct rtcp_report ours = { 0 };
	struct rtcp_seen theirs = { .has_block = true };

	(void)state;
	reporter_init(&r, 1, WALL);
	assert_true(r.rtt_ms < 0);
	reporter_fill(&r, &ours, &nobody, 1000 * MS);
	theirs.block.lsr = (uint32_t)(ours.ntp >> 16);
	theirs.block.dlsr = 65536 / 2;
	theirs.block.fraction = 128;
	theirs.block.jitter = 80;
	reporter_read(&r, &theirs, &none, 1570 * MS);
	assert_in_range(r.rtt_ms * 10, 699, 701);
	assert_true(r.remote_loss == 0.5);
	assert_true(r.remote_jitter_ms == 10);
}

static void a_trip_that_ends_before_it_began_takes_no_time(void **state)
{
	struct reporter r;
	struct source nobody = { 0 };
	struct rtcp_report ours = { 0 };
	struct rtcp_seen theirs = { .has_block = true };

	(void)state;
	reporter_init(&r, 1, WALL);
	reporter_read(&r, &theirs, &none, 5 * MS);
	assert_true(r.rtt_ms < 0);	/* LSR 0: they have seen none of ours */
	reporter_fill(&r, &ours, &nobody, 1000 * MS);
	theirs.block.lsr = (uint32_t)(ours.ntp >> 16);
	theirs.block.dlsr = 65536;
	reporter_read(&r, &theirs, &none, 1999 * MS);
	assert_true(r.rtt_ms == 0);
}

static void their_report_is_told_back_with_its_age(void **state)
{
	struct reporter r;
	struct source s = { 0 };
	struct rtcp_report ours = { 0 };

	(void)state;
	reporter_init(&r, 1, WALL);
	source_packet(&s, &(struct rtp_packet){ .ssrc = 7, .sequence = 3 });
	reporter_fill(&r, &ours, &s, 100 * MS);
	assert_true(ours.has_block);
	assert_int_equal(ours.block.ssrc, 7);
	assert_int_equal(ours.block.lsr, 0);
	assert_int_equal(ours.block.dlsr, 0);
	reporter_read(&r, &(struct rtcp_seen){ .sender = true, .ntp = 99 },
		&none, 1000 * MS);
	reporter_fill(&r, &ours, &s, 1250 * MS);
	assert_int_equal(ours.block.lsr, 99);
	assert_int_equal(ours.block.dlsr, 65536 / 4);
	assert_int_equal(ours.block.highest, 3);
}

static void ntp_time_counts_from_1900(void **state)
{
	struct reporter r;
	struct source nobody = { 0 };
	struct rtcp_report ours = { 0 };

	(void)state;
	reporter_init(&r, 1, WALL);
	reporter_fill(&r, &ours, &nobody, 500 * MS);
	assert_int_equal(ours.ntp >> 32,
		UINT64_C(1800000000) + UINT64_C(2208988800));
	assert_int_equal(ours.ntp & 0xffffffff, 0x80000000);
	assert_false(ours.has_block);
}

/* The same without a packet of sound: XR's times do it. */
static void who_only_listens_knows_the_round_trip_too(void **state)
{
	struct reporter us, them;
	struct xr ours = { .ssrc = 7 }, theirs = { .ssrc = 8 };
	struct rtcp_seen seen = { .ssrc = 7 };

	(void)state;
	reporter_init(&us, 1, WALL);
	reporter_init(&them, 2, WALL + 12345 * MS);
	reporter_fill_xr(&us, &ours, 1000 * MS);
	assert_false(ours.has_answer);
	seen.xr = ours;
	reporter_read(&them, &seen, &none, 1030 * MS);
	reporter_fill_xr(&them, &theirs, 1530 * MS);
	assert_true(theirs.has_answer);
	assert_int_equal(theirs.answer_ssrc, 7);
	seen.ssrc = 8;
	seen.xr = theirs;
	reporter_read(&us, &seen, &none, 1570 * MS);
	assert_in_range(us.rtt_ms * 10, 699, 701);
}

static void a_time_that_was_never_ours_is_no_round_trip(void **state)
{
	struct reporter r;
	struct rtcp_seen theirs = { .has_block = true,
		.block = { .lsr = 0x12345678, .dlsr = 5 } };

	(void)state;
	reporter_init(&r, 1, WALL);
	reporter_read(&r, &theirs, &none, 1000 * MS);
	theirs.block.lsr = 0x92345678;
	reporter_read(&r, &theirs, &none, 1000 * MS);
	assert_true(r.rtt_ms < 0);
}

static void tell(struct reporter *r, bool has_block, uint32_t highest,
	uint64_t sent)
{
	struct rtcp_seen seen = { .report = true, .has_block = has_block,
		.block.highest = highest };
	struct reporter_sent ours = { .clock_hz = 8000, .packets = sent };

	reporter_read(r, &seen, &ours, 1000 * MS);
}

static void reports_that_know_of_nothing_of_ours_are_counted(void **state)
{
	struct reporter r;

	(void)state;
	reporter_init(&r, 1, WALL);
	tell(&r, false, 0, 100);
	tell(&r, false, 0, 300);
	assert_int_equal(r.unheard, 2);
	tell(&r, true, 700, 550);
	assert_int_equal(r.unheard, 0);
	tell(&r, true, 950, 800);
	tell(&r, true, 950, 1050);
	assert_int_equal(r.unheard, 1);
	tell(&r, true, 950, 1060);	/* we sent hardly anything: on hold */
	assert_int_equal(r.unheard, 1);
	tell(&r, true, 1200, 1300);
	assert_int_equal(r.unheard, 0);
}

static void a_beginning_loss_is_told_early_once(void **state)
{
	struct reporter r;

	(void)state;
	reporter_init(&r, 1, WALL);
	assert_false(reporter_early(&r, 0.01));
	assert_true(reporter_early(&r, 0.10));
	assert_false(reporter_early(&r, 0.20));	/* it is known by now */
	assert_false(reporter_early(&r, 0.00));
	assert_false(reporter_early(&r, 0.30));	/* too soon after */
	assert_false(reporter_early(&r, 0.00));
	r.next_ns = MS;
	assert_true(reporter_due(&r, 2 * MS));
	assert_true(reporter_early(&r, 0.30));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_are_random_around_five_seconds),
		cmocka_unit_test(two_reporters_do_not_come_together),
		cmocka_unit_test(the_round_trip_is_without_their_delay),
		cmocka_unit_test(
			a_trip_that_ends_before_it_began_takes_no_time),
		cmocka_unit_test(their_report_is_told_back_with_its_age),
		cmocka_unit_test(ntp_time_counts_from_1900),
		cmocka_unit_test(who_only_listens_knows_the_round_trip_too),
		cmocka_unit_test(a_time_that_was_never_ours_is_no_round_trip),
		cmocka_unit_test(
			reports_that_know_of_nothing_of_ours_are_counted),
		cmocka_unit_test(a_beginning_loss_is_told_early_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
