/* tick.h - when the picture changes although nothing happens: clocks. */
#ifndef UI_TICK_H
#define UI_TICK_H

#include <stdint.h>

#include "ui.h"

#define TICK_SLOW_MS 5000	/* where the line is slow */
#define TICK_GRID_MS 250	/* clocks and meters share frames */

/* On the grid; clock_ms, -1 never. */
int64_t tick_next(const struct ui *);

/* The first time on the grid after this one. */
int64_t tick_grid(int64_t ms);

#endif
