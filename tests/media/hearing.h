/* hearing.h - what is heard beside what was said: how much later, and what of
 * it is missing.
 *
 *	said   ---[ 300 ms ]------   each 200 ms a piece of speech is looked for
 *	heard  -------[ 300 ms ]--   in what is heard, up to 800 ms later
 */
#ifndef TESTS_MEDIA_HEARING_H
#define TESTS_MEDIA_HEARING_H

#include <stddef.h>
#include <stdint.h>

struct receiver_result;

struct hearing {
	double *at_s, *delay_ms;	/* by time; hearing_free */
	size_t n;
	double bad_percent;		/* of the speech, in 20 ms, not found */
	double silent_ms;		/* the longest time without any sound */
};

void hearing_judge(struct hearing *, const int16_t *said, size_t n,
	int rate_hz, const struct receiver_result *);
void hearing_free(struct hearing *);

/* Of the delays from one time to another; fraction 0.5: the median. */
double hearing_delay_ms(const struct hearing *, double from_s, double to_s,
	double fraction);

#endif
