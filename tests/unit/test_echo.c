/* A loudspeaker and a microphone in a room: what of the one is left in the
 * other, and what of the person who speaks there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "estoi.h"
#include "media/echo.h"
#include "media/suppress.h"
#include "simulated_room.h"

#define LATE VOICE_BLOCK		/* what the suppressor takes */

struct run {
	struct simulated_room room;
	int16_t *out;			/* LATE samples late */
	struct echo_state state;
};

static int16_t to_sample(float v)
{
	return v > 32767 ? 32767 : v < -32768 ? -32768 : (int16_t)lrintf(v);
}

static void process(struct run *r, struct echo *e, struct fourier *f,
	struct suppress *s)
{
	static struct echo_result result;
	float played[VOICE_BLOCK], mic[VOICE_BLOCK];

	for (size_t at = 0; at + VOICE_BLOCK <= r->room.n; at += VOICE_BLOCK) {
		for (int i = 0; i < VOICE_BLOCK; i++) {
			played[i] = r->room.far[at + (size_t)i];
			mic[i] = r->room.mic[at + (size_t)i];
		}
		echo_run(e, f, played, mic, &result);
		suppress_run(s, f, result.error, result.doubt, result.left);
		for (int i = 0; i < VOICE_BLOCK; i++)
			r->out[at + (size_t)i] = to_sample(result.error[i]);
	}
	echo_state(e, &r->state);
}

static void run(struct run *r, const struct room_params *p)
{
	struct fourier *f = fourier_new();
	struct echo *e = echo_new(true);
	struct suppress *s = suppress_new();

	simulated_room_init(&r->room, p);
	r->out = mem_new(r->room.n * sizeof *r->out);
	process(r, e, f, s);
	fourier_free(f);
	echo_free(e);
	suppress_free(s);
}

static void end(struct run *r)
{
	simulated_room_end(&r->room);
	free(r->out);
}

static double left_db(const struct run *r, double from_s, double to_s)
{
	return room_weaker(r->room.mic, r->out, from_s, to_s);
}

/* How like what the person says the result is, 0..1. */
static double likeness(const struct run *r, double from_s, double to_s)
{
	double both = 0, near = 1, out = 1;

	for (size_t i = (size_t)(from_s * ROOM_RATE);
	     i < (size_t)(to_s * ROOM_RATE); i++) {
		double a = r->room.near[i], b = r->out[i + LATE];

		both += a * b;
		near += a * a;
		out += b * b;
	}
	return both / sqrt(near * out);
}

#define LAPTOP .seconds = 10, .erl_db = 0, .reverb_s = 0.35, .delay_ms = 80, \
	.noise_dbfs = -75, .seed = 1

static void assert_at_least(double value, double least)
{
	if (value < least)
		fail_msg("%.1f is less than %.1f", value, least);
}

static void a_laptop_is_quiet_within_a_second(void **state)
{
	struct room_params p = { LAPTOP };
	struct run r;

	(void)state;
	run(&r, &p);
	assert_at_least(left_db(&r, 1, 3), 20);
	assert_at_least(left_db(&r, 5, 10), 30);
	assert_in_range(r.state.delay_ms, 60, 100);
	end(&r);
}

static void any_delay_will_do(void **state)
{
	static const double delays[] = { 0, 30, 180, 290, 400 };
	struct room_params p = { LAPTOP };
	struct run r;

	(void)state;
	for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
		p.delay_ms = delays[i];
		run(&r, &p);
		assert_at_least(left_db(&r, 5, 10), 30);
		assert_in_range(r.state.delay_ms + 30, delays[i] + 10,
			delays[i] + 50);
		end(&r);
	}
}

static void two_quartzes_are_told_apart(void **state)
{
	struct room_params p = { LAPTOP };
	struct run r;

	(void)state;
	p.erl_db = 6;
	p.reverb_s = 0.2;
	p.seconds = 16;
	p.drift_ppm = 100;
	run(&r, &p);
	assert_at_least(left_db(&r, 10, 16), 25);
	assert_at_least(10, fabs(r.state.ppm - 100));
	end(&r);
}

static void who_speaks_meanwhile_is_heard(void **state)
{
	struct room_params p = { LAPTOP, .near_from_s = 5, .near_to_s = 9 };
	size_t from = 5 * ROOM_RATE;
	struct run r;

	(void)state;
	run(&r, &p);
	assert_at_least(100 * estoi(r.room.near + from, r.out + from + LATE,
		4 * ROOM_RATE, ROOM_RATE), 95);
	assert_at_least(100 * likeness(&r, 5, 9), 97);
	end(&r);
}

static void another_way_is_found(void **state)
{
	struct room_params p = { LAPTOP, .change_s = 5, .delay_change_ms = 250 };
	struct run r;

	(void)state;
	run(&r, &p);
	assert_at_least(left_db(&r, 7, 10), 20);
	assert_in_range(r.state.delay_ms, 230, 270);
	end(&r);
}

static void a_headset_is_left_alone(void **state)
{
	struct room_params p = { LAPTOP, .near_from_s = 5, .near_to_s = 9 };
	struct run r;

	(void)state;
	p.erl_db = 60;
	run(&r, &p);
	assert_true(r.state.bypassed);
	assert_at_least(100 * likeness(&r, 5, 9), 99);
	end(&r);
}

static void silence_stays_as_it_is(void **state)
{
	struct fourier *f = fourier_new();
	struct echo *e = echo_new(true);
	struct echo_result result;
	float played[VOICE_BLOCK] = { 0 }, mic[VOICE_BLOCK];

	(void)state;
	for (int n = 0; n < 100; n++) {
		for (int i = 0; i < VOICE_BLOCK; i++)
			mic[i] = (float)((n * VOICE_BLOCK + i) * 7 % 1000);
		echo_run(e, f, played, mic, &result);
		assert_memory_equal(result.error, mic, sizeof mic);
	}
	fourier_free(f);
	echo_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_laptop_is_quiet_within_a_second),
		cmocka_unit_test(any_delay_will_do),
		cmocka_unit_test(two_quartzes_are_told_apart),
		cmocka_unit_test(who_speaks_meanwhile_is_heard),
		cmocka_unit_test(another_way_is_found),
		cmocka_unit_test(a_headset_is_left_alone),
		cmocka_unit_test(silence_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
