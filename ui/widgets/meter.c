#include "widgets/meter.h"

#include "session.h"

/* One role for the whole bar: a colour a cell costs more bytes than the bar. */
void meter_draw(const struct area *a, int row, int column, int level)
{
	char text[METER_CELLS + 1];

	for (int i = 0; i < METER_CELLS; i++)
		text[i] = i < level ? '#' : '.';
	text[METER_CELLS] = '\0';
	screen_text(a, row, column, METER_CELLS, ROLE_NORMAL, text);
}
