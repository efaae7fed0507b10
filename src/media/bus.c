#include "media/bus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/tone.h"

#define RATE_MIN 8000
#define WHOLE 65536		/* a gain of 1 */
#define STEPS 64		/* of a gain's step from sample to sample */
#define RISE 1024		/* of what is missing, a tick: 1/64 */
#define FADE 16			/* loudness dies away in so many ticks */
#define QUIET (100 * 256)	/* less than that, -50 dBFS, is no speech */

struct mix {
	int rate_hz;
	size_t n;
	int32_t sum[MEDIA_FRAME_MAX];
	int from, to;			/* the gain, at begin and end */
};

void bus_init(struct bus *b)
{
	list_init(&b->ports);
	b->rate_hz = RATE_MIN;
	b->gain = WHOLE;
	b->loudest = 0;
}

void bus_add(struct bus *b, struct bus_port *port)
{
	if (port->bus == b)
		return;
	if (port->bus)
		bus_remove(port);
	port->bus = b;
	port->chosen = false;
	port->hold = port->loud = 0;
	list_append(&b->ports, &port->link);
}

void bus_remove(struct bus_port *port)
{
	if (port->bus)
		list_remove(&port->link);
	port->bus = NULL;
}

static int rate_of(const struct bus *b)
{
	int rate_hz = RATE_MIN;

	list_each(struct bus_port, port, &b->ports, link)
		if (port->rate_hz > rate_hz)
			rate_hz = port->rate_hz;
	return rate_hz;
}

/* --- the loudest ---------------------------------------------------------- */

static bool competes(const struct bus_port *port)
{
	return port->member && !port->muted;
}

static void measure(struct bus_port *port, size_t n)
{
	int64_t sum = 0;
	int now;

	for (size_t i = 0; port->gave && i < n; i++)
		sum += abs(port->frame[i]);
	now = (int)(sum * 256 / (int64_t)n);
	port->loud -= port->loud / FADE;
	if (now > port->loud)
		port->loud = now;
}

/* How loud the last one of the loudest is. */
static int bar_of(const struct bus *b)
{
	int top[BUS_LOUDEST_MAX] = { 0 };
	int last = b->loudest - 1;

	list_each(const struct bus_port, port, &b->ports, link) {
		int i = last;

		if (!competes(port) || port->loud <= top[last])
			continue;
		for (; i > 0 && top[i - 1] < port->loud; i--)
			top[i] = top[i - 1];
		top[i] = port->loud;
	}
	return top[last];
}

/* How many places are taken. */
static int keep_places(struct bus *b, int bar)
{
	int taken = 0;

	list_each(struct bus_port, port, &b->ports, link) {
		if (!competes(port))
			port->chosen = false;
		if (port->loud >= bar && port->loud > QUIET)
			port->hold = BUS_HOLD_TICKS;
		else if (port->hold)
			port->hold--;
		taken += port->chosen;
	}
	return taken;
}

/* The quietest one whose place is free to be taken; NULL: none. */
static struct bus_port *quietest(struct bus *b)
{
	struct bus_port *found = NULL;

	list_each(struct bus_port, port, &b->ports, link)
		if (port->chosen && !port->hold &&
		    (!found || port->loud < found->loud))
			found = port;
	return found;
}

static bool make_place(struct bus *b, int *taken)
{
	struct bus_port *gone;

	if (*taken < b->loudest) {
		++*taken;
		return true;
	}
	gone = quietest(b);
	if (gone)
		gone->chosen = false;
	return gone;
}

static void choose(struct bus *b, const struct mix *m)
{
	int bar, taken;

	list_each(struct bus_port, port, &b->ports, link)
		measure(port, m->n);
	bar = bar_of(b);
	taken = keep_places(b, bar);
	list_each(struct bus_port, port, &b->ports, link)
		if (competes(port) && !port->chosen && port->loud >= bar &&
		    (port->loud > QUIET || taken < b->loudest))
			port->chosen = make_place(b, &taken);
}

