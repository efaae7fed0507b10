/* tracing.h - the trace that is looked at, fetched while the call goes on. */
#ifndef UI_TRACING_H
#define UI_TRACING_H

#include <stdint.h>

#include "ui.h"

/* The call whose messages are shown, or will be: the selected one, else the
 * last one; 0 none. */
int tracing_session(const struct ui *);

/* Something happened to that call. */
void tracing_changed(struct ui *, int session);

int64_t tracing_deadline(const struct ui *);	/* clock_ms, -1 never */
void tracing_tick(struct ui *);

#endif
