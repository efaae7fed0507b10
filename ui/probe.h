/* probe.h - what the terminal is asked, and what follows from its answers.
 *
 *	"can you show a frame at once?"  at the start -> screen_synchronise()
 *	"have you drawn it?"  behind frames of meters -> ui->slow
 *
 * Only terminals that swallow what they do not know are asked.
 */
#ifndef UI_PROBE_H
#define UI_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "report.h"
#include "slow_line.h"
#include "ui.h"

struct probe {
	struct slow_line line;
	bool asks;			/* at all */
	int64_t since;			/* the first questions; clock_ms */
	int open;			/* of those */
};

void probe_start(struct probe *, const struct settings *);

void probe_answer(struct probe *, struct ui *, const struct report *);

/* A frame was drawn that had meters in it, or clocks of a slow line. */
void probe_frame(struct probe *, struct ui *);

/* Meters have to wait: the terminal has not drawn the last ones. */
bool probe_waits(const struct probe *);

int64_t probe_deadline(const struct probe *);	/* clock_ms; -1 none */
void probe_tick(struct probe *, struct ui *);

/* Answers may be on their way: whoever leaves waits for them, lest they become
 * letters of a shell's. */
bool probe_is_open(const struct probe *);

#endif
