/* A program at the other end of two pipes hears and speaks; whatever it does,
 * nobody waits for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "media/tap.h"

#define PIPE_MS 520	/* two pages at 8 kHz */

struct scene {
	struct tap *tap;
	int in, out;			/* the program's; -1: closed */
};

static struct scene *tapped(int rate_hz)
{
	struct scene *s = mem_new_of(struct scene);
	int to[2], from[2];

	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	s->tap = tap_new(to[1], from[0], rate_hz, NULL);
	s->in = to[0];
	s->out = from[1];
	fcntl(s->in, F_SETFL, O_NONBLOCK);
	fcntl(s->out, F_SETFL, O_NONBLOCK);
	return s;
}

static void over(struct scene *s)
{
	tap_free(s->tap);
	close(s->in);
	close(s->out);
	free(s);
}

static void fill(int16_t *frame, int rate_hz, int16_t value)
{
	for (size_t i = 0; i < media_frame(rate_hz); i++)
		frame[i] = value;
}

static void the_program_hears_frame_by_frame(void **state)
{
	struct scene *s = tapped(8000);
	int16_t frame[80], heard[160];

	(void)state;
	fill(frame, 8000, 1234);
	tap_heard(s->tap, frame, 8000);
	fill(frame, 8000, -77);
	tap_heard(s->tap, frame, 8000);
	assert_int_equal(read(s->in, heard, sizeof heard), sizeof heard);
	assert_int_equal(heard[0], 1234);
	assert_int_equal(heard[159], -77);
	over(s);
}

static void what_the_program_says_is_mixed_in(void **state)
{
	struct scene *s = tapped(8000);
	int16_t frame[80], said[80];

	(void)state;
	fill(said, 8000, 500);
	assert_int_equal(write(s->out, said, sizeof said), sizeof said);
	fill(frame, 8000, 11);
	tap_said(s->tap, frame, 8000);
	assert_int_equal(frame[0], 511);
	assert_int_equal(frame[79], 511);
	fill(frame, 8000, 11);
	tap_said(s->tap, frame, 8000);		/* it says nothing now */
	assert_int_equal(frame[0], 11);
	over(s);
}

static void half_a_frame_waits_for_the_other_half(void **state)
{
	struct scene *s = tapped(8000);
	int16_t frame[80] = { 0 }, said[80];

	(void)state;
	fill(said, 8000, 500);
	assert_int_equal(write(s->out, said, 81), 81);
	tap_said(s->tap, frame, 8000);
	assert_int_equal(frame[0], 0);
	assert_int_equal(write(s->out, (char *)said + 81, 79), 79);
	tap_said(s->tap, frame, 8000);
	assert_int_equal(frame[0], 500);
	assert_int_equal(frame[79], 500);
	over(s);
}

static void a_program_has_one_rate_and_the_call_another(void **state)
{
	struct scene *s = tapped(16000);
	int16_t frame[MEDIA_FRAME_MAX], heard[160], said[160];

	(void)state;
	for (int i = 0; i < 20; i++) {
		fill(frame, 48000, 1000);
		tap_heard(s->tap, frame, 48000);
		fill(said, 16000, 3000);
		assert_int_equal(write(s->out, said, sizeof said), sizeof said);
		fill(frame, 8000, 0);
		tap_said(s->tap, frame, 8000);
		assert_int_equal(read(s->in, heard, sizeof heard),
			sizeof heard);
	}
	assert_in_range(heard[80], 980, 1020);
	assert_in_range(frame[40], 2950, 3050);
	over(s);
}

static void a_program_that_does_not_read_misses_something(void **state)
{
	struct scene *s = tapped(8000);
	int16_t frame[80] = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		tap_heard(s->tap, frame, 8000);
	assert_in_range(tap_missed_ms(s->tap), 10000 - PIPE_MS,
		10000 - TAP_AHEAD_MS);
	over(s);
}

static void a_program_that_writes_ahead_waits(void **state)
{
	struct scene *s = tapped(8000);
	int16_t said[80];
	int ms = 0;

	(void)state;
	fill(said, 8000, 1);
	while (write(s->out, said, sizeof said) == sizeof said)
		ms += 10;
	assert_in_range(ms, TAP_AHEAD_MS, PIPE_MS);
	over(s);
}

static void a_program_that_is_gone_is_silent(void **state)
{
	struct scene *s = tapped(8000);
	int16_t frame[80];

	(void)state;
	close(s->in);
	close(s->out);
	s->in = s->out = -1;
	for (int i = 0; i < 3; i++) {
		fill(frame, 8000, 9);
		tap_heard(s->tap, frame, 8000);
		tap_said(s->tap, frame, 8000);
		assert_int_equal(frame[0], 9);
	}
	over(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_program_hears_frame_by_frame),
		cmocka_unit_test(what_the_program_says_is_mixed_in),
		cmocka_unit_test(half_a_frame_waits_for_the_other_half),
		cmocka_unit_test(a_program_has_one_rate_and_the_call_another),
		cmocka_unit_test(a_program_that_does_not_read_misses_something),
		cmocka_unit_test(a_program_that_writes_ahead_waits),
		cmocka_unit_test(a_program_that_is_gone_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
