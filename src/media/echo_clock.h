/* echo_clock.h - what was played, read on the microphone's clock.  Media
 * thread.
 *
 *	played   | | | | | | | | |		the loudspeaker's samples
 *	read      |  |  |  |  |  |		the microphone's, ppm apart
 *
 * Two cards have two quartzes.  Most of that is mended where sound enters and
 * leaves the engine; what remains, also within one card that resamples, would
 * turn the phase of the echo faster than any filter learns.  While ppm is 0 the
 * sound passes as it is.
 */
#ifndef MEDIA_ECHO_CLOCK_H
#define MEDIA_ECHO_CLOCK_H

#include "media/echo_filter.h"

struct echo_clock;

struct echo_clock *echo_clock_new(void);
void echo_clock_free(struct echo_clock *);	/* NULL may be given */

/* In place.  How many blocks later than before what comes out is: -1, 0, 1;
 * spare: how many it may be. */
int echo_clock_run(struct echo_clock *, float block[VOICE_BLOCK], int spare);

/* After each block in which something was played: looks at how the filter's
 * phases turn, and sets the clock after them. */
void echo_clock_learn(struct echo_clock *, const struct echo_filter *);
/* What was learnt of the filter's phases is no longer true. */
void echo_clock_forget(struct echo_clock *);

double echo_clock_ppm(const struct echo_clock *);

#endif
