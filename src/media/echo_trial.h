/* echo_trial.h - a second filter that learns the way from nothing while the
 * first one does little good.  Media thread.
 *
 *	little good   somebody speaks here, or the way has changed
 *	trial         learns for a while, and only what is heard can tell which
 *	better        its error is less by far: the way has changed
 */
#ifndef MEDIA_ECHO_TRIAL_H
#define MEDIA_ECHO_TRIAL_H

#include <stdbool.h>

#include "media/echo_filter.h"

struct echo_trial;

struct echo_trial *echo_trial_new(void);
void echo_trial_free(struct echo_trial *);	/* NULL may be given */

/* The same block as the first filter had, which left error of mic; true: what
 * the trial knows is better. */
bool echo_trial_run(struct echo_trial *, struct fourier *,
	const struct echo_past *, int delay, const float mic[VOICE_BLOCK],
	const float error[VOICE_BLOCK]);
const struct echo_filter *echo_trial_filter(const struct echo_trial *);
void echo_trial_end(struct echo_trial *);	/* until it is called for again */

#endif
