/* A microphone: what the card has goes to the junction at the bus's pace. */
#include "audio/pump.h"

#define MARGIN_MS 3.0
#define PROMPT_MARGIN_MS 2.0

static double period_ms(const struct pump *p)
{
	return card_period(p->card) * 1000.0 / card_rate_hz(p->card);
}

static double target_ms(const struct pump *p)
{
	return p->prompt ? PUMP_LEAD_MS + PROMPT_MARGIN_MS
		: period_ms(p) + MARGIN_MS;
}

/* Samples captured and not yet read, had the bus read without steps. */
static double level(const struct pump *p, const struct junction_view *v,
	int64_t ns)
{
	double in_card = dll_frames(&p->dll, ns) - card_moved(p->card);

	return v->held + in_card * p->bus_per_card -
		(ns - v->visited_ns) * 1e-9 * p->task->rate_hz;
}

static void note_starving(struct pump *p, const struct junction_view *v,
	int64_t ns)
{
	if (v->starved == p->starved)
		return;
	p->starved = v->starved;
	if (!p->servo.aligning)
		servo_starved(&p->servo, ns);
	servo_align(&p->servo);
}

static void control(struct pump *p, const struct junction_view *v, int64_t ns)
{
	if (p->idle) {
		servo_target(&p->servo, target_ms(p));
		servo_align(&p->servo);
		p->starved = v->starved;
		p->surplus = 0;
		p->idle = false;
	}
	note_starving(p, v, ns);
	p->surplus += servo_look(&p->servo, ns,
		level(p, v, ns) - p->surplus);
	if (p->surplus < 0) {
		junction_put_silence(p->task->junction, -p->surplus);
		p->surplus = 0;
	}
	resample_trim(p->resample, servo_trim_ppm(&p->servo, dll_ppm(&p->dll)));
}

static void fall_idle(struct pump *p)
{
	if (!p->idle)
		junction_stale(p->task->junction);
	p->idle = true;
}

static void put(struct pump *p, const int16_t *samples, size_t n)
{
	size_t drop = (size_t)p->surplus < n ? (size_t)p->surplus : n;

	p->surplus -= drop;
	if (n > drop && !p->idle)
		junction_put(p->task->junction, samples + drop, n - drop);
}

static void convert(struct pump *p, size_t frames)
{
	size_t at = 0;

	while (at < frames) {
		size_t taken = frames - at, given = p->bound;

		resample_run(p->resample, p->card_side + at, &taken,
			p->bus_side, &given);
		put(p, p->bus_side, given);
		if (!taken && !given)
			return;
		at += taken;
	}
}

int pump_capture(struct pump *p)
{
	struct junction_view v;
	uint64_t position;
	bool looked;
	int64_t ns;
	long n = pump_measure(p, &ns, &position, &v, &looked);

	if (n < 0)
		return n;
	if (looked && pump_bus_is_away(&v, ns))
		fall_idle(p);
	else if (looked)
		control(p, &v, ns);
	while ((n = card_read(p->card, p->card_side, p->chunk)) > 0)
		convert(p, n);
	return n;
}
