/* pause.h - what goes by the clock: `wait` and `watch`. */
#ifndef UI_LINEAR_PAUSE_H
#define UI_LINEAR_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "linear/teller.h"
#include "ui.h"

struct pause;

struct pause *pause_new(struct ui *, struct teller *);
void pause_free(struct pause *);

void pause_fulfil(struct pause *);	/* the wishes of ui about it */
bool pause_waits(const struct pause *);	/* no command runs */
void pause_stop(struct pause *);	/* neither waits nor watches */

int64_t pause_deadline(const struct pause *);	/* clock_ms, -1 never */
void pause_tick(struct pause *);

#endif
