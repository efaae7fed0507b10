#include "media/pauses.h"

#include <math.h>
#include <stdbool.h>

/* Over the floor by so much, in power, it is a voice: 6 dB; and where there is
 * no noise at all, over -60 dBov. */
#define VOICE 4.0
#define FULL (32768.0 * 32768.0)
#define LEAST_VOICE (FULL * 1e-6)
/* The floor is the lowest of two seconds; what is higher for longer is noise. */
#define WINDOW_MS 2000
#define HANGOVER_MS 240
/* They are told anew when it has changed by 3 dB, or after so long. */
#define CHANGED 2.0
#define TOLD_MS 5000
#define LEVEL_MAX 127		/* -dBov of a payload */

static double power_of(const int16_t *samples, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)samples[i] * samples[i];
	/* below one step squared all is silence */
	return n && sum > (double)n ? sum / (double)n : 1;
}

/* Down at once, up only after a window without anything lower. */
static void follow_floor(struct pauses *s, double power, int ms)
{
	if (!s->window_ms || power < s->lowest)
		s->lowest = power;
	if (power < s->floor || !s->floor)
		s->floor = power;
	s->window_ms += ms;
	if (s->window_ms < WINDOW_MS)
		return;
	s->floor = s->lowest;
	s->window_ms = 0;
}

static bool is_voice(const struct pauses *s, double power)
{
	return power > LEAST_VOICE && power > VOICE * s->floor;
}

static bool is_news(const struct pauses *s, double power)
{
	return s->silent_ms >= TOLD_MS || power > CHANGED * s->told ||
		power * CHANGED < s->told;
}

static enum pauses_verdict noise(struct pauses *s, double power, int ms)
{
	s->silent_ms += ms;
	if (s->told && !is_news(s, power))
		return PAUSES_NOTHING;
	s->told = power;
	s->silent_ms = 0;
	return PAUSES_NOISE;
}

enum pauses_verdict pauses_packet(struct pauses *s,
	const int16_t *samples, size_t n, int ms)
{
	double power = power_of(samples, n);
	bool first = !s->floor;

	follow_floor(s, power, ms);
	if (first || is_voice(s, power))
		s->hangover_ms = HANGOVER_MS;
	else if (s->hangover_ms > 0)
		s->hangover_ms -= ms;
	if (s->hangover_ms > 0) {
		s->told = 0;
		return PAUSES_SOUND;
	}
	return noise(s, power, ms);
}

void pauses_noise(const struct pauses *s,
	uint8_t payload[PAUSES_NOISE_SIZE])
{
	double level = -10 * log10((s->told > 1 ? s->told : 1) / FULL);

	payload[0] = (uint8_t)(level < 0 ? 0 : level > LEVEL_MAX ? LEVEL_MAX :
		lrint(level));
}
