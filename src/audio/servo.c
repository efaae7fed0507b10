#include "audio/servo.h"

#include <math.h>

#include "audio/resample.h"

#define SMOOTHING_S 0.5
#define MENDING_S 8.0		/* a small error is mended over so long */
#define WINDOW_S 0.3		/* an error is real that lasts so long */
#define JUMP_MS 8.0		/* and is larger than this */
#define SAME_STARVING_NS 1000000000	/* one stall starves many ticks */
#define HARD_TIMES_NS 10000000000
#define RESERVE_STEP_MS 4.0
#define RESERVE_MAX_MS 40.0
#define CALM_NS 30000000000	/* without hard times: some is given back */
#define CALM_STEP_MS 1.0
#define CALM_STEP_NS 2000000000	/* and more each so often */

void servo_init(struct servo *s, double rate_hz, double target_ms)
{
	*s = (struct servo){ .rate_hz = rate_hz };
	servo_target(s, target_ms);
	servo_align(s);
}

void servo_target(struct servo *s, double target_ms)
{
	s->target = target_ms * s->rate_hz / 1000;
}

static double wanted(const struct servo *s)
{
	return s->target + s->reserve;
}

static void new_window(struct servo *s)
{
	s->least = INFINITY;
	s->most = -INFINITY;
	s->watched = 0;
}

void servo_align(struct servo *s)
{
	s->aligning = true;
	s->smooth = wanted(s);
	s->ns = 0;
	new_window(s);
}

/* The error that the whole window agreed on, if it is large. */
static double lasting(const struct servo *s)
{
	double large = JUMP_MS * s->rate_hz / 1000;

	if (s->watched < WINDOW_S)
		return 0;
	if (s->least > large)
		return s->least;
	return s->most < -large ? s->most : 0;
}

static int jump(struct servo *s, double error)
{
	s->aligning = false;
	s->smooth = wanted(s);
	new_window(s);
	return lrint(error);
}

static void give_back(struct servo *s, int64_t now_ns)
{
	if (s->reserve <= 0 || now_ns - s->starved_ns < CALM_NS ||
	    now_ns - s->calm_ns < CALM_STEP_NS)
		return;
	s->calm_ns = now_ns;
	s->reserve = fmax(0, s->reserve - CALM_STEP_MS * s->rate_hz / 1000);
}

int servo_look(struct servo *s, int64_t now_ns, double level)
{
	double error = level - wanted(s), seconds;

	give_back(s, now_ns);
	seconds = s->ns ? fmax(0, (now_ns - s->ns) * 1e-9) : 0;
	s->ns = now_ns;
	if (s->aligning)
		return jump(s, error);
	s->smooth += (level - s->smooth) * fmin(1, seconds / SMOOTHING_S);
	s->least = fmin(s->least, error);
	s->most = fmax(s->most, error);
	s->watched += seconds;
	if (s->watched < WINDOW_S)
		return 0;
	error = lasting(s);
	if (error != 0)
		return jump(s, error);
	new_window(s);
	return 0;
}

void servo_starved(struct servo *s, int64_t now_ns)
{
	int64_t since = now_ns - s->starved_ns;

	if (s->starved_ns && since < SAME_STARVING_NS)
		return;
	if (s->reserve > 0 || (s->starved_ns && since < HARD_TIMES_NS))
		s->reserve = fmin(RESERVE_MAX_MS * s->rate_hz / 1000,
			s->reserve + RESERVE_STEP_MS * s->rate_hz / 1000);
	s->starved_ns = now_ns;
}

double servo_trim_ppm(const struct servo *s, double drift_ppm)
{
	double error = (s->smooth - wanted(s)) / s->rate_hz;
	double ppm = drift_ppm + error / MENDING_S * 1e6;

	return fmax(-RESAMPLE_TRIM_MAX, fmin(RESAMPLE_TRIM_MAX, ppm));
}

double servo_level_ms(const struct servo *s)
{
	return s->smooth * 1000 / s->rate_hz;
}
