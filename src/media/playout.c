#include "media/playout_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "media/codec.h"

#define USUAL_HZ 8000
#define FAR (INT32_C(1) << 29)	/* ticks from the origin, before it moves */

struct playout *playout_new(void)
{
	struct playout *p = mem_grow(NULL, sizeof *p + sizeof *p->strip);

	memset(p, 0, sizeof *p);
	p->shelf = shelf_new();
	p->strip = (struct strip *)(p + 1);
	p->conceal.noise = &p->noise;
	playout_restart(p);
	return p;
}

void playout_free(struct playout *p)
{
	if (!p)
		return;
	shelf_free(p->shelf);
	free(p);
}

void playout_restart(struct playout *p)
{
	shelf_clear(p->shelf);
	delay_restart(&p->delay);
	noise_restart(&p->noise);
	strip_restart(p->strip, USUAL_HZ);
	conceal_restart(&p->conceal, USUAL_HZ);
	p->decoder = NULL;
	p->clock_hz = USUAL_HZ;
	p->started = p->has_played = p->odd = p->made_up = false;
	p->look_ns = 0;
}

void playout_latency(struct playout *p, int least_ms, bool ultra_low)
{
	p->least_ms = least_ms;
	p->ultra_low = ultra_low;
}

void playout_forget(struct playout *p, const struct decoder *d)
{
	shelf_forget(p->shelf, d);
	if (p->decoder == d)
		p->decoder = NULL;
}

/* --- the clock ----------------------------------------------------------- */

int64_t playout_ticks_ns(const struct playout *p, int32_t ticks)
{
	return ticks * SECOND_NS / p->clock_hz;
}

uint32_t playout_ticks(const struct playout *p, size_t samples)
{
	return (uint32_t)((uint64_t)samples * (unsigned)p->clock_hz /
		(unsigned)p->strip->rate_hz);
}

size_t playout_samples(const struct playout *p, uint32_t ticks)
{
	return (size_t)((uint64_t)ticks * (unsigned)p->strip->rate_hz /
		(unsigned)p->clock_hz);
}

uint64_t playout_us(const struct playout *p, size_t samples)
{
	return (uint64_t)samples * 1000000 / (unsigned)p->strip->rate_hz;
}

static int64_t waiting_ns(const struct playout *p)
{
	return (int64_t)strip_waiting(p->strip) * SECOND_NS /
		p->strip->rate_hz;
}

int64_t playout_slack_ns(const struct playout *p, uint32_t timestamp,
	int64_t arrival_ns)
{
	return p->due_ns + waiting_ns(p) +
		playout_ticks_ns(p, (int32_t)(timestamp - p->end)) - arrival_ns;
}

int64_t playout_transit_us(const struct playout *p, uint32_t timestamp,
	int64_t arrival_ns)
{
	return (arrival_ns - p->origin_ns -
		playout_ticks_ns(p, (int32_t)(timestamp - p->origin))) / 1000;
}

int64_t playout_reach_us(const struct playout *p)
{
	return playout_transit_us(p, p->end, p->due_ns + waiting_ns(p));
}

void playout_set_reach(struct playout *p, int64_t transit_us,
	uint32_t timestamp)
{
	int64_t ns = p->due_ns - p->origin_ns - transit_us * 1000;
	uint32_t end = p->origin + (uint32_t)(ns * p->clock_hz / SECOND_NS);
	int32_t ahead = (int32_t)(timestamp - end);
	int32_t frame = p->clock_hz * MEDIA_TICK_MS / 1000;

	p->end = ahead <= 0 ? timestamp :
		timestamp - (uint32_t)((ahead + frame - 1) / frame * frame);
}

/* By whole seconds, which are whole ticks: transits stay what they are. */
static void move_origin(struct playout *p)
{
	while ((int32_t)(p->end - p->origin) > FAR) {
		p->origin += (uint32_t)p->clock_hz * 1000;
		p->origin_ns += 1000 * SECOND_NS;
	}
}

void playout_set_clock(struct playout *p, int clock_hz)
{
	if (p->clock_hz == clock_hz)
		return;
	shelf_clear(p->shelf);
	p->clock_hz = clock_hz;
	p->started = false;
}

/* The packet's turn comes START_MS, or what is asked for, after its arrival, at
 * the next tick; that may be over, where it has waited for us. */
void playout_begin(struct playout *p, uint32_t timestamp, int64_t arrival_ns)
{
	int start_ms = p->least_ms > PLAYOUT_START_MS ? p->least_ms :
		p->ultra_low ? PLAYOUT_START_MS / 2 : PLAYOUT_START_MS;
	int64_t wait = arrival_ns + start_ms * INT64_C(1000000) - p->due_ns;
	int64_t ticks = wait > 0 ? (wait + PLAYOUT_TICK_NS - 1) /
		PLAYOUT_TICK_NS : wait / PLAYOUT_TICK_NS;

	shelf_clear(p->shelf);
	delay_restart(&p->delay);
	strip_skip(p->strip, strip_waiting(p->strip));
	p->started = true;
	p->has_played = p->odd = p->made_up = false;
	p->origin = timestamp;
	p->origin_ns = arrival_ns;
	p->end = timestamp - (uint32_t)(ticks * p->clock_hz *
		MEDIA_TICK_MS / 1000);
	p->rest = 0;
	p->delay_16 = 16 * (int)(playout_slack_ns(p, timestamp, arrival_ns) /
		1000000);
}

/* Frames that nobody fetched are over. */
static void skip(struct playout *p, int64_t ns)
{
	int64_t waiting = waiting_ns(p);
	int64_t from_strip = ns < waiting ? ns : waiting;

	strip_skip(p->strip, (size_t)(from_strip * p->strip->rate_hz /
		SECOND_NS));
	p->end += (uint32_t)((ns - from_strip) * p->clock_hz / SECOND_NS);
}

void playout_time(struct playout *p, int64_t now_ns)
{
	if (p->started && now_ns > p->due_ns)
		skip(p, now_ns - p->due_ns);
	p->due_ns = now_ns;
	move_origin(p);
}

void playout_pass(struct playout *p)
{
	const struct shelf_packet *first;

	if (!p->started)
		return;
	skip(p, PLAYOUT_TICK_NS);
	p->due_ns += PLAYOUT_TICK_NS;
	conceal_restart(&p->conceal, p->strip->rate_hz);
	while ((first = shelf_first(p->shelf)) &&
	       (int32_t)(first->timestamp - p->end) < 0) {
		p->has_played = true;
		p->played_to = first->timestamp + first->ticks;
		p->played_sequence = first->sequence;
		shelf_take(p->shelf);
	}
}

const struct playout_statistics *playout_statistics(const struct playout *p)
{
	return &p->statistics;
}
