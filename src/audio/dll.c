#include "audio/dll.h"

#include <math.h>

#define WIDEST_HZ 0.5
#define NARROWEST_HZ 0.05
#define LEAP_S 0.04
#define PAUSE_S 1.0		/* between reports: nothing is known then */
#define SURE_AFTER_S 3.0
#define STEEPEST 2000e-6	/* no card is as wrong as this */

void dll_init(struct dll *d, double nominal_hz)
{
	*d = (struct dll){ .nominal = nominal_hz, .rate = nominal_hz };
}

void dll_restart(struct dll *d)
{
	d->running = false;
}

double dll_frames(const struct dll *d, int64_t ns)
{
	return d->at + (ns - d->ns) * 1e-9 * d->rate;
}

static bool start_line(struct dll *d, int64_t ns, double frames)
{
	bool leap = d->running;

	d->at = frames;
	d->ns = ns;
	d->running = true;
	return leap;
}

static void bend(struct dll *d, double seconds, double error)
{
	double hz = fmax(NARROWEST_HZ, WIDEST_HZ / (1 + d->age));
	double w = fmin(0.5, 2 * M_PI * hz * seconds);

	d->at += M_SQRT2 * w * error;
	d->rate += w * w * error / seconds;
	d->rate = fmax(d->rate, d->nominal * (1 - STEEPEST));
	d->rate = fmin(d->rate, d->nominal * (1 + STEEPEST));
}

bool dll_put(struct dll *d, int64_t ns, double frames)
{
	double seconds = (ns - d->ns) * 1e-9, error;

	if (!d->running || seconds > PAUSE_S || seconds < 0)
		return start_line(d, ns, frames);
	if (seconds == 0)
		return false;
	error = frames - dll_frames(d, ns);
	if (fabs(error) > LEAP_S * d->nominal)
		return start_line(d, ns, frames);
	d->at = dll_frames(d, ns);
	d->ns = ns;
	d->age += seconds;
	bend(d, seconds, error);
	return false;
}

double dll_ppm(const struct dll *d)
{
	return d->age < SURE_AFTER_S ? 0 : (d->rate / d->nominal - 1) * 1e6;
}
