#include "audio/dll.h"

#include <math.h>

#define WIDEST_HZ 0.5
#define NARROWEST_HZ 0.05
#define LAG_S 0.005			/* beside the steps */
#define LAG_STEPS 1.5
#define BELIEVED_S 0.002	/* of an error; the rest is no clock's */
#define SURE_AFTER_S 3.0
#define STEEPEST 2000e-6	/* no card is as wrong as this */

void dll_init(struct dll *d, double nominal_hz, double step)
{
	*d = (struct dll){ .nominal = nominal_hz, .rate = nominal_hz,
		.lag = LAG_S + LAG_STEPS * step / nominal_hz };
}

void dll_restart(struct dll *d)
{
	d->running = false;
}

double dll_frames(const struct dll *d, int64_t ns)
{
	return d->at + (ns - d->ns) * 1e-9 * d->rate;
}

static void start_line(struct dll *d, int64_t ns, double frames)
{
	d->at = frames;
	d->ns = ns;
	d->running = true;
}

static void bend(struct dll *d, double seconds, double error)
{
	double hz = fmax(NARROWEST_HZ, WIDEST_HZ / (1 + d->age));
	double w = fmin(0.5, 2 * M_PI * hz * seconds);

	d->at += M_SQRT2 * w * error;
	error = fmax(-BELIEVED_S * d->nominal,
		fmin(BELIEVED_S * d->nominal, error));
	d->rate += w * w * error / seconds;
	d->rate = fmax(d->rate, d->nominal * (1 - STEEPEST));
	d->rate = fmin(d->rate, d->nominal * (1 + STEEPEST));
}

/* For longer than its steps take it has stood still, or nobody looked. */
static bool stood_still(struct dll *d, int64_t ns, double frames)
{
	bool still = (ns - d->moved_ns) * 1e-9 > d->lag;

	if (frames != d->last)
		d->moved_ns = ns;
	d->last = frames;
	return still;
}

void dll_put(struct dll *d, int64_t ns, double frames)
{
	double seconds = (ns - d->ns) * 1e-9, error;

	error = frames - dll_frames(d, ns);
	if (stood_still(d, ns, frames) || !d->running || seconds < 0 ||
	    fabs(error) > d->lag * d->nominal) {
		start_line(d, ns, frames);
		return;
	}
	if (seconds == 0)
		return;
	d->at = dll_frames(d, ns);
	d->ns = ns;
	d->age += seconds;
	bend(d, seconds, error);
}

double dll_ppm(const struct dll *d)
{
	return d->age < SURE_AFTER_S ? 0 : (d->rate / d->nominal - 1) * 1e6;
}
