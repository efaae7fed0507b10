#include "hearing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "receiver.h"

#define ROUGH_HZ 4000
#define WINDOW (ROUGH_HZ * 3 / 10)
#define HOP (ROUGH_HZ / 5)
#define LATEST (ROUGH_HZ * 8 / 10)
#define SURE 0.6		/* likeness of a window that was found */
#define VERY_SURE 0.9		/* and not looked for elsewhere */
#define FOUND 0.5		/* of 20 ms */
#define REACH (ROUGH_HZ * 12 / 1000)
#define PIECE (ROUGH_HZ / 50)
#define ACTIVE 1e-3		/* of the loudest power: speech */

struct sound {
	float *x;
	double *squares;		/* of all before */
	size_t n;
};

static struct sound rough(const int16_t *samples, size_t n, int rate_hz)
{
	size_t ratio = (size_t)rate_hz / ROUGH_HZ;
	struct sound s = { .n = n / ratio };

	s.x = malloc(s.n * sizeof *s.x);
	s.squares = malloc((s.n + 1) * sizeof *s.squares);
	s.squares[0] = 0;
	for (size_t i = 0; i < s.n; i++) {
		float sum = 0;

		for (size_t j = 0; j < ratio; j++)
			sum += samples[i * ratio + j];
		s.x[i] = sum / (float)ratio;
		s.squares[i + 1] = s.squares[i] + (double)s.x[i] * s.x[i];
	}
	return s;
}

static void end(struct sound *s)
{
	free(s->x);
	free(s->squares);
}

static double power(const struct sound *s, size_t at, size_t n)
{
	return (s->squares[at + n] - s->squares[at]) / (double)n;
}

static double loudest(const struct sound *s, size_t n)
{
	double most = 1;

	for (size_t at = 0; at + n <= s->n; at += n)
		most = fmax(most, power(s, at, n));
	return most;
}

static double likeness(const struct sound *said, size_t at,
	const struct sound *heard, size_t there, size_t n)
{
	float product = 0;

	if (there + n > heard->n)
		return -1;
	for (size_t i = 0; i < n; i++)
		product += said->x[at + i] * heard->x[there + i];
	return product / sqrt(power(said, at, n) * (double)n *
		power(heard, there, n) * (double)n + 1);
}

/* The most like from one lateness to another, in samples; -1: none is. */
static int best_of(const struct sound *said, size_t at,
	const struct sound *heard, int from, int to, double least)
{
	int found = -1;

	for (int late = from < 0 ? 0 : from; late < to; late++) {
		double like = likeness(said, at, heard, at + (size_t)late,
			WINDOW);

		if (like > least) {
			least = like;
			found = late;
		}
	}
	return found;
}

/* Samples later; -1: not found for sure.  Most often as late as the one before
 * (-1: none). */
static int find(const struct sound *said, size_t at, const struct sound *heard,
	int before)
{
	int near = before < 0 ? -1 : best_of(said, at, heard, before - REACH,
		before + REACH, VERY_SURE);

	return near >= 0 ? near : best_of(said, at, heard, 0, LATEST, SURE);
}

/* ms that a clock fast by ppm is ahead after t. */
static double ahead_ms(double t, int ppm)
{
	return 1e3 * (t - t / (1 + ppm * 1e-6));
}

static void track(struct hearing *h, const struct sound *said,
	const struct sound *heard, int ppm)
{
	double most = loudest(said, WINDOW);
	int late = -1;

	for (size_t at = 0; at + WINDOW < said->n; at += HOP) {
		if (power(said, at, WINDOW) < ACTIVE * most)
			continue;
		late = find(said, at, heard, late);
		if (late < 0)
			continue;
		h->at_s[h->n] = (double)at / ROUGH_HZ;
		h->delay_ms[h->n] = 1e3 * late / ROUGH_HZ +
			ahead_ms(h->at_s[h->n], ppm);
		h->n++;
	}
}

/* Whether 20 ms are heard, at one of the delays of half a second about. */
static int is_found(const struct hearing *h, const struct sound *said,
	size_t at, const struct sound *heard, int ppm)
{
	double t = (double)at / ROUGH_HZ;
	int tried = -LATEST;

	for (size_t i = 0; i < h->n; i++) {
		int late = (int)((h->delay_ms[i] - ahead_ms(t, ppm)) *
			ROUGH_HZ / 1e3);

		if (fabs(h->at_s[i] + 0.15 - t) > 0.5 ||
		    abs(late - tried) < REACH / 2)
			continue;
		tried = late;
		for (int by = late - REACH; by <= late + REACH; by++)
			if (at + (size_t)by < heard->n && likeness(said, at,
			    heard, at + (size_t)by, PIECE) > FOUND)
				return 1;
	}
	return 0;
}

static double bad(const struct hearing *h, const struct sound *said,
	const struct sound *heard, int ppm)
{
	double most = loudest(said, PIECE);
	int active = 0, lost = 0;

	for (size_t at = 0; at + PIECE <= said->n; at += PIECE) {
		if (power(said, at, PIECE) < ACTIVE * most)
			continue;
		active++;
		lost += !is_found(h, said, at, heard, ppm);
	}
	return active ? 100.0 * lost / active : 0;
}

/* After the first second, and before the last. */
static double longest_silence(const int16_t *x, size_t n, int rate_hz)
{
	size_t longest = 0, now = 0;

	for (size_t i = (size_t)rate_hz; i + (size_t)rate_hz * 2 < n; i++) {
		now = abs(x[i]) < 2 ? now + 1 : 0;
		longest = now > longest ? now : longest;
	}
	return 1e3 * (double)longest / rate_hz;
}

void hearing_judge(struct hearing *h, const int16_t *said, size_t n,
	int rate_hz, const struct receiver_result *r)
{
	struct sound a = rough(said, n, rate_hz);
	struct sound b = rough(r->heard, r->n, rate_hz);

	memset(h, 0, sizeof *h);
	h->at_s = malloc((a.n / HOP + 1) * sizeof *h->at_s);
	h->delay_ms = malloc((a.n / HOP + 1) * sizeof *h->delay_ms);
	track(h, &a, &b, r->ppm);
	h->bad_percent = bad(h, &a, &b, r->ppm);
	h->silent_ms = longest_silence(r->heard, r->n, rate_hz);
	end(&a);
	end(&b);
}

void hearing_free(struct hearing *h)
{
	free(h->at_s);
	free(h->delay_ms);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double hearing_delay_ms(const struct hearing *h, double from_s, double to_s,
	double fraction)
{
	double *sorted = malloc((h->n + 1) * sizeof *sorted), found = -1;
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		if (h->at_s[i] >= from_s && h->at_s[i] < to_s)
			sorted[n++] = h->delay_ms[i];
	qsort(sorted, n, sizeof *sorted, by_size);
	if (n)
		found = sorted[(size_t)((double)(n - 1) * fraction)];
	free(sorted);
	return found;
}
