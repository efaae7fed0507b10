#include "estoi.h"

#include <kiss_fftr.h>
#include <math.h>
#include <speex/speex_resampler.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define RATE 10000
#define FRAME 256
#define STEP (FRAME / 2)
#define TRANSFORM 512
#define BANDS 15			/* thirds of an octave */
#define LOWEST 150.0			/* Hz, the middle of the first */
#define SEGMENT 30			/* frames: 384 ms */
#define RANGE_DB 40.0			/* below the loudest frame: silence */

struct sound {
	double *samples;		/* at RATE; owned */
	size_t n;
	double (*bands)[BANDS];		/* a frame each; owned */
};

static double window(int i)
{
	return 0.5 - 0.5 * cos(2 * M_PI * (i + 1) / (FRAME + 1));
}

static void resample(struct sound *s, const int16_t *in, size_t n, int rate_hz)
{
	SpeexResamplerState *rs = speex_resampler_init(1,
		(spx_uint32_t)rate_hz, RATE, 10, NULL);
	spx_uint32_t n_in = (spx_uint32_t)n;
	spx_uint32_t n_out = (spx_uint32_t)(n * RATE / (size_t)rate_hz);
	int16_t *out = mem_new((n_out + 1) * sizeof *out);

	speex_resampler_skip_zeros(rs);
	speex_resampler_process_int(rs, 0, in, &n_in, out, &n_out);
	speex_resampler_destroy(rs);
	s->n = n_out;
	s->samples = mem_new((s->n + FRAME) * sizeof *s->samples);
	for (size_t i = 0; i < s->n; i++)
		s->samples[i] = out[i];
	free(out);
}

static double level_db(const double *frame)
{
	double power = 1e-9;

	for (int i = 0; i < FRAME; i++)
		power += pow(frame[i] * window(i), 2);
	return 10 * log10(power);
}

/* Frames in which nothing was said are left out of both. */
static void leave_out_silence(struct sound *said, struct sound *heard)
{
	size_t n = said->n, kept = 0;
	double loudest = -1e9;
	struct sound *both[] = { said, heard };
	double *from[2];

	for (size_t at = 0; at + FRAME <= n; at += STEP)
		loudest = fmax(loudest, level_db(said->samples + at));
	for (int k = 0; k < 2; k++) {
		from[k] = both[k]->samples;
		both[k]->samples = mem_new((n + FRAME) * sizeof(double));
	}
	for (size_t at = 0; at + FRAME <= n; at += STEP) {
		if (level_db(from[0] + at) < loudest - RANGE_DB)
			continue;
		for (int k = 0; k < 2; k++)
			for (int i = 0; i < FRAME; i++)
				both[k]->samples[kept + (size_t)i] +=
					from[k][at + (size_t)i] * window(i);
		kept += STEP;
	}
	for (int k = 0; k < 2; k++) {
		both[k]->n = kept + STEP;
		free(from[k]);
	}
}

static int bin_of(double hz)
{
	return (int)lrint(hz * TRANSFORM / RATE);
}

static void find_bands(struct sound *s)
{
	kiss_fftr_cfg fft = kiss_fftr_alloc(TRANSFORM, 0, NULL, NULL);
	kiss_fft_cpx bins[TRANSFORM / 2 + 1];
	size_t frames = s->n / STEP;

	s->bands = mem_new((frames + 1) * sizeof *s->bands);
	for (size_t f = 0; f + 1 < frames; f++) {
		float t[TRANSFORM] = { 0 };

		for (int i = 0; i < FRAME; i++)
			t[i] = (float)(s->samples[f * STEP + (size_t)i] *
				window(i));
		kiss_fftr(fft, t, bins);
		for (int b = 0; b < BANDS; b++) {
			double middle = LOWEST * pow(2, b / 3.0), sum = 0;
			int to = bin_of(middle * pow(2, 1 / 6.0));

			for (int k = bin_of(middle / pow(2, 1 / 6.0)); k < to; k++)
				sum += bins[k].r * bins[k].r +
					bins[k].i * bins[k].i;
			s->bands[f][b] = sqrt(sum);
		}
	}
	kiss_fftr_free(fft);
}

/* n values step apart: mean 0, length 1. */
static void normalize(double *v, int n, int step)
{
	double mean = 0, power = 1e-24;

	for (int i = 0; i < n; i++)
		mean += v[i * step] / n;
	for (int i = 0; i < n; i++) {
		v[i * step] -= mean;
		power += v[i * step] * v[i * step];
	}
	for (int i = 0; i < n; i++)
		v[i * step] /= sqrt(power);
}

static double likeness(const struct sound *said, const struct sound *heard,
	size_t first)
{
	double m[2][SEGMENT * BANDS], sum = 0;

	memcpy(m[0], said->bands + first, sizeof m[0]);
	memcpy(m[1], heard->bands + first, sizeof m[1]);
	for (int k = 0; k < 2; k++) {
		for (int b = 0; b < BANDS; b++)
			normalize(m[k] + b, SEGMENT, BANDS);
		for (int f = 0; f < SEGMENT; f++)
			normalize(m[k] + f * BANDS, BANDS, 1);
	}
	for (int i = 0; i < SEGMENT * BANDS; i++)
		sum += m[0][i] * m[1][i];
	return sum / SEGMENT;
}

double estoi(const int16_t *said, const int16_t *heard, size_t n, int rate_hz)
{
	struct sound a, b;
	size_t frames, count = 0;
	double sum = 0;

	resample(&a, said, n, rate_hz);
	resample(&b, heard, n, rate_hz);
	leave_out_silence(&a, &b);
	find_bands(&a);
	find_bands(&b);
	frames = a.n / STEP;
	for (size_t f = 0; f + SEGMENT < frames; f++, count++)
		sum += likeness(&a, &b, f);
	free(a.samples);
	free(a.bands);
	free(b.samples);
	free(b.bands);
	return count ? sum / (double)count : 0;
}
