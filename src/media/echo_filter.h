/* echo_filter.h - learns the way from loudspeaker to microphone, and says what
 * of the microphone's sound has come that way.  Media thread.
 *
 *	past --> [ W0 | W1 | ... ] --> echo        10 ms of the way a part
 *	microphone - echo = error --> W
 *
 * A Kalman filter in the frequency domain, in parts (Enzner & Vary, Signal
 * Processing 86(6), 2006; Kuech, Mabande & Enzner, ICASSP 2014): it knows how
 * far it may be from the truth, bin by bin, and so learns quickly at the start
 * and hardly at all while somebody speaks into the microphone.
 */
#ifndef MEDIA_ECHO_FILTER_H
#define MEDIA_ECHO_FILTER_H

#include <stdbool.h>

#include "media/echo_past.h"

struct echo_filter;

struct echo_filter_params {
	int parts;			/* 1..ECHO_PARTS */
	float memory;			/* 0..1: of what it knows, after 10 ms */
};

struct echo_filter *echo_filter_new(const struct echo_filter_params *);
void echo_filter_free(struct echo_filter *);	/* NULL may be given */

struct echo_result {
	float error[VOICE_BLOCK];	/* what is left of the microphone */
	float echo[VOICE_BLOCK];
	float doubt[VOICE_LANES];	/* power of echo that may be left */
	bool left;			/* some is, surely */
};

/* The echo begins delay blocks after what was played: 0..ECHO_DELAY_MAX. */
void echo_filter_run(struct echo_filter *, struct fourier *,
	const struct echo_past *, int delay, const float mic[VOICE_BLOCK],
	struct echo_result *);

/* The delay is to be so many blocks more: what was learnt moves along. */
void echo_filter_shift(struct echo_filter *, int blocks);
/* Doubts all that it knows. */
void echo_filter_doubt(struct echo_filter *);
/* The way has changed: begins anew. */
void echo_filter_restart(struct echo_filter *);
/* Knows what the other one does, and nothing of what is beyond. */
void echo_filter_copy(struct echo_filter *, const struct echo_filter *);
/* What it knows of the i-th part of the way. */
const struct spectrum *echo_filter_weight(const struct echo_filter *, int i);

/* How much louder the echo is than what was played, as a factor of power. */
float echo_filter_coupling(const struct echo_filter *);

#endif
