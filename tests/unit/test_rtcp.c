/* Reports written and read, and compounds that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "media/rtcp.h"

static const struct rtcp_report report = {
	.ssrc = 0x11223344,
	.sender = true,
	.ntp = UINT64_C(0x0123456789abcdef),
	.timestamp = 1600,
	.packets = 10,
	.bytes = 1600,
	.has_block = true,
	.block = { .ssrc = 0x55667788, .fraction = 64, .lost = -3,
		.highest = 0x10005, .jitter = 17, .lsr = 0xaabbccdd,
		.dlsr = 65536 },
	.cname = "a@example.net",
	.bye = true,
};

static void what_is_written_is_read(void **state)
{
	uint8_t bytes[RTCP_SIZE];
	size_t n = rtcp_write(bytes, &report);
	struct rtcp_seen seen;

	(void)state;
	assert_int_equal(n % 4, 0);
	assert_true(rtcp_read(&seen, 0x55667788, bytes, n));
	assert_int_equal(seen.ssrc, 0x11223344);
	assert_true(seen.sender);
	assert_int_equal(seen.ntp, 0x456789ab);
	assert_true(seen.has_block);
	assert_int_equal(seen.block.fraction, 64);
	assert_int_equal(seen.block.lost, -3);
	assert_int_equal(seen.block.highest, 0x10005);
	assert_int_equal(seen.block.jitter, 17);
	assert_int_equal(seen.block.lsr, 0xaabbccdd);
	assert_int_equal(seen.block.dlsr, 65536);
	assert_true(seen.bye);
}

static void a_receiver_reports_and_names_itself(void **state)
{
	struct rtcp_report r = { .ssrc = 1, .cname = "x" };
	const uint8_t expected[] = {
		0x80, 201, 0, 1, 0, 0, 0, 1,
		0x81, 202, 0, 2, 0, 0, 0, 1, 1, 1, 'x', 0,
	};
	uint8_t bytes[RTCP_SIZE];

	(void)state;
	assert_int_equal(rtcp_write(bytes, &r), sizeof expected);
	assert_memory_equal(bytes, expected, sizeof expected);
}

static void a_name_of_any_length_ends_with_a_zero_at_a_word(void **state)
{
	char name[RTCP_CNAME_MAX + 20];
	struct rtcp_report r = report;
	uint8_t bytes[RTCP_SIZE];
	struct rtcp_seen seen;

	(void)state;
	r.cname = name;
	for (size_t n = 0; n < sizeof name; n++) {
		size_t written;

		memset(name, 'n', n);
		name[n] = '\0';
		written = rtcp_write(bytes, &r);
		assert_in_range(written, 1, RTCP_SIZE);
		assert_true(rtcp_read(&seen, 0, bytes, written));
	}
}

static void a_block_about_somebody_else_is_passed(void **state)
{
	uint8_t bytes[RTCP_SIZE];
	size_t n = rtcp_write(bytes, &report);
	struct rtcp_seen seen;

	(void)state;
	assert_true(rtcp_read(&seen, 1, bytes, n));
	assert_false(seen.has_block);
}

static void no_cut_and_no_lie_about_lengths_is_read(void **state)
{
	uint8_t bytes[RTCP_SIZE], lie[RTCP_SIZE];
	size_t n = rtcp_write(bytes, &report), sdes = 28 + 24;
	struct rtcp_seen seen;

	(void)state;
	/* whole packets remain at three lengths only */
	for (size_t cut = 0; cut < n; cut++)
		assert_int_equal(rtcp_read(&seen, 0, bytes, cut),
			cut == sdes || cut == n - 8);
	memcpy(lie, bytes, n);
	lie[3]++;
	assert_false(rtcp_read(&seen, 0, lie, n));
	memcpy(lie, bytes, n);
	lie[0] |= 0x1f;		/* 31 blocks */
	assert_false(rtcp_read(&seen, 0, lie, n));
	memcpy(lie, bytes, n);
	lie[n - 8] |= 0x1f;	/* 31 goodbyes */
	assert_false(rtcp_read(&seen, 0, lie, n));
}

static void what_is_no_rtcp_is_not_read(void **state)
{
	uint8_t bytes[RTCP_SIZE];
	size_t n = rtcp_write(bytes, &report);
	struct rtcp_seen seen;

	(void)state;
	bytes[1] = 100;		/* RTP: no such type */
	assert_false(rtcp_read(&seen, 0, bytes, n));
	bytes[1] = 200;
	bytes[0] |= 0x20;	/* padding, and not in the last */
	assert_false(rtcp_read(&seen, 0, bytes, n));
	bytes[0] = 0x41;	/* version 1 */
	assert_false(rtcp_read(&seen, 0, bytes, n));
}

/* RFC 5506: a report without a name, or what belongs to one without it. */
static void reduced_packets_are_written_and_read(void **state)
{
	struct rtcp_report r = report;
	uint8_t bytes[RTCP_SIZE];
	struct rtcp_seen seen;
	size_t n;

	(void)state;
	r.reduced = true;
	n = rtcp_write(bytes, &r);
	assert_int_equal(n, 8 + 20 + 24);
	assert_true(rtcp_read(&seen, 0x55667788, bytes, n));
	assert_true(seen.report && seen.has_block && !seen.bye);
	n = xr_write(bytes, &(struct xr){ .ssrc = 9, .has_time = true,
		.ntp = UINT64_C(5) << 32 });
	assert_true(rtcp_read(&seen, 1, bytes, n));
	assert_true(!seen.report && seen.xr.has_time);
	assert_int_equal(seen.ssrc, 9);
}

static void extended_reports_go_with_the_report(void **state)
{
	struct rtcp_report r = report;
	uint8_t bytes[RTCP_SIZE];
	struct rtcp_seen seen;
	size_t n;

	(void)state;
	r.xr.has_time = true;
	r.xr.ntp = r.ntp;
	r.xr.has_voip = true;
	r.xr.voip.ssrc = 0x55667788;
	r.xr.voip.mos_lq = 4;
	n = rtcp_write(bytes, &r);
	assert_true(rtcp_read(&seen, 0x55667788, bytes, n));
	assert_true(seen.has_block && seen.bye);
	assert_true(seen.xr.has_time && seen.xr.has_voip);
	assert_true(seen.xr.voip.mos_lq == 4);
	bytes[28 + 24 + 24 + 3]++;	/* a length inside that is too long */
	assert_false(rtcp_read(&seen, 0, bytes, n));
}

/* RFC 5761 4: 64-95 with or without marker. */
static void at_a_port_of_both_rtcp_is_told_from_rtp(void **state)
{
	(void)state;
	for (int type = 0; type < 256; type++) {
		const uint8_t bytes[] = { 0x80, (uint8_t)type, 0, 0 };

		assert_int_equal(rtcp_is(bytes, sizeof bytes),
			(type >= 192 && type <= 223) ||
			(type >= 64 && type <= 95));
		assert_false(rtcp_is(bytes, 3));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_receiver_reports_and_names_itself),
		cmocka_unit_test(
			a_name_of_any_length_ends_with_a_zero_at_a_word),
		cmocka_unit_test(a_block_about_somebody_else_is_passed),
		cmocka_unit_test(no_cut_and_no_lie_about_lengths_is_read),
		cmocka_unit_test(what_is_no_rtcp_is_not_read),
		cmocka_unit_test(reduced_packets_are_written_and_read),
		cmocka_unit_test(extended_reports_go_with_the_report),
		cmocka_unit_test(at_a_port_of_both_rtcp_is_told_from_rtp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
