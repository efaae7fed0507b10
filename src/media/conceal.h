/* conceal.h - sound in the place of a packet that never came.  Media thread.
 *
 *	said said said | the last pitch period, again and again, fading | said
 *	                 20 ms as it was, then down to nothing in 80 ms
 *
 * The sound that comes back is faded in over 5 ms.
 */
#ifndef MEDIA_CONCEAL_H
#define MEDIA_CONCEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/media.h"

#define CONCEAL_PERIOD_MIN 5		/* ms: 200 Hz */
#define CONCEAL_PERIOD_MAX 20		/* 50 Hz */
#define CONCEAL_HISTORY 40
#define CONCEAL_OF(ms) ((ms) * (MEDIA_RATE_MAX / 1000))

struct conceal {
	int rate_hz;
	int16_t history[CONCEAL_OF(CONCEAL_HISTORY)];	/* what was said last */
	int16_t cycle[CONCEAL_OF(CONCEAL_PERIOD_MAX)];	/* what is repeated */
	uint32_t period, at;
	uint32_t lost;			/* samples made since the last said */
	uint32_t fade_in;		/* samples of it still to come */
};

/* n samples, at most CONCEAL_HISTORY ms, that came: smoothed in place, remembered. */
void conceal_said(struct conceal *, int16_t *samples, size_t n);

/* n samples that did not. */
void conceal_lost(struct conceal *, int16_t *samples, size_t n);

/* Whether what it makes is silence by now. */
bool conceal_is_silent(const struct conceal *);

/* Nothing was said before; rate_hz from now on. */
void conceal_restart(struct conceal *, int rate_hz);

#endif
