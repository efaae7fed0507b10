#include "media/playout_private.h"

#include "media/codec.h"
#include "media/level.h"
#include "media/stretch.h"

#define MARGIN_US 4000		/* beyond the latest packet worth waiting for */
#define SCARCE_US 3000		/* more than that too little: stretch */
#define SPARE_US 12000		/* more than that too much: squeeze */
#define SPARE_QUIET_US 7500	/* where it costs nothing */
#define VOICED 0.9f		/* likeness of two periods, to merge them */
#define NEARLY 0.6f		/* when there is far too much */
#define FAR_TIMES 4		/* times the target: that is far */
#define FAR_LEAST_US 100000
#define QUIET_TIMES 4		/* the power of the background */
#define QUIET_POWER 1000.0f	/* or that of a sample: -60 dBov */
#define SHARE 4			/* of a voice, one part in so many more */
#define TRY_AGAIN 5		/* frames, where no two periods are alike */
#define CALM_NS (SECOND_NS / 2)	/* after a late packet nothing is given back */

/* The reach at which the packet after one that may be lost is there already. */
static int64_t look_us(const struct playout *p)
{
	const struct shelf_packet *first = shelf_first(p->shelf);
	int64_t packet = first ? playout_ticks_ns(p, (int32_t)first->ticks) /
		1000 : 20000;

	return delay_usual(&p->delay) - DELAY_BUCKET_US + packet;
}

int64_t playout_target_us(const struct playout *p)
{
	int64_t target = delay_target(&p->delay);
	int64_t least = delay_low(&p->delay) + p->least_ms * INT64_C(1000);

	if (target < least)
		target = least;
	if (p->due_ns < p->look_ns && !p->ultra_low && target < look_us(p))
		target = look_us(p);
	return target + MARGIN_US;
}

/* What waits, as much as would be changed. */
static bool is_quiet(const struct playout *p)
{
	size_t n = strip_waiting(p->strip), most = 2 *
		media_frame(p->strip->rate_hz);
	float power;

	n = n < most ? n : most;
	power = (float)level_power(strip_next(p->strip), n) / (float)n;
	return power < QUIET_POWER || power < QUIET_TIMES * p->noise.power;
}

static size_t samples_of(const struct playout *p, int64_t us)
{
	return (size_t)(us * p->strip->rate_hz / 1000000);
}

/* Whether so much waits on the strip. */
static bool look_ahead(struct playout *p, size_t n)
{
	while (strip_waiting(p->strip) < n)
		if (!playout_decode_next(p))
			return false;
	return true;
}

/* Nothing is changed for so long that a voice never gets too quick or slow. */
static void rest(struct playout *p, size_t changed, bool far)
{
	p->rest = !changed ? far ? 1 : TRY_AGAIN :
		(int)(changed * (far ? 1 : SHARE) /
		media_frame(p->strip->rate_hz));
}

static size_t squeeze_voice(struct playout *p, int64_t over_us)
{
	int64_t target = playout_target_us(p) - delay_low(&p->delay);
	bool far = over_us > FAR_TIMES * target && over_us > FAR_LEAST_US;
	size_t n;

	if (over_us < SPARE_US ||
	    !look_ahead(p, squeeze_needs(p->strip)))
		return 0;
	n = strip_squeeze(p->strip, far ? NEARLY : VOICED,
		samples_of(p, over_us - SPARE_US + SPARE_QUIET_US));
	rest(p, n, far);
	return n;
}

static void squeeze(struct playout *p, int64_t over_us)
{
	size_t frame = media_frame(p->strip->rate_hz), n;

	if (p->due_ns - p->late_ns < CALM_NS ||
	    !look_ahead(p, 2 * frame))
		return;
	n = is_quiet(p) ? strip_squeeze_by(p->strip, frame) :
		squeeze_voice(p, over_us);
	p->squeezed_us += playout_us(p, n);
	p->statistics.squeezed_ms = p->squeezed_us / 1000;
}

static size_t stretch_voice(struct playout *p, int64_t short_us)
{
	size_t n;

	if (!look_ahead(p, stretch_needs(p->strip)))
		return 0;
	n = strip_stretch(p->strip, VOICED,
		samples_of(p, short_us + SPARE_QUIET_US / 2));
	rest(p, n, false);
	return n;
}

static void stretch(struct playout *p, int64_t short_us)
{
	size_t n = is_quiet(p) ? strip_stretch_by(p->strip,
		media_frame(p->strip->rate_hz)) : stretch_voice(p, short_us);

	p->stretched_us += playout_us(p, n);
	p->statistics.stretched_ms = p->stretched_us / 1000;
}

void playout_pace(struct playout *p)
{
	int64_t over_us = playout_reach_us(p) -
		(int64_t)playout_us(p, p->phase) - playout_target_us(p);

	if (p->rest > 0) {
		p->rest--;
		return;
	}
	if (p->conceal.active || p->made_up || !p->delay.any)
		return;
	if (over_us > SPARE_QUIET_US)
		squeeze(p, over_us);
	else if (over_us < -SCARCE_US)
		stretch(p, -over_us);
}
