/* Speech through each network of network.h: how late it is heard, and how
 * much of it.  What is asserted are the goals of the receive path, by delay
 * from mouth to ear: a packet of 20 ms, the network, the playout and 10 ms of
 * sound card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hearing.h"
#include "media/codec.h"
#include "receiver.h"
#include "voice.h"

#define SECONDS 60
#define SEEDS 2

/* A call through a network. */
struct call {
	struct receiver_params params;
	struct receiver_result result;
	struct hearing hearing;
	int16_t *speech;
};

static void hold(struct call *c, const struct codec *codec, const char *trace,
	uint64_t seed)
{
	size_t n = (size_t)codec->rate_hz * SECONDS;

	c->speech = voice_make(codec->rate_hz, n, seed);
	c->params.codec = codec;
	c->params.trace = trace;
	c->params.seed = seed;
	c->params.speech = c->speech;
	c->params.n = n;
	assert_true(receiver_run(&c->params, &c->result));
	hearing_judge(&c->hearing, c->speech, n, codec->rate_hz, &c->result);
}

static void forget(struct call *c)
{
	hearing_free(&c->hearing);
	free(c->result.heard);
	free(c->speech);
}

static double delay_ms(const struct call *c, double from_s, double to_s)
{
	return hearing_delay_ms(&c->hearing, from_s, to_s, 0.5);
}

/* What is not so is told with the figures. */
static void at_most(const struct call *c, const char *what, double is,
	double most)
{
	if (is >= 0 && is <= most)
		return;
	fail_msg("%s, seed %d: %s is %.2f, at most %.2f", c->params.trace,
		(int)c->params.seed, what, is, most);
}

struct goal {
	const char *trace;
	double median_ms, bad_percent, silent_ms;
};

static void assert_goal(const struct codec *codec, const struct goal *g,
	int loss_percent)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct call c = { .params.loss_percent = loss_percent };

		hold(&c, codec, g->trace, seed);
		at_most(&c, "median delay", delay_ms(&c, 0, SECONDS),
			g->median_ms);
		at_most(&c, "bad speech", c.hearing.bad_percent,
			g->bad_percent);
		at_most(&c, "silence", c.hearing.silent_ms, g->silent_ms);
		forget(&c);
	}
}

static void a_clean_network_costs_60_ms_and_nothing_else(void **state)
{
	(void)state;
	assert_goal(&codec_pcmu, &(struct goal){ "clean", 60, 0, 20 }, 0);
}

static void single_losses_are_hardly_heard(void **state)
{
	(void)state;
	assert_goal(&codec_pcmu, &(struct goal){ "loss3", 75, 0.7, 20 }, 0);
}

static void bursts_of_loss_are_bridged_by_the_noise_behind(void **state)
{
	(void)state;
	assert_goal(&codec_pcmu, &(struct goal){ "burst10", 85, 6.5, 120 }, 0);
}

static void heavy_jitter_is_waited_for_as_long_as_is_worth_it(void **state)
{
	(void)state;
	assert_goal(&codec_pcmu, &(struct goal){ "jit40", 330, 1.5, 120 }, 0);
}

static void packets_out_of_order_and_twice_are_heard_once(void **state)
{
	struct call c = { 0 };

	(void)state;
	assert_goal(&codec_pcmu, &(struct goal){ "disorder", 105, 0.2, 20 }, 0);
	hold(&c, &codec_pcmu, "disorder", 1);
	assert_in_range(c.result.statistics.duplicate_packets, 100, 200);
	forget(&c);
}

/* Ridden out while they come, and forgotten 20 s after the last. */
static void spikes_cost_delay_only_while_they_come(void **state)
{
	(void)state;
	assert_goal(&codec_pcmu, &(struct goal){ "wifi200", 190, 1, 120 }, 0);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct call c = { 0 };

		hold(&c, &codec_pcmu, "wifi200", seed);
		at_most(&c, "delay before", delay_ms(&c, 3, 9.5), 80);
		at_most(&c, "delay after", delay_ms(&c, 56, 60), 80);
		forget(&c);
	}
}

static void clocks_that_differ_add_no_delay(void **state)
{
	const char *traces[] = { "drift+500", "drift-500" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct call c = { 0 };
		double early, late;

		hold(&c, &codec_pcmu, traces[i], 1);
		early = delay_ms(&c, 5, 15);
		late = delay_ms(&c, 50, 60);
		at_most(&c, "growth", late - early + 20, 30);
		at_most(&c, "delay", late, 70);
		at_most(&c, "bad speech", c.hearing.bad_percent, 0.1);
		/* but for the end of the call */
		assert_in_range(c.result.statistics.concealed_ms, 0, 130);
		forget(&c);
	}
}

