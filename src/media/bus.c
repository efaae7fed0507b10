#include "media/bus.h"

#include <stdlib.h>
#include <string.h>

#include "media/tone.h"

#define RATE_MIN 8000
#define WHOLE 65536		/* a gain of 1 */
#define RISE 1024		/* of what is missing, a tick: 1/64 */

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
}

void bus_add(struct bus *b, struct bus_port *port)
{
	list_append(&b->ports, &port->link);
}

void bus_remove(struct bus_port *port)
{
	list_remove(&port->link);
}

static int rate_of(const struct bus *b)
{
	int rate_hz = RATE_MIN;

	list_each(struct bus_port, port, &b->ports, link)
		if (port->rate_hz > rate_hz)
			rate_hz = port->rate_hz;
	return rate_hz;
}

static void gather(struct bus_port *port, struct mix *m)
{
	port->gave = port->give &&
		port->give(port->arg, port->frame, m->rate_hz);
	if (!port->gave)
		return;
	for (size_t i = 0; i < m->n; i++)
		m->sum[i] += port->frame[i];
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

static void turn_down(const struct mix *m, int16_t *frame, int32_t heard,
	size_t i)
{
	int gain = m->from + (m->to - m->from) * (int)i / (int)m->n;

	frame[i] = sample_clip((int32_t)((int64_t)heard * gain / WHOLE));
}

static void hand_out(struct bus_port *port, const struct mix *m)
{
	int16_t heard[MEDIA_FRAME_MAX];
	bool whole = m->from == WHOLE && m->to == WHOLE;

	if (!port->take)
		return;
	for (size_t i = 0; i < m->n; i++) {
		int32_t others = m->sum[i] -
			(port->gave ? port->frame[i] : 0);

		if (whole)
			heard[i] = sample_clip(others);
		else
			turn_down(m, heard, others, i);
	}
	port->take(port->arg, heard, m->rate_hz);
}

void bus_tick(struct bus *b)
{
	struct mix m;

	b->rate_hz = m.rate_hz = rate_of(b);
	m.n = media_frame(m.rate_hz);
	memset(m.sum, 0, m.n * sizeof *m.sum);
	list_each(struct bus_port, port, &b->ports, link)
		gather(port, &m);
	set_gain(b, &m);
	list_each(struct bus_port, port, &b->ports, link)
		hand_out(port, &m);
}
