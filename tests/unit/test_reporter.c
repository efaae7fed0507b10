/* When reports are due, and what the round trip was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "media/reporter.h"

#define MS INT64_C(1000000)
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
	reporter_read(&r, &theirs, 8000, 1570 * MS);
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
	reporter_read(&r, &theirs, 8000, 5 * MS);
	assert_true(r.rtt_ms < 0);	/* LSR 0: they have seen none of ours */
	reporter_fill(&r, &ours, &nobody, 1000 * MS);
	theirs.block.lsr = (uint32_t)(ours.ntp >> 16);
	theirs.block.dlsr = 65536;
	reporter_read(&r, &theirs, 8000, 1999 * MS);
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
		8000, 1000 * MS);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
