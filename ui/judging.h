/* judging.h - the quality that is looked at, fetched while the call goes on. */
#ifndef UI_JUDGING_H
#define UI_JUDGING_H

#include <stdint.h>

#include "ui.h"

/* The call whose quality is shown: the selected one, else the last one. */
int judging_session(const struct ui *);

int64_t judging_deadline(const struct ui *);	/* clock_ms, -1 never */
void judging_tick(struct ui *);

#endif
