/* Extended reports written, read, and those that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "media/xr.h"

#define US 0x55667788

static const struct xr whole = {
	.ssrc = 0x11223344,
	.has_time = true, .ntp = UINT64_C(0x0123456789abcdef),
	.has_answer = true, .answer_ssrc = US, .lrr = 0xaabbccdd,
	.dlrr = 65536,
	.has_voip = true, .voip = {
		.ssrc = US, .loss = 0.25, .discard = 0.125,
		.burst_density = 0.5, .gap_density = 1. / 256,
		.burst_ms = 120, .gap_ms = 70000, .round_trip_ms = 90,
		.end_system_ms = 60, .signal_dbm0 = -23,
		.noise_dbm0 = XR_NO_LEVEL, .r = 84, .mos_lq = 4.2,
		.mos_cq = -1, .buffer_ms = 40, .buffer_most_ms = 60,
		.buffer_limit_ms = 500,
	},
};

static void what_is_written_is_read(void **state)
{
	uint8_t bytes[XR_SIZE];
	size_t n = xr_write(bytes, &whole);
	struct xr x;

	(void)state;
	assert_int_equal(n, 8 + 12 + 16 + 36);
	assert_true(xr_read(&x, US, bytes, n));
	assert_int_equal(x.ssrc, whole.ssrc);
	assert_true(x.has_time && x.ntp == whole.ntp);
	assert_true(x.has_answer);
	assert_int_equal(x.lrr, whole.lrr);
	assert_int_equal(x.dlrr, whole.dlrr);
	assert_true(x.has_voip);
	assert_true(x.voip.loss == 0.25 && x.voip.discard == 0.125);
	assert_true(x.voip.burst_density == 0.5);
	assert_int_equal(x.voip.burst_ms, 120);
	assert_int_equal(x.voip.gap_ms, 65535);
	assert_int_equal(x.voip.round_trip_ms, 90);
	assert_int_equal(x.voip.signal_dbm0, -23);
	assert_int_equal(x.voip.noise_dbm0, XR_NO_LEVEL);
	assert_int_equal(x.voip.r, 84);
	assert_true(x.voip.mos_lq == 4.2 && x.voip.mos_cq < 0);
	assert_int_equal(x.voip.buffer_limit_ms, 500);
}

/* RFC 3611 4.7, byte by byte. */
static void voip_metrics_lie_where_the_rfc_says(void **state)
{
	const uint8_t expected[] = {
		0x80, 207, 0, 10, 0x11, 0x22, 0x33, 0x44,
		7, 0, 0, 8, 0x55, 0x66, 0x77, 0x88,
		64, 32, 128, 1, 0, 120, 0xff, 0xff,
		0, 90, 0, 60, 0xe9, 127, 127, 16,
		84, 127, 42, 127, 0xb0, 0, 0, 40, 0, 60, 0x01, 0xf4,
	};
	struct xr x = whole;
	uint8_t bytes[XR_SIZE];

	(void)state;
	x.has_time = x.has_answer = false;
	assert_int_equal(xr_write(bytes, &x), sizeof expected);
	assert_memory_equal(bytes, expected, sizeof expected);
}

static void nothing_to_say_is_no_packet(void **state)
{
	uint8_t bytes[XR_SIZE];

	(void)state;
	assert_int_equal(xr_write(bytes, &(struct xr){ .ssrc = 1 }), 0);
}

static void what_is_about_others_is_passed(void **state)
{
	uint8_t bytes[XR_SIZE];
	size_t n = xr_write(bytes, &whole);
	struct xr x;

	(void)state;
	assert_true(xr_read(&x, 1, bytes, n));
	assert_true(x.has_time);
	assert_false(x.has_answer || x.has_voip);
}

static void unknown_blocks_and_odd_lengths_are_passed(void **state)
{
	const uint8_t bytes[] = {
		0x80, 207, 0, 8, 0, 0, 0, 1,
		200, 0, 0, 0,
		4, 0, 0, 1, 9, 9, 9, 9,		/* a time too short */
		7, 0, 0, 1, 0x55, 0x66, 0x77, 0x88,
		5, 0, 0, 1, 0x55, 0x66, 0x77, 0x88,
	};
	struct xr x;

	(void)state;
	assert_true(xr_read(&x, US, bytes, sizeof bytes));
	assert_false(x.has_time || x.has_answer || x.has_voip);
}

static void no_cut_and_no_lie_about_lengths_is_read(void **state)
{
	uint8_t bytes[XR_SIZE], *cut;
	size_t n = xr_write(bytes, &whole);
	struct xr x;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		cut = test_malloc(i ? i : 1);	/* a byte too far is seen */
		memcpy(cut, bytes, i);
		assert_int_equal(xr_read(&x, US, cut, i),
			i == 8 || i == 20 || i == 36);
		test_free(cut);
	}
	bytes[8 + 2] = 0xff;
	assert_false(xr_read(&x, US, bytes, n));
}

static void levels_and_scores_that_cannot_be_are_unknown(void **state)
{
	struct xr x = whole;
	uint8_t bytes[XR_SIZE];
	size_t n;

	(void)state;
	x.has_time = x.has_answer = false;
	n = xr_write(bytes, &x);
	bytes[8 + 24] = 101;
	bytes[8 + 26] = 9;
	bytes[8 + 27] = 51;
	assert_true(xr_read(&x, US, bytes, n));
	assert_true(x.voip.r < 0 && x.voip.mos_lq < 0 && x.voip.mos_cq < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(voip_metrics_lie_where_the_rfc_says),
		cmocka_unit_test(nothing_to_say_is_no_packet),
		cmocka_unit_test(what_is_about_others_is_passed),
		cmocka_unit_test(unknown_blocks_and_odd_lengths_are_passed),
		cmocka_unit_test(no_cut_and_no_lie_about_lengths_is_read),
		cmocka_unit_test(levels_and_scores_that_cannot_be_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
