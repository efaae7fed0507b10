/* A card whose clock is wrong, that stalls, whose thread or bus is stopped: the
 * delay stays what it was.  Hours of it in seconds: simulated_card.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "simulated_card.h"

static struct scene scene;
static struct heard heard;

static void play(const struct scene *s)
{
	scene = *s;
	simulate(s, &heard);
	assert_false(heard.failed);
}

static double most(int from, int until)
{
	double ms = -1e9;

	for (int i = from; i < until; i++)
		ms = fmax(ms, heard.most[i]);
	return ms;
}

static double least(int from, int until)
{
	double ms = 1e9;

	for (int i = from; i < until; i++)
		ms = fmin(ms, heard.least[i]);
	return ms;
}

static double silence(int from, int until)
{
	double ms = 0;

	for (int i = from; i < until; i++)
		ms += heard.silent[i];
	return ms;
}

static void print_seconds(void)
{
	print_error("%s, %d Hz, %g ppm\n", scene.capture ? "capture"
		: "playback", scene.card_hz, scene.ppm);
	for (int i = 0; i < scene.seconds; i++)
		if (i < 3 || (i > 18 && i < 32) || i % 60 == 0)
			print_error("%3d s: %.1f to %.1f ms, %.1f silent, "
				"%u starved\n", i, heard.least[i],
				heard.most[i],
				heard.silent[i], heard.starved[i]);
}

/* Says what was heard before it fails. */
#define check(what) do { \
	if (!(what)) \
		print_seconds(); \
	assert_true(what); \
} while (0)

/* --- tests -----------------------------------------------------------------*/

/* Microphone or loudspeaker, by a thread with real time or without. */
#define EACH_WAY(c) for (int c = 0; c < 4; c++)
#define WAY(c) .capture = (c) % 2, .real_time = (c) / 2

/* At low rates, here and below, since clocks are the same at any. */
static void ten_minutes_of_drift_neither_grow_nor_starve(void **state)
{
	static const double ppm[] = { -300, 0, 300 };

	(void)state;
	EACH_WAY(c) for (size_t i = 0; i < sizeof ppm / sizeof *ppm; i++) {
		play(&(struct scene){ WAY(c), .card_hz = 8000, .bus_hz = 8000,
			.ppm = ppm[i], .seconds = 600 });
		check(heard.xruns == 0);
		check(heard.starved[599] == heard.starved[1]);
		check(silence(1, 600) < 1);
		check(most(1, 600) < 20);
		check(most(1, 600) - least(1, 600) < 3);
		check(most(60, 600) - least(60, 600) < 1);
	}
}

/* What is slow to grow would show. */
static void four_hours_of_drift_neither_grow_nor_starve(void **state)
{
	const int last = 2 * 3600;	/* each way */

	(void)state;
	for (int c = 0; c < 2; c++) {
		play(&(struct scene){ .capture = c, .real_time = true,
			.card_hz = 4000,
			.bus_hz = 4000, .granularity = 1, .jitter_ms = 1,
			.ppm = c ? 300 : -300, .seconds = last });
		check(heard.xruns == 0);
		check(heard.starved[last - 1] == heard.starved[1]);
		check(silence(1, last) < 1);
		check(most(60, last) - least(60, last) < 1.5);
		check(fabs(most(last - 600, last) - most(60, 660)) < 0.5);
	}
}

static void every_usual_rate_has_the_same_small_delay(void **state)
{
	static const int rates[] = { 8000, 16000, 44100, 48000, 96000 };

	(void)state;
	EACH_WAY(c) for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		play(&(struct scene){ WAY(c), .card_hz = rates[i],
			.ppm = 50, .seconds = 20 });
		check(silence(1, 20) < 1);
		check(least(1, 20) > (c < 2 ? 5 : 3) && most(1, 20) < 18);
	}
}

/* A microphone's period has to be full before it tells so; a thread that comes in
 * time need not wait for that.  What is said waits for no period at all. */
static void a_period_is_waited_for_once_or_not_at_all(void **state)
{
	static const int periods_ms[] = { 5, 10, 20 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct scene s = { .card_hz = 48000, .seconds = 20,
			.period = 48 * periods_ms[i], .jitter_ms = 1 };

		play(&s);
		check(silence(1, 20) < 1 && heard.xruns == 0);
		check(most(2, 20) < 10);
		s.capture = true;
		play(&s);
		check(silence(1, 20) < 1 && heard.xruns == 0);
		check(most(2, 20) < periods_ms[i] + 5);
		s.real_time = true;
		play(&s);
		check(silence(1, 20) < 1 && heard.xruns == 0);
		check(most(2, 20) < 6.5);
		s.capture = false;
		play(&s);
		check(silence(1, 20) < 1 && heard.xruns == 0);
		check(most(2, 20) < 5.5);
	}
}

