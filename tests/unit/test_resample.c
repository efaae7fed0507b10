/* A tone keeps its pitch and loudness from any rate to any other, what the new
 * rate cannot carry is gone, and a trim neither clicks nor loses samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/resample.h"

#define AMPLITUDE 10000.0
#define SECONDS 2
#define MOST (96000 * SECONDS)

static int16_t in[MOST], out[MOST];

static void make_tone(double hz, int rate)
{
	for (int i = 0; i < rate * SECONDS; i++)
		in[i] = lrint(AMPLITUDE * sin(2 * M_PI * hz * i / rate));
}

/* In pieces of 10 ms; how many samples came out. */
static size_t run(struct resample *r, int in_hz)
{
	size_t got = 0;

	for (int i = 0; i < in_hz * SECONDS;) {
		size_t left = in_hz * SECONDS - i, room = MOST - got;
		size_t piece = in_hz / 100;
		size_t taken = left < piece ? left : piece;

		resample_run(r, in + i, &taken, out + got, &room);
		i += taken;
		got += room;
	}
	return got;
}

/* Amplitude of hz within the second second, and of all the rest. */
static double amplitude(double hz, int rate, double *rest)
{
	double re = 0, im = 0, power = 0;
	const int16_t *at = out + rate / 2;

	for (int i = 0; i < rate; i++) {
		re += at[i] * cos(2 * M_PI * hz * i / rate);
		im += at[i] * sin(2 * M_PI * hz * i / rate);
		power += (double)at[i] * at[i];
	}
	re = 2 * hypot(re, im) / rate;
	*rest = sqrt(fmax(0, 2 * power / rate - re * re));
	return re;
}

static void a_tone_keeps_its_pitch_and_loudness(void **state)
{
	static const int rates[] = { 8000, 11025, 16000, 22050, 32000, 44100,
		48000, 96000 };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof rates / sizeof *rates; i++) {
		int from = i % 2 ? rates[i / 2] : 8000;
		int to = i % 2 ? 8000 : rates[i / 2];
		struct resample *r = resample_new(from, to);
		double rest;

		make_tone(1000, from);
		assert_in_range(run(r, from), to * SECONDS - 1,
			to * SECONDS + 1);
		assert_float_equal(amplitude(1000, to, &rest), AMPLITUDE,
			AMPLITUDE * 0.01);
		assert_true(rest < AMPLITUDE * 0.003);	/* -50 dB */
		resample_free(r);
	}
}

/* Speech and more, also while the two clocks differ. */
static void a_full_band_passes_unharmed_to_20_khz(void **state)
{
	static const double hz[] = { 100, 1000, 8000, 15000, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof hz / sizeof *hz; i++) {
		struct resample *r = resample_new(48000, 48000);
		double rest;

		make_tone(hz[i], 48000);
		run(r, 48000);
		assert_float_equal(amplitude(hz[i], 48000, &rest), AMPLITUDE,
			AMPLITUDE * 0.01);
		assert_true(rest < AMPLITUDE * 0.001);	/* -60 dB */
		resample_free(r);
	}
}

/* An impulse comes out, in ms. */
static double delay_ms(int from, int to)
{
	struct resample *r = resample_new(from, to);
	size_t largest = 0, got;

	memset(in, 0, sizeof in);
	in[from] = AMPLITUDE;
	resample_trim(r, 50);
	got = run(r, from);
	resample_free(r);
	for (size_t i = 0; i < got; i++)
		if (abs(out[i]) > abs(out[largest]))
			largest = i;
	return largest * 1000.0 / to - 1000;
}

static void the_filter_delays_by_little(void **state)
{
	(void)state;
	assert_in_range(delay_ms(48000, 48000) * 1000, 400, 1000);
	assert_in_range(delay_ms(44100, 48000) * 1000, 400, 1000);
	assert_in_range(delay_ms(16000, 48000) * 1000, 400, 2000);
	assert_in_range(delay_ms(48000, 8000) * 1000, 400, 4000);
}

static void what_the_new_rate_cannot_carry_is_gone(void **state)
{
	struct resample *r = resample_new(48000, 8000);
	double rest;

	(void)state;
	make_tone(5000, 48000);	/* would come out as 3000 */
	run(r, 48000);
	assert_true(amplitude(3000, 8000, &rest) < AMPLITUDE * 0.003);
	resample_free(r);
}

static void a_trim_changes_the_count_by_its_ppm(void **state)
{
	static const int rates[][2] = { { 48000, 8000 }, { 8000, 48000 },
		{ 44100, 8000 }, { 8000, 44100 }, { 8000, 8000 },
		{ 47999, 8000 } };
	static const double trims[] = { -1000, -300, -50, 50, 300, 1000 };

	(void)state;
	for (size_t i = 0; i < 6; i++)
		for (size_t k = 0; k < 6; k++) {
			struct resample *r = resample_new(rates[i][0],
				rates[i][1]);
			double want = rates[i][1] * (double)SECONDS /
				(1 + trims[k] * 1e-6);

			make_tone(440, rates[i][0]);
			resample_trim(r, trims[k]);
			/* Its ratio is a fraction, right to some 10 ppm. */
			assert_float_equal(run(r, rates[i][0]), want,
				2 + want * 10e-6);
			resample_free(r);
		}
}

static void a_trim_is_cut_to_its_maximum(void **state)
{
	struct resample *r = resample_new(8000, 8000);

	(void)state;
	resample_trim(r, 1e9);
	assert_float_equal(resample_trimmed(r), RESAMPLE_TRIM_MAX, 0.1);
	resample_trim(r, -1e9);
	assert_float_equal(resample_trimmed(r), -RESAMPLE_TRIM_MAX, 0.1);
	resample_free(r);
}

/* A step in a slow sine shows as a second difference far above the sine's. */
static void trims_change(int to, double least, double most_ppm)
{
	struct resample *r = resample_new(48000, to);
	double most = 0, own = AMPLITUDE * pow(2 * M_PI * 100 / to, 2);
	size_t got = 0;

	make_tone(100, 48000);
	for (int i = 0; i < 48000 * SECONDS; i += 480) {
		size_t taken = 480, room = MOST - got;

		resample_trim(r, i / 480 % 2 ? most_ppm : least);
		resample_run(r, in + i, &taken, out + got, &room);
		assert_int_equal(taken, 480);
		got += room;
	}
	for (size_t i = 200; i + 2 < got; i++)
		most = fmax(most, abs(out[i] - 2 * out[i + 1] + out[i + 2]));
	assert_true(most < 2 * own + 4);
	resample_free(r);
}

/* Across zero, where the ratio is none, and back. */
static void changing_trims_do_not_click(void **state)
{
	(void)state;
	trims_change(8000, -1000, 1000);
	trims_change(48000, -1000, 1000);
	trims_change(48000, 0, 5);
	trims_change(44100, -3, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tone_keeps_its_pitch_and_loudness),
		cmocka_unit_test(a_full_band_passes_unharmed_to_20_khz),
		cmocka_unit_test(the_filter_delays_by_little),
		cmocka_unit_test(what_the_new_rate_cannot_carry_is_gone),
		cmocka_unit_test(a_trim_changes_the_count_by_its_ppm),
		cmocka_unit_test(a_trim_is_cut_to_its_maximum),
		cmocka_unit_test(changing_trims_do_not_click),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