/* 120 ms more from 20 to 40 s. */
static void a_step_is_followed_in_1_s_up_and_10_s_down(void **state)
{
	struct call c = { 0 };
	double before;

	(void)state;
	hold(&c, &codec_pcmu, "step", 1);
	before = delay_ms(&c, 10, 19.5);
	at_most(&c, "delay above", delay_ms(&c, 21, 39.5), before + 140);
	at_most(&c, "delay after", delay_ms(&c, 50, 60), before + 10);
	at_most(&c, "bad speech", c.hearing.bad_percent, 0.3);
	forget(&c);
}

static void who_stood_still_is_back_at_once(void **state)
{
	const char *traces[] = { "stall", "freeze" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct call c = { 0 };
		double before;

		hold(&c, &codec_pcmu, traces[i], 1);
		before = delay_ms(&c, 2, 8);
		at_most(&c, "delay at the end", delay_ms(&c, 50, 60),
			before + 10);
		at_most(&c, "delay of nine in ten", hearing_delay_ms(
			&c.hearing, 0, SECONDS, 0.9), before + 10);
		forget(&c);
	}
}

static void whoever_asks_for_more_delay_gets_it(void **state)
{
	struct call smooth = { .params.least_ms = 200 };
	struct call quick = { .params.ultra_low = true };
	struct call usual = { 0 };

	(void)state;
	hold(&smooth, &codec_pcmu, "clean", 1);
	assert_in_range((int)delay_ms(&smooth, 5, 60), 230, 270);
	forget(&smooth);
	hold(&quick, &codec_pcmu, "jit40", 1);
	hold(&usual, &codec_pcmu, "jit40", 1);
	assert_true(delay_ms(&quick, 5, 60) < delay_ms(&usual, 5, 60) - 20);
	forget(&quick);
	forget(&usual);
}

static void wide_band_is_as_good(void **state)
{
	const struct codec *g722 = codec_find("G722", 8000, 1);

	(void)state;
	assert_non_null(g722);
	assert_goal(g722, &(struct goal){ "clean", 62, 0.1, 20 }, 0);
	assert_goal(g722, &(struct goal){ "loss3", 77, 1.2, 20 }, 0);
}

/* Opus may have been left out of this program. */
static void what_opus_says_twice_mends_losses(void **state)
{
	const struct codec *opus = codec_find("opus", 48000, 2);
	struct call c = { .params.loss_percent = 3 };

	(void)state;
	if (!opus)
		return;
	hold(&c, opus, "loss3", 1);
	at_most(&c, "median delay", delay_ms(&c, 0, SECONDS), 95);
	assert_in_range(c.result.statistics.recovered_ms, 400, 4000);
	forget(&c);
}

static void the_same_call_sounds_the_same_twice(void **state)
{
	struct call a = { 0 }, b = { 0 };

	(void)state;
	hold(&a, &codec_pcmu, "jit40", 3);
	hold(&b, &codec_pcmu, "jit40", 3);
	assert_memory_equal(a.result.heard, b.result.heard,
		a.result.n * sizeof *a.result.heard);
	forget(&a);
	forget(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clean_network_costs_60_ms_and_nothing_else),
		cmocka_unit_test(single_losses_are_hardly_heard),
		cmocka_unit_test(
			bursts_of_loss_are_bridged_by_the_noise_behind),
		cmocka_unit_test(
			heavy_jitter_is_waited_for_as_long_as_is_worth_it),
		cmocka_unit_test(packets_out_of_order_and_twice_are_heard_once),
		cmocka_unit_test(spikes_cost_delay_only_while_they_come),
		cmocka_unit_test(clocks_that_differ_add_no_delay),
		cmocka_unit_test(a_step_is_followed_in_1_s_up_and_10_s_down),
		cmocka_unit_test(who_stood_still_is_back_at_once),
		cmocka_unit_test(whoever_asks_for_more_delay_gets_it),
		cmocka_unit_test(wide_band_is_as_good),
		cmocka_unit_test(what_opus_says_twice_mends_losses),
		cmocka_unit_test(the_same_call_sounds_the_same_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