/* The delay at the end and what came between, after trouble at 20 s. */
static void recovers(const struct scene *s, int lost_ms)
{
	double before_most, before_least;

	play(s);
	before_most = most(15, 19);
	before_least = least(15, 19);
	check(most(25, 40) < before_most + 3);
	check(least(25, 40) > before_least - 3);
	check(silence(25, 40) < 1);
	check(silence(19, 25) <= lost_ms + 60);
}

static void a_stopped_thread_costs_its_own_length_once(void **state)
{
	(void)state;
	EACH_WAY(c) {
		recovers(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 40, .thread = { 20, 20.15 } }, 150);
		recovers(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 40, .thread = { 20, 20.4 } }, 400);
	}
}

static void a_stopped_bus_costs_its_own_length_once(void **state)
{
	(void)state;
	EACH_WAY(c) for (int catches_up = 0; catches_up < 2; catches_up++)
		recovers(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 40, .bus = { 20, 20.15 },
			.bus_catches_up = catches_up }, 150);
}

static void a_stopped_machine_costs_its_own_length_once(void **state)
{
	(void)state;
	EACH_WAY(c)
		recovers(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 40, .bus = { 20, 20.3 },
			.thread = { 20, 20.3 }, .bus_catches_up = true }, 300);
}

static void a_card_that_stands_still_costs_its_own_length_once(void **state)
{
	(void)state;
	EACH_WAY(c)
		recovers(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 40, .card = { 20, 20.15 } }, 150);
}

static void after_an_xrun_the_delay_is_the_same(void **state)
{
	(void)state;
	EACH_WAY(c) {
		recovers(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 40, .xrun_at = 20 }, 50);
		check(heard.xruns == 1);
	}
}

static void a_bus_that_comes_late_finds_fresh_sound(void **state)
{
	(void)state;
	EACH_WAY(c) {
		play(&(struct scene){ WAY(c), .card_hz = 48000,
			.seconds = 20, .silent_until = 5 });
		check(most(5, 20) < 20);
		check(silence(6, 20) < 1);
	}
}

static void a_bus_that_goes_and_comes_back_finds_no_old_sound(void **state)
{
	(void)state;
	EACH_WAY(c)
		recovers(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 40, .bus = { 20, 23 } }, 3100);
}

static void a_restless_thread_soon_starves_no_more(void **state)
{
	(void)state;
	EACH_WAY(c) {
		play(&(struct scene){ WAY(c), .card_hz = 16000,
			.seconds = 120, .jitter_ms = 8 });
		check(heard.starved[119] - heard.starved[60] < 10);
		check(most(1, 120) < 40);
	}
}

static void a_card_with_coarse_steps_is_borne(void **state)
{
	(void)state;
	EACH_WAY(c) {
		play(&(struct scene){ WAY(c), .card_hz = 48000,
			.period = 1024, .granularity = 1024, .buffer = 8192,
			.seconds = 120 });
		check(heard.starved[119] - heard.starved[60] < 5);
		check(heard.xruns < 10);
		check(most(5, 120) < 70);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_minutes_of_drift_neither_grow_nor_starve),
		cmocka_unit_test(four_hours_of_drift_neither_grow_nor_starve),
		cmocka_unit_test(every_usual_rate_has_the_same_small_delay),
		cmocka_unit_test(a_period_is_waited_for_once_or_not_at_all),
		cmocka_unit_test(a_stopped_thread_costs_its_own_length_once),
		cmocka_unit_test(a_stopped_bus_costs_its_own_length_once),
		cmocka_unit_test(a_stopped_machine_costs_its_own_length_once),
		cmocka_unit_test(
			a_card_that_stands_still_costs_its_own_length_once),
		cmocka_unit_test(after_an_xrun_the_delay_is_the_same),
		cmocka_unit_test(a_bus_that_comes_late_finds_fresh_sound),
		cmocka_unit_test(
			a_bus_that_goes_and_comes_back_finds_no_old_sound),
		cmocka_unit_test(a_restless_thread_soon_starves_no_more),
		cmocka_unit_test(a_card_with_coarse_steps_is_borne),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
