#include "media/stretch.h"

#include "media/pitch.h"
#include "media/strip.h"

static size_t samples_in(const struct strip *s, int ms)
{
	return (size_t)(s->rate_hz / 1000 * ms);
}

size_t stretch_needs(const struct strip *s)
{
	return samples_in(s, PITCH_MAX_MS);
}

size_t squeeze_needs(const struct strip *s)
{
	return samples_in(s, 2 * PITCH_MAX_MS);
}

/* One into the other; `to` may be one of both. */
static void fade(int16_t *to, const int16_t *from, const int16_t *into,
	size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (int16_t)((from[i] * (int)(n - i) + into[i] * (int)i) /
			(int)n);
}

size_t strip_stretch_by(struct strip *s, size_t n)
{
	int16_t *next = strip_next(s);

	if (strip_waiting(s) < n || s->next < 2 * samples_in(s, PITCH_MAX_MS))
		return 0;
	fade(next - n, next, next - n, n);
	s->next -= n;
	return n;
}

size_t strip_squeeze_by(struct strip *s, size_t n)
{
	int16_t *next = strip_next(s);

	if (strip_waiting(s) < 2 * n)
		return 0;
	fade(next + n, next, next + n, n);
	s->next += n;
	return n;
}

static bool is_fit(struct strip *s, const struct pitch *pitch, float least)
{
	size_t beside = samples_in(s, PITCH_MAX_MS);

	return pitch->likeness >= least &&
		!pitch_is_tone(strip_next(s) - beside, 2 * beside, s->rate_hz);
}

size_t strip_stretch(struct strip *s, float least, size_t most)
{
	struct pitch pitch;

	if (strip_waiting(s) < stretch_needs(s))
		return 0;
	pitch = pitch_find(strip_next(s), PITCH_BEFORE, most, s->rate_hz);
	return is_fit(s, &pitch, least) ? strip_stretch_by(s, pitch.period) : 0;
}

size_t strip_squeeze(struct strip *s, float least, size_t most)
{
	struct pitch pitch;

	if (strip_waiting(s) < squeeze_needs(s))
		return 0;
	pitch = pitch_find(strip_next(s), PITCH_AFTER, most, s->rate_hz);
	return is_fit(s, &pitch, least) ? strip_squeeze_by(s, pitch.period) : 0;
}
