/* What the canceller and the noise suppressor reach in simulated rooms, as one
 * line of JSON each: bench_echo SEED. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "estoi.h"
#include "media/echo.h"
#include "media/suppress.h"
#include "simulated_room.h"

#define LATE VOICE_BLOCK		/* what the suppressor takes */

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int16_t to_sample(float v)
{
	return v > 32767 ? 32767 : v < -32768 ? -32768 : (int16_t)lrintf(v);
}

static void to_floats(float *block, const int16_t *samples)
{
	for (int i = 0; i < VOICE_BLOCK; i++)
		block[i] = samples[i];
}

struct tools {
	struct fourier *fourier;
	struct echo *echo;
	struct suppress *suppress;
};

static struct tools tools_new(float noise_db)
{
	struct tools t = { fourier_new(), echo_new(true), suppress_new() };

	suppress_noise_db(t.suppress, noise_db);
	return t;
}

static void tools_free(struct tools *t)
{
	fourier_free(t->fourier);
	echo_free(t->echo);
	suppress_free(t->suppress);
}

/* far NULL: nothing is played.  ms of CPU a second of sound. */
static double process(struct tools *t, const int16_t *far, const int16_t *mic,
	int16_t *out, size_t n)
{
	static struct echo_result r;
	float played[VOICE_BLOCK], heard[VOICE_BLOCK];
	double began = cpu_s();

	for (size_t at = 0; at + VOICE_BLOCK <= n; at += VOICE_BLOCK) {
		to_floats(heard, mic + at);
		if (far) {
			to_floats(played, far + at);
			echo_run(t->echo, t->fourier, played, heard, &r);
			memcpy(heard, r.error, sizeof heard);
		}
		suppress_run(t->suppress, t->fourier, heard,
			far ? r.doubt : NULL, r.left);
		for (int i = 0; i < VOICE_BLOCK; i++)
			out[at + (size_t)i] = to_sample(heard[i]);
	}
	return 1000 * (cpu_s() - began) * ROOM_RATE / (double)n;
}

/* --- echo ------------------------------------------------------------- */

#define USUAL .seconds = 60, .change_s = 45, .near_from_s = 25, \
	.near_to_s = 37, .noise_dbfs = -75
#define ROOM USUAL, .erl_db = 6, .reverb_s = 0.2, .delay_ms = 60
#define LAPTOP USUAL, .erl_db = 0, .reverb_s = 0.35, .delay_ms = 80

static const struct { const char *name; struct room_params params; } rooms[] = {
	{ "room", { ROOM } },
	{ "laptop", { LAPTOP } },
	{ "laptop, delay 180 ms", { LAPTOP, .delay_change_ms = 180 } },
	{ "laptop, delay 400 ms", { LAPTOP, .delay_change_ms = 400 } },
	{ "room, clocks 20 ppm apart", { ROOM, .drift_ppm = 20 } },
	{ "room, clocks 100 ppm apart", { ROOM, .drift_ppm = 100 } },
	{ "laptop, clocks 100 ppm apart", { LAPTOP, .drift_ppm = 100 } },
	{ "room, loudspeaker that clips", { ROOM, .clips = true } },
};

static void measure_room(const char *name, const struct room_params *p)
{
	struct simulated_room r;
	struct tools t = tools_new(0);
	size_t from = (size_t)p->near_from_s * ROOM_RATE;
	size_t n = (size_t)(p->near_to_s - p->near_from_s) * ROOM_RATE;
	int16_t *out;
	double cost;

	simulated_room_init(&r, p);
	out = mem_new((r.n + LATE) * sizeof *out);
	cost = process(&t, r.far, r.mic, out, r.n);
	printf("{\"room\": \"%s\", \"start\": %.2f, \"soon\": %.2f, "
		"\"steady\": %.2f, \"changed\": %.2f, \"later\": %.2f, "
		"\"both\": %.4f, \"bare\": %.4f, \"cpu\": %.3f}\n", name,
		room_weaker(r.mic, out, 1, 3), room_weaker(r.mic, out, 5, 10),
		room_weaker(r.mic, out, 15, 25),
		room_weaker(r.mic, out, 46, 48),
		room_weaker(r.mic, out, 53, 60),
		estoi(r.near + from, out + from + LATE, n, ROOM_RATE),
		estoi(r.near + from, r.mic + from, n, ROOM_RATE), cost);
	free(out);
	simulated_room_end(&r);
	tools_free(&t);
}

/* --- noise ------------------------------------------------------------ */

#define NOISE_S 26
#define ALONE_S 6
#define NOISE_N (NOISE_S * ROOM_RATE)

/* A fan behind speech, which begins after a while. */
static void measure_noise(double snr_db, unsigned seed)
{
	int16_t *speech = mem_new(NOISE_N * sizeof *speech);
	int16_t *heard = mem_new(NOISE_N * sizeof *heard);
	int16_t *out = mem_new((NOISE_N + LATE) * sizeof *out);
	size_t from = ALONE_S * ROOM_RATE, n = NOISE_N - from;
	double low = 0, loud = 3276 * 1.04 * pow(10, -snr_db / 20);
	struct tools t = tools_new(15);
	unsigned random = seed;

	room_speech(speech + from, n, seed, false);
	for (int i = 0; i < NOISE_N; i++) {
		random = random * 1664525u + 1013904223u;
		low = 0.8 * low + (random >> 8) / 8388608.0 - 1;
		heard[i] = to_sample((float)(speech[i] + loud * low));
	}
	process(&t, NULL, heard, out, NOISE_N);
	printf("{\"noise\": %.0f, \"quieter\": %.2f, \"bare\": %.4f, "
		"\"with\": %.4f}\n", snr_db, room_weaker(heard, out, 3, ALONE_S),
		estoi(speech + from, heard + from, n - LATE, ROOM_RATE),
		estoi(speech + from, out + from + LATE, n - LATE, ROOM_RATE));
	free(speech);
	free(heard);
	free(out);
	tools_free(&t);
}

int main(int argc, char **argv)
{
	unsigned seed = argc > 1 ? (unsigned)atoi(argv[1]) : 1;

	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		struct room_params p = rooms[i].params;

		if (p.delay_change_ms > 0)
			p.delay_ms = p.delay_change_ms;
		p.seed = seed;
		measure_room(rooms[i].name, &p);
	}
	measure_noise(15, seed);
	measure_noise(5, seed);
	return 0;
}