/* --- the sum -------------------------------------------------------------- */

static int factor_of(const struct bus *b, const struct bus_port *port)
{
	if (port->muted || (b->loudest && port->member && !port->chosen))
		return 0;
	return !port->gain_db ? WHOLE :
		(int)(pow(10, port->gain_db / 20.0) * WHOLE);
}

/* Its gain; where that has changed, not with a click. */
static void weigh(const struct bus *b, struct bus_port *port, size_t n)
{
	int from = WHOLE - port->less, to = factor_of(b, port);

	port->less = WHOLE - to;
	port->gave = port->gave && (from || to);
	if (!port->gave || (from == WHOLE && to == WHOLE))
		return;
	for (size_t i = 0; i < n; i++) {
		int gain = from + (to - from) * (int)i / (int)n;

		port->frame[i] = sample_clip((int32_t)(
			(int64_t)port->frame[i] * gain / WHOLE));
	}
}

static void add(const struct bus *b, struct bus_port *port, struct mix *m)
{
	weigh(b, port, m->n);
	if (!port->gave)
		return;
	for (size_t i = 0; i < m->n; i++)
		m->sum[i] += port->frame[i];
}

static void gather(struct bus *b, struct mix *m)
{
	memset(m->sum, 0, m->n * sizeof *m->sum);
	list_each(struct bus_port, port, &b->ports, link)
		port->gave = port->give &&
			port->give(port->arg, port->frame, m->rate_hz);
	if (b->loudest)
		choose(b, m);
	list_each(struct bus_port, port, &b->ports, link)
		add(b, port, m);
}

static int32_t peak_of(const struct mix *m)
{
	int32_t peak = 0;

	for (size_t i = 0; i < m->n; i++) {
		int32_t size = abs(m->sum[i]);

		peak = size > peak ? size : peak;
	}
	return peak;
}

/* Down at once, up by and by. */
static void set_gain(struct bus *b, struct mix *m)
{
	int32_t peak = peak_of(m);
	int fits = peak <= INT16_MAX ? WHOLE :
		(int)((int64_t)INT16_MAX * WHOLE / peak);
	int risen = b->gain + (WHOLE - b->gain) * RISE / WHOLE;

	risen += risen < WHOLE;
	m->to = fits < risen ? fits : risen;
	m->from = b->gain < m->to ? b->gain : m->to;
	b->gain = m->to;
}

static void take_away(int32_t *others, const int16_t *own, size_t n)
{
	for (size_t i = 0; i < n; i++)
		others[i] -= own[i];
}

static void turn_down(const struct mix *m, int32_t *frame)
{
	int step = (m->to - m->from) * STEPS / (int)m->n;

	for (size_t i = 0; i < m->n; i++) {
		int gain = m->from + step * (int)i / STEPS;

		frame[i] = (int32_t)((int64_t)frame[i] * gain / WHOLE);
	}
}

static void clip(int16_t *heard, const int32_t *frame, size_t n)
{
	for (size_t i = 0; i < n; i++)
		heard[i] = sample_clip(frame[i]);
}

static void hand_out(struct bus_port *port, const struct mix *m)
{
	int32_t others[MEDIA_FRAME_MAX];
	int16_t heard[MEDIA_FRAME_MAX];

	if (!port->take)
		return;
	memcpy(others, m->sum, m->n * sizeof *others);
	if (port->gave)
		take_away(others, port->frame, m->n);
	if (m->from != WHOLE || m->to != WHOLE)
		turn_down(m, others);
	clip(heard, others, m->n);
	port->take(port->arg, heard, m->rate_hz);
}

void bus_tick(struct bus *b)
{
	struct mix m;

	if (list_empty(&b->ports))
		return;
	b->rate_hz = m.rate_hz = rate_of(b);
	m.n = media_frame(m.rate_hz);
	gather(b, &m);
	set_gain(b, &m);
	list_each(struct bus_port, port, &b->ports, link)
		hand_out(port, &m);
}
