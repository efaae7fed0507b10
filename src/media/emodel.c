#include "media/emodel.h"

#include <math.h>

/* G.107 table 3, and what follows from it. */
#define RO 94.77		/* 7.2: signal to noise */
#define TELR 65.0		/* dB, talker echo */
#define WEPL 110.0		/* dB, round the loop */

static double root(double x)
{
	return x / 2 + sqrt(x * x / 4 + 100);
}

/* 7.4: the talker's echo, which the default says is well cancelled. */
static double talker_echo(double ms)
{
	double terv = TELR - 40 * log10((1 + ms / 10) / (1 + ms / 150)) +
		6 * exp(-0.3 * ms * ms);
	double re = 80 + 2.5 * (terv - 14);

	return (root(RO - re) - 1) * (1 - exp(-ms));
}

static double listener_echo(double round_trip_ms)
{
	return root(RO - 10.5 * (WEPL + 7) * pow(round_trip_ms + 1, -0.25));
}

/* Too long, however good the echo cancelling. */
static double absolute(double ms)
{
	double x = log2(ms / 100);

	return ms <= 100 ? 0 : 25 * (pow(1 + pow(x, 6), 1. / 6) -
		3 * pow(1 + pow(x / 3, 6), 1. / 6) + 2);
}

/* R at its best counts the echo at no delay already. */
static double delay_impairment(double ms)
{
	if (ms <= 0)
		return 0;
	return talker_echo(ms) + listener_echo(2 * ms) - listener_echo(0) +
		absolute(ms);
}

/* 7.5 */
static double equipment_impairment(const struct emodel *m)
{
	double percent = 100 * m->loss;
	double ratio = m->burst_ratio > 1 ? m->burst_ratio : 1;

	return m->ie + (95 - m->ie) * percent / (percent / ratio + m->bpl);
}

double emodel_r(const struct emodel *m)
{
	double r = EMODEL_R_MAX - delay_impairment(m->delay_ms) -
		equipment_impairment(m);

	return r < 0 ? 0 : r > EMODEL_R_MAX ? EMODEL_R_MAX : r;
}

double emodel_mos(double r)
{
	double mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;

	return r <= 0 || mos < 1 ? 1 : r >= 100 ? 4.5 : mos;
}
