/* What is made up sounds like what was said, and fades into what was behind
 * it; at each rate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/conceal.h"
#include "media/noise.h"

#define VOICE_HZ 110

static const int rates[] = { 8000, 16000, 48000 };

struct scene {
	struct conceal c;
	struct noise noise;
	int rate_hz, frame;
	int16_t past[20 * MEDIA_FRAME_MAX]; /* and what comes, behind it */
	int at;
};

/* A voice: three harmonics. */
static int16_t voice(const struct scene *s, int at)
{
	double w = 2 * M_PI * VOICE_HZ * at / s->rate_hz;

	return (int16_t)(4000 * sin(w) + 2000 * sin(2 * w + 1) +
		1000 * sin(5 * w + 2));
}

static struct scene begin(int rate_hz)
{
	struct scene s = { .rate_hz = rate_hz, .frame = rate_hz / 100 };

	noise_restart(&s.noise);
	conceal_restart(&s.c, rate_hz);
	return s;
}

/* 100 ms that came. */
static void say(struct scene *s)
{
	s->c.noise = &s->noise;
	for (int i = 0; i < 10 * s->frame; i++)
		s->past[i] = voice(s, i);
	conceal_end(&s->c, s->past, (size_t)(10 * s->frame));
	s->at = 10 * s->frame;
}

/* A frame that did not. */
static const int16_t *lose(struct scene *s)
{
	int16_t *frame = s->past + s->at;

	s->c.noise = &s->noise;
	conceal_make(&s->c, frame, (size_t)s->frame);
	s->at += s->frame;
	if (s->at == 20 * s->frame) {
		memcpy(s->past, s->past + 10 * s->frame,
			(size_t)(10 * s->frame) * sizeof *s->past);
		s->at = 10 * s->frame;
		frame = s->past + s->at - s->frame;
	}
	return frame;
}

static int loudest(const struct scene *s, const int16_t *frame)
{
	int peak = 0;

	for (int i = 0; i < s->frame; i++)
		peak = abs(frame[i]) > peak ? abs(frame[i]) : peak;
	return peak;
}

static void hear_background(struct scene *s, double loud)
{
	int16_t frame[MEDIA_FRAME_MAX];

	srand(1);
	for (int f = 0; f < 200; f++) {
		for (int i = 0; i < s->frame; i++)
			frame[i] = (int16_t)(loud * (rand() % 201 - 100) / 100);
		noise_hear(&s->noise, frame, (size_t)s->frame,
			(float)(loud * loud / 3));
	}
}

static void before_anything_was_said_it_is_silent(void **state)
{
	struct scene s = begin(8000);

	(void)state;
	s.c.noise = &s.noise;
	s.at = 10 * s.frame;
	assert_true(conceal_is_silent(&s.c));
	assert_int_equal(loudest(&s, lose(&s)), 0);
}

static void a_voice_goes_on_as_it_was_for_20_ms(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++) {
		struct scene s = begin(rates[r]);

		say(&s);
		for (int f = 0; f < 2; f++) {
			const int16_t *frame = lose(&s);

			for (int i = 0; i < s.frame; i++)
				assert_in_range(frame[i] + 10000 - voice(&s,
					(10 + f) * s.frame + i), 9100, 10900);
		}
	}
}

static void it_fades_to_silence_within_120_ms(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++) {
		struct scene s = begin(rates[r]);
		int last = 30000;

		say(&s);
		for (int f = 0; f < 12; f++) {
			assert_false(conceal_is_silent(&s.c));
			int peak = loudest(&s, lose(&s));

			assert_true(peak <= last + 200);
			last = peak;
		}
		assert_true(last < 1200);
		assert_true(conceal_is_silent(&s.c));
		assert_int_equal(loudest(&s, lose(&s)), 0);
	}
}

static void where_there_was_noise_it_fades_into_that(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++) {
		struct scene s = begin(rates[r]);

		hear_background(&s, 200);
		say(&s);
		for (int f = 0; f < 12; f++)
			lose(&s);
		assert_true(conceal_has_faded(&s.c));
		for (int f = 0; f < 150; f++)
			assert_in_range(loudest(&s, lose(&s)), 60, 450);
		/* but not for ever */
		for (int f = 0; f < 160; f++)
			lose(&s);
		assert_true(conceal_is_silent(&s.c));
		assert_int_equal(loudest(&s, lose(&s)), 0);
	}
}

/* The same voice, but somewhere else in its period: no step is heard. */
static void what_comes_back_is_faded_in(void **state)
{
	struct scene s = begin(8000);
	int16_t said[80];
	const int16_t *lost;
	int from = 900 + 36;

	(void)state;
	say(&s);
	lost = lose(&s);
	for (int i = 0; i < 80; i++)
		said[i] = voice(&s, from + i);
	conceal_end(&s.c, said, 80);
	assert_in_range(abs(said[0] - lost[79]), 0, 1200);
	/* and after 5 ms it is itself */
	for (int i = 40; i < 80; i++)
		assert_int_equal(said[i], voice(&s, from + i));
	assert_false(s.c.active);
}

static void a_pause_is_quiet_at_once(void **state)
{
	struct scene s = begin(8000);
	int16_t *frame = s.past + 10 * s.frame;

	(void)state;
	say(&s);
	conceal_pause(&s.c, frame, 80);
	conceal_pause(&s.c, frame + 80, 80);
	assert_int_equal(loudest(&s, frame + 80), 0);
}

static void full_scale_does_not_overflow(void **state)
{
	struct scene s = begin(48000);

	(void)state;
	say(&s);
	for (int i = 0; i < s.at; i++)
		s.past[i] = i / 60 & 1 ? INT16_MIN : INT16_MAX;
	assert_true(loudest(&s, lose(&s)) >= 32767);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_anything_was_said_it_is_silent),
		cmocka_unit_test(a_voice_goes_on_as_it_was_for_20_ms),
		cmocka_unit_test(it_fades_to_silence_within_120_ms),
		cmocka_unit_test(where_there_was_noise_it_fades_into_that),
		cmocka_unit_test(what_comes_back_is_faded_in),
		cmocka_unit_test(a_pause_is_quiet_at_once),
		cmocka_unit_test(full_scale_does_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
