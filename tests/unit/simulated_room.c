#include "simulated_room.h"

#include <kiss_fftr.h>
#include <math.h>
#include <sndfile.h>
#include <speex/speex_resampler.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SPEECH "/usr/share/sounds/alsa/"
#define PAUSE 0.25			/* s, between words */

/* The same on every machine. */
static double random_number(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) / 16777216.0;
}

static double gauss(unsigned *seed)
{
	double u = random_number(seed) + 1e-9, v = random_number(seed);

	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

static int16_t to_sample(double v)
{
	return v > 32767 ? 32767 : v < -32768 ? -32768 : (int16_t)lrint(v);
}

/* --- speech ----------------------------------------------------------- */

static const char *const far_words[] = { "Front_Center", "Front_Left",
	"Rear_Right", "Rear_Center", "Front_Right", "Rear_Left" };
static const char *const near_words[] = { "Side_Left", "Side_Right" };

/* One word at 16 kHz, at most room samples; how many. */
static size_t read_word(const char *name, int16_t *word, size_t room)
{
	SF_INFO info = { 0 };
	char path[256];
	SNDFILE *file;
	SpeexResamplerState *rs;
	static int16_t in[48000 * 4];
	spx_uint32_t n_in, n_out = (spx_uint32_t)room;

	snprintf(path, sizeof path, SPEECH "%s.wav", name);
	file = sf_open(path, SFM_READ, &info);
	if (!file || info.channels != 1) {
		fprintf(stderr, "%s: %s; it is of alsa-utils\n", path,
			sf_strerror(file));
		exit(1);
	}
	n_in = (spx_uint32_t)sf_read_short(file, in, 48000 * 4);
	sf_close(file);
	rs = speex_resampler_init(1, (spx_uint32_t)info.samplerate, ROOM_RATE,
		8, NULL);
	speex_resampler_process_int(rs, 0, in, &n_in, word, &n_out);
	speex_resampler_destroy(rs);
	return n_out;
}

/* To -20 dBov of what is not silence. */
static void set_level(int16_t *word, size_t n)
{
	double power = 1;
	size_t active = 1;

	for (size_t i = 0; i < n; i++)
		if (abs(word[i]) > 100) {
			power += (double)word[i] * word[i];
			active++;
		}
	power = 3276.8 / sqrt(power / (double)active);
	for (size_t i = 0; i < n; i++)
		word[i] = to_sample(word[i] * power);
}

void room_speech(int16_t *speech, size_t n, unsigned seed, bool near)
{
	static int16_t word[ROOM_RATE * 4];
	size_t at = 0;

	memset(speech, 0, n * sizeof *speech);
	while (at < n) {
		int i = (int)(random_number(&seed) * (near ? 2 : 6));
		size_t k = read_word(near ? near_words[i] : far_words[i], word,
			ROOM_RATE * 4);

		k = k < n - at ? k : n - at;
		set_level(word, k);
		memcpy(speech + at, word, k * sizeof *word);
		at += k + (size_t)(PAUSE * ROOM_RATE * random_number(&seed));
	}
}

/* --- the way through the room ----------------------------------------- */

#define TRANSFORM 32768

/* What arrives directly, and what the walls send after it, ever weaker. */
static size_t make_response(float *response, const struct room_params *p,
	unsigned seed)
{
	size_t n = (size_t)(p->reverb_s * ROOM_RATE);
	double energy = 0, level = pow(10, -p->erl_db / 20);

	n = n < TRANSFORM / 2 ? n : TRANSFORM / 2;
	for (size_t i = 0; i < n; i++) {
		double t = (double)i / (p->reverb_s * ROOM_RATE);

		response[i] = (float)(gauss(&seed) * pow(10, -3 * t));
		if (i == 0)
			response[i] = 8;
		energy += response[i] * response[i];
	}
	for (size_t i = 0; i < n; i++)
		response[i] = (float)(response[i] * level / sqrt(energy));
	return n;
}

static void convolve(const float *in, float *out, size_t n, const float *h,
	size_t n_h)
{
	kiss_fftr_cfg go = kiss_fftr_alloc(TRANSFORM, 0, NULL, NULL);
	kiss_fftr_cfg back = kiss_fftr_alloc(TRANSFORM, 1, NULL, NULL);
	size_t bins = TRANSFORM / 2 + 1, step = TRANSFORM / 2;
	kiss_fft_cpx *a = mem_new(bins * sizeof *a), *b = mem_new(bins * sizeof *b);
	float *t = mem_new(TRANSFORM * sizeof *t);

	memcpy(t, h, n_h * sizeof *h);
	kiss_fftr(go, t, b);
	for (size_t at = 0; at < n; at += step) {
		size_t k = n - at < step ? n - at : step;

		memset(t, 0, TRANSFORM * sizeof *t);
		memcpy(t, in + at, k * sizeof *in);
		kiss_fftr(go, t, a);
		for (size_t i = 0; i < bins; i++) {
			kiss_fft_cpx v = a[i];

			a[i].r = (v.r * b[i].r - v.i * b[i].i) / TRANSFORM;
			a[i].i = (v.r * b[i].i + v.i * b[i].r) / TRANSFORM;
		}
		kiss_fftri(back, a, t);
		for (size_t i = 0; i < TRANSFORM && at + i < n; i++)
			out[at + i] += t[i];
	}
	kiss_fftr_free(go);
	kiss_fftr_free(back);
	free(a);
	free(b);
	free(t);
}

/* What was played, late, on the microphone's clock: sample i of it was at
 * i * (1 + ppm) - delay, between samples by a windowed sinc. */
static void delay(const float *in, float *out, size_t n, double delay_ms,
	double ppm)
{
	double late = delay_ms * ROOM_RATE / 1000;

	for (size_t i = 0; i < n; i++) {
		double at = (double)i * (1 + ppm * 1e-6) - late;
		long first = lrint(floor(at)) - 15;
		double sum = 0;

		for (long j = first; j < first + 32; j++) {
			double d = at - (double)j;
			double w = 0.5 + 0.5 * cos(M_PI * d / 16.5);

			if (j >= 0 && j < (long)n)
				sum += in[j] * w * (fabs(d) < 1e-9 ? 1 :
					sin(M_PI * d) / (M_PI * d));
		}
		out[i] = (float)sum;
	}
}

/* Delayed and through the room. */
static void travel(const float *played, float *heard, size_t n,
	const struct room_params *p, double delay_ms, unsigned seed)
{
	float *late = mem_new(n * sizeof *late);
	float *response = mem_new(TRANSFORM * sizeof *response);
	size_t n_response = make_response(response, p, seed);

	memset(heard, 0, n * sizeof *heard);
	delay(played, late, n, delay_ms, p->drift_ppm);
	convolve(late, heard, n, response, n_response);
	free(late);
	free(response);
}

/* A loudspeaker at its limit. */
static float clip_softly(float v)
{
	return 6000 * tanhf(v / 6000);
}

static void hear(struct simulated_room *r, const struct room_params *p,
	const float *played)
{
	float *heard = mem_new(r->n * sizeof *heard);
	float *later = mem_new(r->n * sizeof *later);
	size_t change = p->change_s > 0 ? (size_t)(p->change_s * ROOM_RATE) :
		r->n;
	double noise = p->noise_dbfs < 0 ?
		32768 * pow(10, p->noise_dbfs / 20) : 0;
	unsigned seed = p->seed + 7;

	travel(played, heard, r->n, p, p->delay_ms, p->seed + 1);
	if (change < r->n)
		travel(played, later, r->n, p, p->delay_change_ms > 0 ?
			p->delay_change_ms : p->delay_ms, p->seed + 2);
	for (size_t i = 0; i < r->n; i++)
		r->mic[i] = to_sample((i < change ? heard : later)[i] +
			r->near[i] + noise * gauss(&seed));
	free(heard);
	free(later);
}

void simulated_room_init(struct simulated_room *r, const struct room_params *p)
{
	size_t n = (size_t)(p->seconds * ROOM_RATE);
	size_t from = (size_t)(p->near_from_s * ROOM_RATE);
	size_t to = (size_t)(p->near_to_s * ROOM_RATE);
	float *played = mem_new(n * sizeof *played);

	r->n = n;
	r->far = mem_new(n * sizeof *r->far);
	r->near = mem_new(n * sizeof *r->near);
	r->mic = mem_new(n * sizeof *r->mic);
	room_speech(r->far, n, p->seed, false);
	if (to > from)
		room_speech(r->near + from, to - from, p->seed + 3, true);
	for (size_t i = 0; i < n; i++)
		played[i] = p->clips ? clip_softly(r->far[i]) : r->far[i];
	hear(r, p, played);
	free(played);
}

void simulated_room_end(struct simulated_room *r)
{
	free(r->far);
	free(r->near);
	free(r->mic);
}

static double power(const int16_t *s, double from_s, double to_s)
{
	double sum = 1;

	for (size_t i = (size_t)(from_s * ROOM_RATE);
	     i < (size_t)(to_s * ROOM_RATE); i++)
		sum += (double)s[i] * s[i];
	return sum;
}

double room_weaker(const int16_t *in, const int16_t *out, double from_s,
	double to_s)
{
	return 10 * log10(power(in, from_s, to_s) / power(out, from_s, to_s));
}
