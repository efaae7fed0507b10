/* meter.h - a level as a bar of METER_CELLS cells: "######..". */
#ifndef UI_WIDGETS_METER_H
#define UI_WIDGETS_METER_H

#include "screen.h"

void meter_draw(const struct area *, int row, int column, int level);

#endif
