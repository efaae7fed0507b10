#include "audio/pump.h"

#include <errno.h>
#include <stdlib.h>

#include "audio/alsa_card.h"
#include "base/log.h"
#include "base/mem.h"

#define AWAY_NS 500000000	/* no visit for so long: nobody is there */
#define WAIT_MS 100
#define WAIT_PERIODS 4
#define RESERVE_US 5000		/* that a thread may wake too late; or half a
				 * period, if that is less */
#define RESERVE_REAL_TIME_US 2500

static bool captures(const struct pump *p)
{
	return p->task->direction == DEVICE_CAPTURE;
}

/* --- for both directions ---------------------------------------------------*/

/* Another way of working has another level: as if the bus had just come. */
static void choose_way(struct pump *p)
{
	bool prompt;

	if (p->prompt && p->servo.reserve > 0)
		p->real_time = false;
	prompt = p->real_time && grain_is_fine(&p->grain);
	if (prompt == p->prompt)
		return;
	log_debug("audio", "%s: %s follows the %s", p->task->what,
		captures(p) ? "capture" : "playback",
		prompt ? "bus" : "periods");
	p->prompt = prompt;
	p->servo.reserve = 0;
	p->idle = true;
}

static void note_visit(struct pump *p, const struct junction_view *v)
{
	p->visited_ns = v->visited_ns;
	p->visit_ns = v->frame * INT64_C(1000000000) / p->task->rate_hz;
}

int pump_measure(struct pump *p, int64_t *ns, uint64_t *position,
	struct junction_view *v, bool *looked)
{
	int error = card_position(p->card, ns, position);

	if (error < 0)
		return error;
	dll_put(&p->dll, *ns, *position);
	grain_put(&p->grain, *ns, *position);
	choose_way(p);
	*looked = junction_look(p->task->junction, v);
	if (*looked)
		note_visit(p, v);
	return 0;
}

bool pump_bus_is_away(const struct junction_view *v, int64_t ns)
{
	return !v->visited_ns || ns - v->visited_ns > AWAY_NS;
}

/* --- start, step, mend -----------------------------------------------------*/

static size_t reserve_of(const struct card *card, bool real_time)
{
	size_t half = card_period(card) / 2;
	size_t most = (size_t)card_rate_hz(card) * (real_time
		? RESERVE_REAL_TIME_US : RESERVE_US) / 1000000;

	return half < most ? half : most;
}

static void pump_init(struct pump *p, const struct device_task *task,
	struct card *card, bool real_time)
{
	int card_hz = card_rate_hz(card), bus_hz = task->rate_hz;
	double chunks;

	*p = (struct pump){ .task = task, .card = card, .idle = true,
		.real_time = real_time };
	p->resample = task->direction == DEVICE_CAPTURE
		? resample_new(card_hz, bus_hz) : resample_new(bus_hz, card_hz);
	p->bus_per_card = (double)bus_hz / card_hz;
	p->reserve = reserve_of(card, real_time);
	dll_init(&p->dll, card_hz, card_period(card));
	grain_init(&p->grain, card_hz);
	servo_init(&p->servo, bus_hz, 0);
	/* A period at the side where it comes in. */
	chunks = captures(p) ? 1 : p->bus_per_card;
	p->chunk = card_period(card) * chunks + 1;
	p->bound = resample_bound(p->resample, p->chunk);
	p->card_side = mem_new((captures(p) ? p->chunk : p->bound) *
		sizeof(int16_t));
	p->bus_side = mem_new((captures(p) ? p->bound : p->chunk) *
		sizeof(int16_t));
}

static void pump_clear(struct pump *p)
{
	resample_free(p->resample);
	free(p->card_side);
	free(p->bus_side);
}

static int start(struct pump *p)
{
	dll_restart(&p->dll);
	grain_restart(&p->grain);
	servo_align(&p->servo);
	card_set_reserve(p->card, p->reserve);
	return card_start(p->card, p->reserve + card_period(p->card));
}

/* Starts it again; -errno: it is lost. */
static int mend(struct pump *p, int error)
{
	while (error < 0) {
		if (error == -EPIPE) {
			device_xrun(p->task->device);
			servo_starved(&p->servo, p->dll.ns);
		}
		log_debug("audio", "%s: %s", p->task->what, card_words(error));
		error = card_mend(p->card, error);
		if (error < 0)
			return error;
		error = start(p);
	}
	return 0;
}

/* Just before the next time that the bus comes. */
static int wait_for_bus(struct pump *p)
{
	int64_t lead = PUMP_LEAD_MS * 1000000, now = p->dll.ns;
	int64_t at = p->visited_ns + p->visit_ns - lead;

	if (at <= now)
		at += (now - at) / p->visit_ns * p->visit_ns + p->visit_ns;
	return card_pause(p->card, at);
}

static int wait_for_card(struct pump *p)
{
	int period_ms = card_period(p->card) * 1000 / card_rate_hz(p->card);
	int wake_fd = captures(p) ? -1 : junction_wake_fd(p->task->junction);

	return card_wait(p->card, wake_fd,
		p->real_time && !grain_is_known(&p->grain) ? GRAIN_LOOK_MS
		: WAIT_MS + WAIT_PERIODS * period_ms);
}

static int wait_and_step(struct pump *p)
{
	int bits = captures(p) && p->prompt && !p->idle && p->visit_ns > 0
		? wait_for_bus(p) : wait_for_card(p);

	if (bits < 0 || bits & CARD_STOPPED)
		return bits;
	return captures(p) ? pump_capture(p) : pump_playback(p);
}

static int run(struct pump *p)
{
	int now = start(p);

	if (now < 0)
		return now;
	device_runs(p->task->device);
	while (now != CARD_STOPPED) {
		now = wait_and_step(p);
		if (now < 0)
			now = mend(p, now);
		if (now < 0)
			return now;
	}
	return 0;
}

void pump_run(const struct device_task *task, struct card *card, bool real_time)
{
	struct pump p;
	int error;

	pump_init(&p, task, card, real_time);
	error = run(&p);
	if (error < 0)
		device_fails(task->device, "%s", card_words(error));
	pump_clear(&p);
}
