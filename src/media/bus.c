#include "media/bus.h"

#include <string.h>

#include "media/tone.h"

void bus_init(struct bus *b)
{
	list_init(&b->ports);
}

void bus_add(struct bus *b, struct bus_port *port)
{
	list_append(&b->ports, &port->link);
}

void bus_remove(struct bus_port *port)
{
	list_remove(&port->link);
}

static void gather(struct bus_port *port, int32_t *sum)
{
	port->gave = port->give && port->give(port->arg, port->frame);
	if (!port->gave)
		return;
	for (int i = 0; i < MEDIA_FRAME; i++)
		sum[i] += port->frame[i];
}

static void hand_out(struct bus_port *port, const int32_t *sum)
{
	int16_t heard[MEDIA_FRAME];

	if (!port->take)
		return;
	for (int i = 0; i < MEDIA_FRAME; i++)
		heard[i] = sample_clip(sum[i] -
			(port->gave ? port->frame[i] : 0));
	port->take(port->arg, heard);
}

void bus_tick(struct bus *b)
{
	int32_t sum[MEDIA_FRAME] = { 0 };

	list_each(struct bus_port, port, &b->ports, link)
		gather(port, sum);
	list_each(struct bus_port, port, &b->ports, link)
		hand_out(port, sum);
}
