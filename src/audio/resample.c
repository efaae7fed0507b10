#include "audio/resample.h"

#include <math.h>
#include <speex/speex_resampler.h>
#include <stdlib.h>

#include "base/mem.h"

/* The filter's length is in samples of the lower rate, and so is its delay.
 * Between full bands 4 costs 0.7 ms and leaves 20 kHz as it was; where one is a
 * telephone's, 3 has all that is said in it and saves up to 1 ms. */
#define QUALITY_FULL 4
#define QUALITY_NARROW 3
#define FULL_HZ 32000
/* speex multiplies two denominators in 32 bits. */
#define DENOMINATOR_MAX 65535
#define SAVED_UP_PPM 2.0

struct resample {
	SpeexResamplerState *speex;	/* owned */
	int in_hz, out_hz;
	double ppm;
};

struct fraction {
	unsigned over, under;
};

static struct fraction next_of(struct fraction f, struct fraction before,
	unsigned times)
{
	return (struct fraction){ times * f.over + before.over,
		times * f.under + before.under };
}

/* The best fraction for x > 0 with a small denominator: its continued fraction,
 * cut short where the denominator would grow too long. */
static struct fraction fraction_of(double x)
{
	struct fraction before = { 0, 1 }, f = { 1, 0 };

	for (;;) {
		double whole = floor(x);
		double under = whole * f.under + before.under;
		struct fraction next;

		if (under > DENOMINATOR_MAX) {
			unsigned fits = (DENOMINATOR_MAX - before.under) /
				f.under;

			return 2.0 * fits > whole
				? next_of(f, before, fits) : f;
		}
		next = next_of(f, before, whole);
		before = f;
		f = next;
		if (x - whole < 1e-9)
			return f;
		x = 1 / (x - whole);
	}
}

static void set_rate(struct resample *r)
{
	struct fraction f = fraction_of((double)r->in_hz / r->out_hz *
		(1 + r->ppm * 1e-6));

	speex_resampler_set_rate_frac(r->speex, f.over, f.under, r->in_hz,
		r->out_hz);
}

static int quality(int in_hz, int out_hz)
{
	return in_hz < FULL_HZ || out_hz < FULL_HZ ? QUALITY_NARROW
		: QUALITY_FULL;
}

struct resample *resample_new(int in_hz, int out_hz)
{
	struct resample *r = mem_new_of(struct resample);
	int error;

	r->in_hz = in_hz;
	r->out_hz = out_hz;
	r->speex = speex_resampler_init(1, in_hz, out_hz,
		quality(in_hz, out_hz), &error);
	if (!r->speex)
		abort();	/* no memory: as base/mem does */
	return r;
}

void resample_free(struct resample *r)
{
	if (r)
		speex_resampler_destroy(r->speex);
	free(r);
}

void resample_trim(struct resample *r, double ppm)
{
	ppm = fmax(-RESAMPLE_TRIM_MAX, fmin(RESAMPLE_TRIM_MAX, ppm));
	if (fabs(ppm - r->ppm) < SAVED_UP_PPM)
		return;
	r->ppm = ppm;
	set_rate(r);
}

double resample_trimmed(const struct resample *r)
{
	return r->ppm;
}

void resample_run(struct resample *r, const int16_t *in, size_t *n_in,
	int16_t *out, size_t *n_out)
{
	spx_uint32_t taken = *n_in, given = *n_out;

	speex_resampler_process_int(r->speex, 0, in, &taken, out, &given);
	*n_in = taken;
	*n_out = given;
}

void resample_skip_delay(struct resample *r)
{
	speex_resampler_skip_zeros(r->speex);
}

size_t resample_bound(const struct resample *r, size_t n)
{
	return n * r->out_hz / r->in_hz + n / 500 + 16;
}
