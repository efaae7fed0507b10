#include "media/level.h"

#include <math.h>

#define CLIPPED 32700

uint64_t level_power(const int16_t *samples, size_t n)
{
	uint64_t power = 0;

	for (size_t i = 0; i < n; i++)
		power += (uint32_t)(samples[i] * samples[i]);
	return power;
}

static int peak_of(const int16_t *samples, size_t n)
{
	int16_t low = 0, high = 0;

	for (size_t i = 0; i < n; i++) {
		low = samples[i] < low ? samples[i] : low;
		high = samples[i] > high ? samples[i] : high;
	}
	return high > -low ? high : -low;
}

void level_add(struct level *l, const int16_t *samples, size_t n)
{
	l->power += level_power(samples, n);
	l->n += (uint32_t)n;
	l->clipped |= peak_of(samples, n) >= CLIPPED;
}

void level_pass(struct level *l, size_t n)
{
	l->n += (uint32_t)n;
}

int level_dbfs(uint64_t power, size_t n)
{
	double full = 32768.0 * 32768.0 / 2 * (double)n;
	double db;

	if (!power || !n)
		return LEVEL_SILENCE;
	db = 10 * log10((double)power / full);
	return db > 0 ? 0 : db < LEVEL_SILENCE ? LEVEL_SILENCE :
		(int)lround(db);
}

int level_take(struct level *l, bool *clipped)
{
	int dbfs = level_dbfs(l->power, l->n);

	if (clipped)
		*clipped = l->clipped;
	*l = (struct level){ 0 };
	return dbfs;
}
