/* slow_line.h - whether the line to the terminal is slow.  Pure: the time is
 * told, in ms of any origin.
 *
 *	frame of meters, "have you drawn it?" --> .. 830 ms .. --> "yes"
 *
 * Twice over SLOW_LINE_MS, and it is slow; three times under half of that, and
 * it is no more.  A terminal that does not answer the first question is asked no
 * other.
 */
#ifndef UI_SLOW_LINE_H
#define UI_SLOW_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define SLOW_LINE_MS 800
#define SLOW_LINE_GONE_MS 5000		/* no answer any more: slow */
#define SLOW_LINE_EVERY_MS 1000		/* questions are bytes too */

struct slow_line {
	bool answers;			/* the terminal does */
	bool slow;
	int64_t asked;			/* -1: nothing is open */
	int64_t last;			/* when it was asked before */
	int late, prompt;		/* in a row */
};

void slow_line_init(struct slow_line *);

/* true: send the question now. */
bool slow_line_ask(struct slow_line *, int64_t now);
void slow_line_answered(struct slow_line *, int64_t now);

/* The terminal still draws: no frame that can wait. */
bool slow_line_waits(const struct slow_line *);

/* When slow_line_tick() wants to be called; -1 never. */
int64_t slow_line_deadline(const struct slow_line *);
void slow_line_tick(struct slow_line *, int64_t now);

#endif
