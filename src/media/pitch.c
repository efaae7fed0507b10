#include "media/pitch.h"

#include <math.h>

#define ROUGH_HZ 8000		/* at which everything is looked at first */
#define ROUGH_PIECE (PITCH_PIECE_MS * ROUGH_HZ / 1000)
#define ROUGH_MIN (PITCH_MIN_MS * ROUGH_HZ / 1000)
#define ROUGH_MAX (PITCH_MAX_MS * ROUGH_HZ / 1000)
#define TONE_ORDER 4		/* two frequencies are foretold by four */
#define TONE_REST 0.003		/* of the power that may remain */
#define TONE_SAMPLES 200	/* looked at */

static float likeness(const int16_t *a, const int16_t *b, size_t n)
{
	int64_t product = 0, power_a = 1, power_b = 1;

	for (size_t i = 0; i < n; i++) {
		product += a[i] * b[i];
		power_a += a[i] * a[i];
		power_b += b[i] * b[i];
	}
	return (float)product / sqrtf((float)power_a * (float)power_b);
}

static void make_rough(const int16_t *from, int ratio, int16_t *to, int n)
{
	for (int i = 0; i < n; i++, from += ratio) {
		int sum = 0;

		for (int j = 0; j < ratio; j++)
			sum += from[j];
		to[i] = (int16_t)(sum / ratio);
	}
}

/* In samples of ROUGH_HZ. */
static struct pitch find_rough(const int16_t *piece, enum pitch_side side,
	int most)
{
	struct pitch best = { ROUGH_MIN, -2 };

	for (int lag = ROUGH_MIN; lag <= most; lag++) {
		float like = likeness(piece, piece + (int)side * lag,
			ROUGH_PIECE);

		if (like > best.likeness) {
			best.likeness = like;
			best.period = (size_t)lag;
		}
	}
	return best;
}

/* Round about a rough one. */
static struct pitch find_fine(const int16_t *piece, enum pitch_side side,
	struct pitch rough, int most, int ratio)
{
	int middle = (int)rough.period * ratio, n = ROUGH_PIECE * ratio;
	int least = ROUGH_MIN * ratio;
	struct pitch best = { (size_t)middle, -2 };

	for (int lag = middle - ratio; lag <= middle + ratio; lag++) {
		float like;

		if (lag < least || lag > most || (ratio > 1 && lag % 2))
			continue;
		like = likeness(piece, piece + (int)side * lag, (size_t)n);
		if (like > best.likeness) {
			best.likeness = like;
			best.period = (size_t)lag;
		}
	}
	return best;
}

struct pitch pitch_find(const int16_t *piece, enum pitch_side side, size_t most,
	int rate_hz)
{
	int16_t rough[ROUGH_PIECE + ROUGH_MAX];
	int ratio = rate_hz / ROUGH_HZ;
	int before = side == PITCH_BEFORE ? ROUGH_MAX : 0;
	int longest = (int)most / ratio;
	struct pitch found;

	make_rough(piece - before * ratio, ratio, rough,
		ROUGH_PIECE + ROUGH_MAX);
	longest = longest < ROUGH_MIN ? ROUGH_MIN :
		longest > ROUGH_MAX ? ROUGH_MAX : longest;
	found = find_rough(rough + before, side, longest);
	return find_fine(piece, side, found, longest * ratio, ratio);
}

/* --- tones --------------------------------------------------------------- */

/* Solves m x = v in place; m is symmetric and positive. */
static void solve(double m[TONE_ORDER][TONE_ORDER], double *v)
{
	for (int i = 0; i < TONE_ORDER; i++)
		for (int j = i + 1; j < TONE_ORDER; j++) {
			double by = m[j][i] / m[i][i];

			for (int k = i; k < TONE_ORDER; k++)
				m[j][k] -= by * m[i][k];
			v[j] -= by * v[i];
		}
	for (int i = TONE_ORDER - 1; i >= 0; i--) {
		for (int k = i + 1; k < TONE_ORDER; k++)
			v[i] -= m[i][k] * v[k];
		v[i] /= m[i][i];
	}
}

static double product(const int16_t *x, int n, int i, int j)
{
	int64_t sum = 0;

	for (int at = TONE_ORDER; at < n; at++)
		sum += x[at - i] * x[at - j];
	return (double)sum;
}

int pitch_is_tone(const int16_t *samples, size_t n, int rate_hz)
{
	int16_t rough[TONE_SAMPLES];
	double m[TONE_ORDER][TONE_ORDER], v[TONE_ORDER], to[TONE_ORDER];
	int ratio = rate_hz / ROUGH_HZ;
	int got = (int)n / ratio < TONE_SAMPLES ? (int)n / ratio : TONE_SAMPLES;
	double power, rest;

	make_rough(samples, ratio, rough, got);
	power = rest = product(rough, got, 0, 0);
	for (int i = 0; i < TONE_ORDER; i++) {
		for (int j = 0; j < TONE_ORDER; j++)
			m[i][j] = product(rough, got, i + 1, j + 1);
		m[i][i] += 1 + power * 1e-6;
		v[i] = to[i] = product(rough, got, 0, i + 1);
	}
	solve(m, v);
	for (int i = 0; i < TONE_ORDER; i++)
		rest -= v[i] * to[i];
	return power > 0 && rest < TONE_REST * power;
}
