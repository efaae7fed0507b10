/* passing.h - what time does to the front end, whatever its screen: answers that
 * are late, notices and ended rows that go, letters that wait for a second one,
 * lists that are looked at and fetched again.
 *
 *	passing_deadline() --> the loop sleeps --> passing_tick()
 */
#ifndef UI_PASSING_H
#define UI_PASSING_H

#include "ui.h"

int64_t passing_deadline(const struct ui *);	/* clock_ms, -1 never */

/* true: what is shown has changed, now. */
bool passing_tick(struct ui *);

/* The smaller one into *deadline, where -1 is never. */
void passing_sooner(int64_t *deadline, int64_t candidate);

#endif
