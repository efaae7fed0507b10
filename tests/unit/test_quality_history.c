/* Five minutes of seconds, and a sum of all of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/quality_history.h"

#define ASSERT_NEAR(x, expected, by) \
	assert_true((x) > (expected) - (by) && (x) < (expected) + (by))

static const struct quality_sample good = {
	.loss = 0, .jitter_ms = 1.25, .rtt_ms = 40, .mos = 4.41,
	.remote_loss = 0, .delay_ms = 31, .concealed_ms = 0,
	.input_dbfs = -23, .output_dbfs = -127,
};

static const struct quality_sample unknown = {
	.loss = -1, .jitter_ms = -1, .rtt_ms = -1, .mos = -1,
	.remote_loss = -1, .delay_ms = -1, .concealed_ms = 0,
	.input_dbfs = -127, .output_dbfs = -127,
};

static void what_is_kept_is_what_was_measured(void **state)
{
	struct quality_history *h = quality_history_new();
	struct quality_sample q = good, back;

	(void)state;
	q.loss = 0.02;
	q.remote_loss = 1;
	q.concealed_ms = 340;
	quality_history_add(h, &q, 1000);
	assert_int_equal(quality_history_count(h), 1);
	assert_int_equal(quality_history_last(h), 1000);
	quality_history_at(h, 0, &back);
	ASSERT_NEAR(back.loss, 0.02, 0.002);
	ASSERT_NEAR(back.remote_loss, 1, 0.001);
	ASSERT_NEAR(back.mos, 4.41, 0.011);
	ASSERT_NEAR(back.jitter_ms, 1.25, 0.06);
	ASSERT_NEAR(back.rtt_ms, 40, 0.001);
	assert_int_equal(back.delay_ms, 31);
	assert_int_equal(back.concealed_ms, 340);
	assert_int_equal(back.input_dbfs, -23);
	assert_int_equal(back.output_dbfs, -127);
	quality_history_free(h);
}

static void what_is_not_known_stays_unknown(void **state)
{
	struct quality_history *h = quality_history_new();
	struct quality_sample back;
	struct quality_summary s;

	(void)state;
	quality_history_add(h, &unknown, 1000);
	quality_history_at(h, 0, &back);
	assert_true(back.loss < 0 && back.mos < 0 && back.rtt_ms < 0);
	assert_true(back.jitter_ms < 0 && back.remote_loss < 0);
	quality_history_summary(h, &s);
	assert_true(s.mos_mean < 0 && s.mos_worst < 0 && s.loss_mean < 0);
	assert_int_equal(s.seconds, 1);
	quality_history_free(h);
}

static void five_minutes_are_kept_the_oldest_first(void **state)
{
	struct quality_history *h = quality_history_new();
	struct quality_sample q = good;

	(void)state;
	for (int i = 1; i <= 1000; i++) {
		q.delay_ms = i;
		quality_history_add(h, &q, i * 1000);
		assert_int_equal(quality_history_count(h),
			i < QUALITY_KEPT ? i : QUALITY_KEPT);
	}
	for (int i = 0; i < QUALITY_KEPT; i++) {
		quality_history_at(h, i, &q);
		assert_int_equal(q.delay_ms, 701 + i);
	}
	quality_history_free(h);
}

static void the_summary_is_of_the_whole_call(void **state)
{
	struct quality_history *h = quality_history_new();
	struct quality_sample bad = good;
	struct quality_summary s;

	(void)state;
	bad.mos = 2.41;
	bad.loss = 0.5;
	bad.jitter_ms = 81.25;
	bad.concealed_ms = 400;
	quality_history_add(h, &bad, 1);
	for (int i = 0; i < 999; i++)
		quality_history_add(h, i ? &good : &unknown, 2 + i);
	quality_history_summary(h, &s);
	assert_int_equal(s.seconds, 1000);
	ASSERT_NEAR(s.mos_worst, 2.41, 0.001);
	ASSERT_NEAR(s.mos_mean, 4.41 - 2. / 999, 0.001);
	ASSERT_NEAR(s.loss_mean, 0.5 / 999, 0.0001);
	ASSERT_NEAR(s.loss_worst, 0.5, 0.001);
	ASSERT_NEAR(s.jitter_worst_ms, 81.25, 0.001);
	assert_int_equal(s.concealed_ms, 400);
	quality_history_free(h);
}

static void values_beyond_all_bounds_are_cut(void **state)
{
	struct quality_history *h = quality_history_new();
	struct quality_sample q = { .loss = 9, .jitter_ms = 1e9,
		.rtt_ms = 1e300, .mos = 99, .remote_loss = 2,
		.delay_ms = 1 << 30, .concealed_ms = 1 << 30,
		.input_dbfs = 999, .output_dbfs = -999 };

	(void)state;
	quality_history_add(h, &q, 1);
	quality_history_at(h, 0, &q);
	ASSERT_NEAR(q.loss, 1, 0.001);
	assert_int_equal(q.delay_ms, 65534);
	assert_int_equal(q.input_dbfs, 0);
	assert_int_equal(q.output_dbfs, -127);
	quality_history_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_is_what_was_measured),
		cmocka_unit_test(what_is_not_known_stays_unknown),
		cmocka_unit_test(five_minutes_are_kept_the_oldest_first),
		cmocka_unit_test(the_summary_is_of_the_whole_call),
		cmocka_unit_test(values_beyond_all_bounds_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
