/* From how long packets took it is told how long to wait for the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "media/delay.h"

#define MS INT64_C(1000)

struct sim {
	struct delay d;
	int64_t now;		/* us */
};

static struct sim begin(void)
{
	struct sim s = { .now = 5000000 };

	delay_restart(&s.d);
	srand(1);
	return s;
}

/* One packet every 20 ms for so long, each so late and up to so much more. */
static void pass(struct sim *s, int ms, int64_t late_ms, int more_ms)
{
	for (int at = 0; at < ms; at += 20, s->now += 20 * MS) {
		int64_t more = more_ms ? rand() % (more_ms * 1000) : 0;

		delay_add(&s->d, late_ms * MS + more, s->now, false);
	}
}

/* ms from the quickest to the latest that is worth waiting for. */
static int wait_of(const struct sim *s)
{
	return (int)((delay_target(&s->d) - delay_low(&s->d)) / MS);
}

static void packets_that_are_always_as_quick_need_no_waiting(void **state)
{
	struct sim s = begin();

	(void)state;
	pass(&s, 10000, 70, 0);
	assert_in_range(wait_of(&s), 1, 5);
	assert_in_range(delay_target(&s.d), 70 * MS, 75 * MS);
}

static void jitter_is_waited_for_soon(void **state)
{
	struct sim s = begin();

	(void)state;
	pass(&s, 5000, 70, 0);
	pass(&s, 200, 70, 40);
	assert_in_range(wait_of(&s), 25, 50);
	pass(&s, 5000, 70, 40);
	assert_in_range(wait_of(&s), 35, 50);
}

/* What is as rare as that costs less than to wait for it. */
static void a_rare_straggler_is_not_waited_for(void **state)
{
	struct sim s = begin();

	(void)state;
	pass(&s, 8000, 70, 0);
	pass(&s, 20, 370, 0);
	assert_in_range(wait_of(&s), 1, 5);
}

static void spikes_are_ridden_out_until_long_after_the_last(void **state)
{
	struct sim s = begin();

	(void)state;
	for (int i = 0; i < 5; i++) {
		pass(&s, 4000, 20, 10);
		for (int late = 150; late > 20; late -= 20)
			pass(&s, 20, late, 0);
	}
	pass(&s, 6000, 20, 10);
	assert_in_range(wait_of(&s), 80, 140);
	pass(&s, 12000, 20, 10);
	assert_in_range(wait_of(&s), 5, 20);
}

static void when_the_network_is_quicker_again_that_is_known_in_8_s(
	void **state)
{
	struct sim s = begin();

	(void)state;
	pass(&s, 20000, 190, 5);
	pass(&s, 8200, 70, 5);
	assert_in_range(delay_target(&s.d), 75 * MS, 85 * MS);
}

static void clocks_that_drift_apart_are_followed_for_ever(void **state)
{
	(void)state;
	for (int way = -1; way <= 1; way += 2) {
		struct sim s = begin();

		for (int64_t drift = 0; llabs(drift) < 5000; drift += way) {
			pass(&s, 2000, drift, 0);
			assert_in_range(wait_of(&s), 1, 15);
		}
	}
}

/* From any time to any other. */
static void leaps_do_no_harm(void **state)
{
	struct sim s = begin();
	const int64_t leaps[] = { 0, 400, 700, 10000, -10000, INT32_MAX,
		-INT32_MAX, 0 };

	(void)state;
	for (int i = 0; i < 8; i++) {
		pass(&s, 100, leaps[i], 0);
		pass(&s, 10000, leaps[i], 0);
		assert_in_range(wait_of(&s), 1, 5);
		assert_true(delay_target(&s.d) >= leaps[i] * MS);
		assert_true(delay_target(&s.d) <= (leaps[i] + 10) * MS);
	}
}

static void who_is_eager_waits_less(void **state)
{
	struct sim s = begin(), t = begin();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t late = rand() % 100 < 5 ? 80 : rand() % 10;

		delay_add(&s.d, late * MS, i * 20 * MS, false);
		delay_add(&t.d, late * MS, i * 20 * MS, true);
	}
	assert_in_range(wait_of(&s), 75, 90);
	assert_in_range(wait_of(&t), 5, 85);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			packets_that_are_always_as_quick_need_no_waiting),
		cmocka_unit_test(jitter_is_waited_for_soon),
		cmocka_unit_test(a_rare_straggler_is_not_waited_for),
		cmocka_unit_test(
			spikes_are_ridden_out_until_long_after_the_last),
		cmocka_unit_test(
			when_the_network_is_quicker_again_that_is_known_in_8_s),
		cmocka_unit_test(clocks_that_drift_apart_are_followed_for_ever),
		cmocka_unit_test(leaps_do_no_harm),
		cmocka_unit_test(who_is_eager_waits_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
