/* A loudspeaker: what the bus has said goes to the card as soon as it is said;
 * the card holds a little in reserve, and gets silence when that is all. */
#include "audio/pump.h"

#include <math.h>

#define AHEAD_MS 9.0		/* of the bus, when it is due */
#define SHORT_AHEAD_MS 4.0	/* and half a period, if that is less */
#define PROMPT_MARGIN_MS 2.0

static double ahead_ms(const struct pump *p)
{
	double ms = 1000.0 / card_rate_hz(p->card);

	return p->prompt ? p->reserve * ms + PROMPT_MARGIN_MS
		: fmin(AHEAD_MS, card_period(p->card) * ms / 2 +
			SHORT_AHEAD_MS);
}

static size_t queued(const struct pump *p, uint64_t position)
{
	return card_moved(p->card) - position;
}

/* Samples said and not yet heard, had the bus spoken without steps. */
static double level(const struct pump *p, const struct junction_view *v,
	int64_t ns)
{
	double in_card = card_moved(p->card) - dll_frames(&p->dll, ns);

	return v->held + in_card * p->bus_per_card +
		(ns - v->visited_ns) * 1e-9 * p->task->rate_hz;
}

/* As much as there is room for; 0 or -errno. */
static int silence(struct pump *p, size_t frames)
{
	long n = 1;

	for (; frames > 0 && n > 0; frames -= n > 0 ? n : 0)
		n = card_silence(p->card, frames);
	return n < 0 ? n : 0;
}

static int control(struct pump *p, const struct junction_view *v, int64_t ns)
{
	int error = 0;

	if (p->idle) {
		servo_target(&p->servo, v->frame * 1000.0 / p->task->rate_hz +
			ahead_ms(p));
		servo_align(&p->servo);
		p->surplus = 0;
		p->idle = false;
	}
	p->surplus += servo_look(&p->servo, ns,
		level(p, v, ns) - p->surplus);
	if (p->surplus > 0)
		p->surplus -= junction_skip(p->task->junction, p->surplus);
	else if (p->surplus < 0)
		error = silence(p, -p->surplus / p->bus_per_card);
	p->surplus = p->surplus > 0 ? p->surplus : 0;
	resample_trim(p->resample, servo_trim_ppm(&p->servo,
		-dll_ppm(&p->dll)));
	return error;
}

static int write_all(struct pump *p, size_t frames)
{
	size_t at = 0;

	while (at < frames) {
		long n = card_write(p->card, p->card_side + at, frames - at);

		if (n < 0)
			return n;
		if (n == 0)	/* the card says one thing and does another */
			return 0;
		at += n;
	}
	return 0;
}

/* What is held, as far as the card has room. */
static int transfer(struct pump *p, uint64_t position)
{
	for (;;) {
		size_t room = card_buffer(p->card) - queued(p, position);
		size_t fits = room > p->bound ? p->chunk : 0;
		size_t n = junction_take(p->task->junction, p->bus_side, fits);
		size_t given = p->bound;
		int error;

		if (n == 0)
			return 0;
		resample_run(p->resample, p->bus_side, &n, p->card_side,
			&given);
		error = write_all(p, given);
		if (error < 0)
			return error;
	}
}

/* A bus that speaks and is late costs as little silence as will do. */
static int keep_reserve(struct pump *p, uint64_t position, int64_t ns)
{
	if (queued(p, position) > p->reserve)
		return 0;
	if (p->idle)
		return silence(p, card_period(p->card));
	junction_starve(p->task->junction);
	servo_starved(&p->servo, ns);
	return silence(p, p->reserve);
}

int pump_playback(struct pump *p)
{
	struct junction_view v;
	uint64_t position;
	bool looked;
	int64_t ns;
	int error = pump_measure(p, &ns, &position, &v, &looked);

	if (error < 0)
		return error;
	if (looked && pump_bus_is_away(&v, ns))
		p->idle = true;
	else if (looked)
		error = control(p, &v, ns);
	if (error >= 0)
		error = transfer(p, position);
	return error < 0 ? error : keep_reserve(p, position, ns);
}
