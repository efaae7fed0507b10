/* A fan behind a person who speaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "media/suppress.h"
#include "simulated_room.h"

#define N (10 * ROOM_RATE)
#define LATE VOICE_BLOCK

struct fan {
	int16_t *speech, *heard, *out;
};

/* 3276 is the level of the speech; the fan is softer by snr_db. */
static void start(struct fan *f, double snr_db, bool speaks)
{
	double low = 0, amplitude = 3276 * pow(10, -snr_db / 20) * 1.2;
	unsigned seed = 5;

	f->speech = mem_new(N * sizeof *f->speech);
	f->heard = mem_new(N * sizeof *f->heard);
	f->out = mem_new(N * sizeof *f->out);
	if (speaks)
		room_speech(f->speech + 2 * ROOM_RATE, N - 2 * ROOM_RATE, 1,
			true);
	for (int i = 0; i < N; i++) {
		seed = seed * 1664525u + 1013904223u;
		low = 0.8 * low + ((seed >> 8) / 8388608.0 - 1);
		f->heard[i] = (int16_t)(f->speech[i] + amplitude * low);
	}
}

static void run(struct fan *f, float db)
{
	struct fourier *fourier = fourier_new();
	struct suppress *s = suppress_new();
	float block[VOICE_BLOCK];

	suppress_noise_db(s, db);
	for (int at = 0; at < N; at += VOICE_BLOCK) {
		for (int i = 0; i < VOICE_BLOCK; i++)
			block[i] = f->heard[at + i];
		suppress_run(s, fourier, block, NULL, false);
		for (int i = 0; i < VOICE_BLOCK; i++)
			f->out[at + i] = (int16_t)lrintf(block[i]);
	}
	suppress_free(s);
	fourier_free(fourier);
}

static void end(struct fan *f)
{
	free(f->speech);
	free(f->heard);
	free(f->out);
}

/* dB that the speech stands above all else. */
static double clearness(const struct fan *f, const int16_t *heard, int late)
{
	double both = 0, speech = 1, all = 1, part;

	for (int i = 3 * ROOM_RATE; i < N - LATE; i++) {
		both += (double)f->speech[i] * heard[i + late];
		speech += (double)f->speech[i] * f->speech[i];
		all += (double)heard[i + late] * heard[i + late];
	}
	part = both * both / (speech * all);
	return 10 * log10(part / (1 - part));
}

static void pauses_are_quieter_by_what_was_asked(void **state)
{
	struct fan f;
	double db;

	(void)state;
	start(&f, 15, false);
	run(&f, 15);
	db = room_weaker(f.heard, f.out, 3, 9);
	assert_true(db > 11 && db < 17);
	end(&f);
}

static void speech_is_clearer_than_before(void **state)
{
	struct fan f;

	(void)state;
	for (int snr = 5; snr <= 15; snr += 10) {
		start(&f, snr, true);
		run(&f, 15);
		assert_true(clearness(&f, f.out, LATE) >
			clearness(&f, f.heard, 0) + 1);
		end(&f);
	}
}

static void without_noise_to_turn_down_it_only_delays(void **state)
{
	struct fan f;

	(void)state;
	start(&f, 15, true);
	run(&f, 0);
	for (int i = ROOM_RATE; i < N - LATE; i++)
		assert_in_range(f.out[i + LATE] - f.heard[i] + 2, 0, 4);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses_are_quieter_by_what_was_asked),
		cmocka_unit_test(speech_is_clearer_than_before),
		cmocka_unit_test(without_noise_to_turn_down_it_only_delays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
