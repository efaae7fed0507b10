/* Both sides of a stream come out of the ring side by side, at the rate of the
 * file, whatever rates they have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/ring.h"
#include "media/recorder.h"
#include "media/tone.h"

struct scene {
	struct recorder *recorder;
	uint32_t said, heard;		/* phases */
	int16_t after_said[MEDIA_FRAME_MAX], after_heard[MEDIA_FRAME_MAX];
};

static void tick(struct scene *s, int said_hz, int heard_hz)
{
	tone_sine(s->after_heard, heard_hz, &s->heard, 1000, 4000);
	recorder_heard(s->recorder, s->after_heard, heard_hz);
	tone_sine(s->after_said, said_hz, &s->said, 500, 8000);
	recorder_said(s->recorder, s->after_said, said_hz);
}

/* The amplitude of a tone in every second sample (Goertzel). */
static double level(const int16_t *frames, size_t n, int rate_hz, double hz)
{
	double a = 0, b = 0;

	for (size_t i = 0; i < n; i++) {
		a += frames[2 * i] * cos(2 * M_PI * hz * (double)i / rate_hz);
		b += frames[2 * i] * sin(2 * M_PI * hz * (double)i / rate_hz);
	}
	return 2 * hypot(a, b) / (double)n;
}

static void assert_level(const int16_t *frames, size_t n, int rate_hz,
	double hz, double amplitude)
{
	double found = level(frames, n, rate_hz, hz);

	if (fabs(found - amplitude) > 120)
		fail_msg("%g Hz: %g instead of %g", hz, found, amplitude);
}

/* A second, but for the first tenth. */
static void assert_both(struct scene *s, int rate_hz)
{
	struct ring *ring = recorder_ring(s->recorder);
	size_t n = (size_t)rate_hz;
	int16_t *frames = mem_new(n * 2 * sizeof *frames);

	assert_int_equal(ring_take(ring, frames, n), n);
	assert_int_equal(ring_held(ring), 0);
	frames += rate_hz / 10 * 2;
	n -= (size_t)rate_hz / 10;
	assert_level(frames, n, rate_hz, 500, 8000);
	assert_level(frames + 1, n, rate_hz, 1000, 4000);
	assert_level(frames, n, rate_hz, 1000, 0);
	assert_level(frames + 1, n, rate_hz, 500, 0);
	free(frames - rate_hz / 10 * 2);
}

static void record(int rate_hz, int said_hz, int heard_hz)
{
	struct scene s = { .recorder = recorder_new(rate_hz, 0, NULL) };

	for (int i = 0; i < 100; i++)
		tick(&s, said_hz, heard_hz);
	assert_int_equal(recorder_ms(s.recorder), 1000);
	assert_both(&s, rate_hz);
	recorder_free(s.recorder);
}

static void what_is_said_is_left_and_what_is_heard_right(void **state)
{
	(void)state;
	record(8000, 8000, 8000);
	record(48000, 48000, 48000);
}

static void a_call_that_changes_its_rate_goes_on_at_the_files(void **state)
{
	(void)state;
	record(8000, 48000, 16000);
	record(16000, 8000, 48000);
	record(48000, 16000, 8000);
}

static void nothing_is_put_while_it_pauses(void **state)
{
	struct scene s = { .recorder = recorder_new(8000, 0, NULL) };
	struct ring *ring = recorder_ring(s.recorder);

	(void)state;
	tick(&s, 8000, 8000);
	recorder_pause(s.recorder, true);
	for (int i = 0; i < 10; i++)
		tick(&s, 8000, 8000);
	assert_int_equal(ring_held(ring), 80);
	recorder_pause(s.recorder, false);
	tick(&s, 8000, 8000);
	assert_int_equal(ring_held(ring), 160);
	assert_int_equal(recorder_ms(s.recorder), 20);
	recorder_free(s.recorder);
}

static void what_finds_no_room_is_counted(void **state)
{
	struct scene s = { .recorder = recorder_new(8000, 0, NULL) };
	size_t room = ring_room(recorder_ring(s.recorder));

	(void)state;
	assert_true(room >= 8000 * RECORDER_RING_MS / 1000);
	for (size_t i = 0; i < room / 80; i++)
		tick(&s, 8000, 8000);
	assert_int_equal(recorder_lost_ms(s.recorder), 0);
	for (int i = 0; i < 7; i++)
		tick(&s, 8000, 8000);
	assert_in_range(recorder_lost_ms(s.recorder), 60, 70);
	recorder_free(s.recorder);
}

static void the_other_side_may_be_silent(void **state)
{
	struct scene s = { .recorder = recorder_new(8000, 0, NULL) };
	int16_t frames[160];

	(void)state;
	tone_sine(s.after_said, 8000, &s.said, 500, 8000);
	recorder_said(s.recorder, s.after_said, 8000);
	assert_int_equal(ring_take(recorder_ring(s.recorder), frames, 80), 80);
	for (int i = 0; i < 80; i++)
		assert_int_equal(frames[2 * i + 1], 0);
	recorder_free(s.recorder);
}

static bool beeps(const int16_t *frame, double hz)
{
	double a = 0, b = 0;

	for (int i = 0; i < 80; i++) {
		a += frame[i] * cos(2 * M_PI * hz * i / 8000);
		b += frame[i] * sin(2 * M_PI * hz * i / 8000);
	}
	return hypot(a, b) / 40 > 1500;
}

/* Silence in, so that all that is heard is the beep. */
static void silent_tick(struct scene *s)
{
	memset(s->after_heard, 0, sizeof s->after_heard);
	memset(s->after_said, 0, sizeof s->after_said);
	recorder_heard(s->recorder, s->after_heard, 8000);
	recorder_said(s->recorder, s->after_said, 8000);
}

static void both_sides_hear_a_beep_now_and_every_so_often(void **state)
{
	struct scene s = { .recorder = recorder_new(8000, 2, NULL) };
	int16_t frames[160];

	(void)state;
	for (int i = 0; i < 500; i++) {
		bool due = i % 200 < 20;

		silent_tick(&s);
		assert_int_equal(beeps(s.after_heard, 1400), due);
		assert_int_equal(beeps(s.after_said, 1400), due);
		assert_int_equal(ring_take(recorder_ring(s.recorder), frames,
			80), 80);
		assert_int_equal(frames[2] != 0, due);	/* left: it was sent */
		assert_int_equal(frames[3], 0);
	}
	recorder_free(s.recorder);
}

static void after_a_pause_it_beeps_at_once(void **state)
{
	struct scene s = { .recorder = recorder_new(8000, 60, NULL) };

	(void)state;
	for (int i = 0; i < 100; i++)
		silent_tick(&s);
	assert_false(beeps(s.after_said, 1400));
	recorder_pause(s.recorder, true);
	silent_tick(&s);
	assert_false(beeps(s.after_said, 1400));
	recorder_pause(s.recorder, false);
	silent_tick(&s);
	assert_true(beeps(s.after_said, 1400));
	recorder_free(s.recorder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_is_left_and_what_is_heard_right),
		cmocka_unit_test(
			a_call_that_changes_its_rate_goes_on_at_the_files),
		cmocka_unit_test(nothing_is_put_while_it_pauses),
		cmocka_unit_test(what_finds_no_room_is_counted),
		cmocka_unit_test(the_other_side_may_be_silent),
		cmocka_unit_test(both_sides_hear_a_beep_now_and_every_so_often),
		cmocka_unit_test(after_a_pause_it_beeps_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
